namespace IspRecipes.Devices.Images;

/// <summary>Processors by the number an ELF file has for them (e_machine; binutils, include/elf/common.h).</summary>
internal static class ElfMachine
{
    public const ushort Arm = 40;
    public const ushort Avr = 83;

    public static ReadOnlySpan<byte> Magic => [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    public static string Name(ushort machine) => machine switch
    {
        3 => "x86",
        8 => "MIPS",
        Arm => "ARM",
        62 => "x86-64",
        Avr => "AVR",
        94 => "Xtensa",
        105 => "MSP430",
        183 => "AArch64",
        185 => "AVR32",
        243 => "RISC-V",
        _ => $"machine {machine}",
    };
}
