using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Stm32;

/// <summary>A hand on a chip's two wires, that knows its registers by name.</summary>
internal sealed class Swd
{
    public const uint FlashStart = 0x0800_0000;
    public const uint SramStart = 0x2000_0000;
    public const uint OptionStart = 0x1FFF_F800;

    public const uint Acr = 0x4002_2000;
    public const uint Keyr = 0x4002_2004;
    public const uint OptKeyr = 0x4002_2008;
    public const uint Sr = 0x4002_200C;
    public const uint Cr = 0x4002_2010;
    public const uint Ar = 0x4002_2014;
    public const uint Obr = 0x4002_201C;
    public const uint Wrpr = 0x4002_2020;

    public const uint Key1 = 0x45670123;
    public const uint Key2 = 0xCDEF89AB;

    public const uint Busy = 1;
    public const uint ProgrammingError = 4;
    public const uint WriteProtectionError = 0x10;
    public const uint EndOfOperation = 0x20;

    public const uint Aircr = 0xE000_ED0C;
    public const uint Dfsr = 0xE000_ED30;
    public const uint Dhcsr = 0xE000_EDF0;
    public const uint Dcrsr = 0xE000_EDF4;
    public const uint Dcrdr = 0xE000_EDF8;
    public const uint Demcr = 0xE000_EDFC;

    public const uint IsHalted = 1 << 17;
    public const uint IsLockedUp = 1 << 19;
    public const uint WasReset = 1 << 25;

    public Swd(string part = "stm32f103c8", Stm32Silicon? silicon = null)
    {
        Chip = new VirtualStm32(Stm32Catalog.Find(part)!, Clock, silicon);
    }

    public VirtualClock Clock { get; } = new();

    public VirtualStm32 Chip { get; }

    /// <summary>A chip with a program in flash that counts in the first word of SRAM.</summary>
    public static Swd Counting(Stm32Silicon? silicon = null, OptionBytes? options = null)
    {
        var swd = new Swd(silicon: silicon);
        if (options is not null)
        {
            swd.Chip.Preset(options);
        }

        // movs r0, #1; lsls r0, r0, #29; movs r1, #0; loop: adds r1, #1; str r1, [r0]; b loop
        swd.LoadFlash(0x2001, 0x0740, 0x2100, 0x3101, 0x6001, 0xE7FC);
        return swd;
    }

    /// <summary>A chip with a program in flash that goes round on the spot.</summary>
    public static Swd Spinning(OptionBytes? options = null)
    {
        var swd = new Swd();
        swd.Chip.Preset(options ?? Options());
        swd.LoadFlash(0xE7FE);
        return swd;
    }

    /// <summary>A chip whose flash controller is unlocked.</summary>
    public static Swd Unlocked(string part = "stm32f103c8", Stm32Silicon? silicon = null)
    {
        var swd = new Swd(part, silicon);
        swd.Unlock();
        return swd;
    }

    public static OptionBytes Options(string part = "stm32f103c8", byte? rdp = null, byte user = 0xFF, uint protection = 0xFFFF_FFFF)
    {
        byte open = Stm32Catalog.Find(part)!.Family.ReadProtectionOff;
        return new OptionBytes([rdp ?? open, user, 0xFF, 0xFF, .. BitConverter.GetBytes(protection)]);
    }

    /// <summary>Puts a vector table and code behind it into flash, as if it had always been there.</summary>
    public void LoadFlash(params ushort[] code)
    {
        uint[] vectors = [SramStart + 0x400, FlashStart + 0x11, FlashStart + 0x11, FlashStart + 0x11];
        Buffer.BlockCopy(vectors, 0, Chip.Flash, 0, 16);
        Buffer.BlockCopy(code, 0, Chip.Flash, 16, 2 * code.Length);
    }

    public void Wait(double milliseconds) => Clock.Wait(TimeSpan.FromMilliseconds(milliseconds));

    public uint Read(uint address, int width = 4)
    {
        Assert.Equal(SwdAnswer.Ok, Chip.Read(address, width, out uint value));
        return value;
    }

    public void Write(uint address, uint value, int width = 4) => Assert.Equal(SwdAnswer.Ok, Chip.Write(address, width, value));

    public SwdAnswer TryRead(uint address, int width = 4) => Chip.Read(address, width, out _);

    public SwdAnswer TryWrite(uint address, uint value, int width = 4) => Chip.Write(address, width, value);

    public void Unlock(uint bank = 0)
    {
        Write(Keyr + bank, Key1);
        Write(Keyr + bank, Key2);
    }

    public void UnlockOptions()
    {
        Unlock();
        Write(OptKeyr, Key1);
        Write(OptKeyr, Key2);
    }

    /// <summary>What FLASH_SR shows once the controller is ready, errors and EOP being cleared first.</summary>
    public uint ErasePage(uint address, uint bank = 0)
    {
        Write(Sr + bank, 0x34);
        Write(Cr + bank, 2);
        Write(Ar + bank, address);
        Write(Cr + bank, 0x42);
        return Finish(bank);
    }

    public uint EraseAll(uint bank = 0)
    {
        Write(Sr + bank, 0x34);
        Write(Cr + bank, 4);
        Write(Cr + bank, 0x44);
        return Finish(bank);
    }

    public uint Program(uint address, ushort value, uint bank = 0)
    {
        Write(Sr + bank, 0x34);
        Write(Cr + bank, 1);
        Write(address, value, 2);
        return Finish(bank);
    }

    public uint EraseOptions()
    {
        Write(Sr, 0x34);
        Write(Cr, 0x220);
        Write(Cr, 0x260);
        return Finish();
    }

    public uint ProgramOption(OptionByteId id, byte value)
    {
        Write(Sr, 0x34);
        Write(Cr, 0x210);
        Write(OptionStart + (2 * (uint)id), value, 2);
        return Finish();
    }

    public uint Finish(uint bank = 0)
    {
        while ((Read(Sr + bank) & Busy) != 0)
        {
            Wait(0.05);
        }

        return Read(Sr + bank);
    }

    public void Halt() => Write(Dhcsr, 0xA05F0003);

    public void Run() => Write(Dhcsr, 0xA05F0001);

    public void StopDebugging() => Write(Dhcsr, 0xA05F0000);

    public void ResetSystem() => Write(Aircr, 0x05FA0004);

    public void ResetAndHalt()
    {
        Write(Dhcsr, 0xA05F0003);
        Write(Demcr, 1);
        ResetSystem();
        Write(Demcr, 0);
    }

    public bool IsCoreHalted => (Read(Dhcsr) & IsHalted) != 0;

    public uint Register(uint number)
    {
        Write(Dcrsr, number);
        Assert.Equal(1u << 16, Read(Dhcsr) & 1 << 16);
        return Read(Dcrdr);
    }

    public void SetRegister(uint number, uint value)
    {
        Write(Dcrdr, value);
        Write(Dcrsr, number | 1 << 16);
    }

    /// <summary>Puts code into SRAM and sets a halted core to it, with r0, r1 ... as given.</summary>
    public void LoadStub(ushort[] code, params uint[] registers)
    {
        for (uint i = 0; i < code.Length; i++)
        {
            Write(SramStart + 0x100 + (2 * i), code[i], 2);
        }

        for (uint i = 0; i < registers.Length; i++)
        {
            SetRegister(i, registers[i]);
        }

        SetRegister(15, SramStart + 0x100);
        SetRegister(16, 1 << 24);
    }
}
