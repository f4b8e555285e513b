using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Cli.Output;

/// <summary>What a probe found, as people read it.</summary>
internal static class ProbeText
{
    public static void Write(CliHost host, ProbeReport found)
    {
        Line(host, "programmer", $"{found.Programmer} on {found.Port}, {found.ProgrammerIdentity}");
        switch (found)
        {
            case ProbeReport.Avr avr:
                Write(host, avr);
                break;
            case ProbeReport.Stm32 stm32:
                Write(host, stm32);
                break;
        }
    }

    private static void Write(CliHost host, ProbeReport.Avr found)
    {
        Line(host, "signature", $"{found.Signature}");
        Line(host, "part", found.Parts.Count == 0
            ? "not in the catalogue; 'isprecipe parts' lists what is"
            : string.Join(" or ", found.Parts.Select(part => part.Name)));
        foreach ((FuseId id, byte value) in found.Fuses)
        {
            Line(host, FuseNames.Of(id), $"0x{value:X2}  {FuseNames.Fields(found.Parts[0].Fuse(id)!, value)}");
        }

        if (found.Calibration.Count > 0)
        {
            Line(host, "calibration", string.Join(' ', found.Calibration.Select(value => $"{value:X2}")));
        }

        if (found.IsReadProtected)
        {
            host.Out.WriteLine("Read-protected: flash and EEPROM would read as junk until the chip is erased.");
        }
    }

    private static void Write(CliHost host, ProbeReport.Stm32 found)
    {
        Line(host, "serial", found.Device.SerialNumber ?? "none");
        string volts = found.TargetVolts is double known ? FormattableString.Invariant($"{known:0.00} V") : "voltage not told";
        Line(host, "target", $"{volts}, core {Stm32Words.Of(found.Identity.Core)}");
        string clock = found.SwdHertz is double hertz ? ClockWords.Frequency(hertz) : "clock not told";
        Line(host, "SWD", $"{clock}, DPIDR 0x{found.Identity.DebugPortId:X8}");
        Line(host, "core", $"{found.Part.Family.Core}, CPUID 0x{found.Identity.CpuId:X8}");
        Line(host, "device id", $"0x{found.Identity.DeviceId:X3}, revision {Stm32Words.Revision(found.Identity)}");
        Line(host, "maker", found.Identity.CloneMark is string mark ? $"a clone: {mark}" : "no mark of a clone");
        if (found.Identity.UniqueId is string unique)
        {
            Line(host, "unique id", unique);
        }

        Stm32Part part = found.Part;
        Line(host, "family", part.Family.Name);
        Line(host, "part", found.Parts is [var only] ? only.Name : $"one of {string.Join(", ", found.Parts.Select(candidate => candidate.Name))}");
        Line(host, "flash", $"{part.Flash.Size / 1024} KiB in pages of {part.Family.PageSize:N0} bytes, {Stm32Words.SizeRegister(found.Identity)}");
        IEnumerable<long> sizes = found.Parts.Select(candidate => (long)candidate.Sram.Size / 1024).Distinct().Order();
        Line(host, "SRAM", string.Join(" or ", sizes.Select(size => $"{size} KiB")));
        WriteProtection(host, found);
        foreach (OptionByte option in part.Family.Options)
        {
            string value = found.KeepsValueOf(option.Id) ? "" : $"0x{found.Options[option.Id]:X2}  ";
            Line(host, OptionNames.Of(option.Id), $"{value}{OptionNames.Fields(option, found.Options[option.Id])}");
        }
    }

    private static void WriteProtection(CliHost host, ProbeReport.Stm32 found)
    {
        Line(host, "protection", found.IsReadProtected
            ? $"read protection level {found.ReadProtectionLevel}: flash cannot be read, and lifting it erases all of it"
            : "none against reading");
        if (found.IsReadProtected)
        {
            Line(host, "", "its program may have stopped when the probe connected; it starts again when the board is powered off and on");
        }

        if (found.WriteProtectedPages.Count > 0)
        {
            Line(host, "", $"pages {PageNumbers.Words(found.WriteProtectedPages)} cannot be erased or written");
        }
    }

    private static void Line(CliHost host, string name, string text) => host.Out.WriteLine($"{name,-12} {text.TrimEnd()}".TrimEnd());
}
