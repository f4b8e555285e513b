using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>The side of a USBasp that faces the target, as isp.c of its firmware has it.</summary>
internal sealed class UsbAspPins(VirtualAvr chip, UsbAspFirmware firmware)
{
    private const int Slowest = 1, FirstOfHardware = 8;

    /// <summary>clockWait(1).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(320);

    private int _step;
    private int _segment;

    /// <summary>SETISPSCK's step; 0 for the firmware's own.</summary>
    public int Step { get; set; }

    public void Connect()
    {
        Use(Step);
        chip.SetReset(low: true);
        Wait(1);
        chip.SetReset(low: false);
        Wait(1);
        chip.SetReset(low: true);
        _segment = 0;
    }

    public void Disconnect() => chip.SetReset(low: false);

    /// <summary>True when the chip has echoed Programming Enable.</summary>
    public bool EnableProgramming()
    {
        for (int step = _step; step >= Slowest; step--)
        {
            Use(step);
            int tries = firmware.StepsDown ? 3 : 32;
            while (tries-- > 0)
            {
                if (firmware.StepsDown)
                {
                    Pulse();
                    chip.Clock.Wait(TimeSpan.FromMilliseconds(20));
                }

                if (Transmit(0xAC, 0x53, 0, 0)[2] == 0x53)
                {
                    return true;
                }

                Pulse();
            }

            if (!firmware.StepsDown)
            {
                return false;
            }
        }

        return false;
    }

    public byte[] Transmit(byte first, byte second, byte third, byte fourth) =>
        [chip.Shift(first), chip.Shift(second), chip.Shift(third), chip.Shift(fourth)];

    public byte ReadFlash(uint address)
    {
        Extend(address);
        return Transmit((byte)(0x20 | (address & 1) << 3), (byte)(address >> 9), (byte)(address >> 1), 0)[3];
    }

    public void LoadFlash(uint address, byte value)
    {
        Extend(address);
        Transmit((byte)(0x40 | (address & 1) << 3), (byte)(address >> 9), (byte)(address >> 1), value);
    }

    /// <summary>Writes the page, then polls its last byte, or waits 4.8 ms where that cannot tell.</summary>
    public void FlushPage(uint address, byte last)
    {
        Extend(address);
        Transmit(0x4C, (byte)(address >> 9), (byte)(address >> 1), 0);
        if (last == 0xFF)
        {
            Wait(15);
            return;
        }

        TimeSpan end = chip.Clock.Now + (30 * Tick);
        while (chip.Clock.Now < end && ReadFlash(address) == 0xFF)
        {
        }
    }

    public byte ReadEeprom(uint address) => Transmit(0xA0, (byte)(address >> 8), (byte)address, 0)[3];

    public void WriteEeprom(uint address, byte value)
    {
        Transmit(0xC0, (byte)(address >> 8), (byte)address, value);
        Wait(30);
    }

    private void Extend(uint address)
    {
        int segment = (int)(address >> 17);
        if (firmware.ExtendsAddress && segment != _segment)
        {
            _segment = segment;
            Transmit(0x4D, 0, (byte)segment, 0);
        }
    }

    private void Use(int step)
    {
        _step = step;
        chip.SckHertz = step switch
        {
            0 => firmware.OwnSck,
            // Timer 0 of 12 MHz / 64, three ticks for half a period at step 7.
            < FirstOfHardware => 31250.0 / (1 << (FirstOfHardware - 1 - step)),
            _ => 93750.0 * (1 << (Math.Min(step, 12) - FirstOfHardware)),
        };
        if (step == 0)
        {
            _step = firmware.OwnSck >= 1e6 ? 12 : 10;
        }
    }

    private void Pulse()
    {
        chip.SetReset(low: false);
        Wait(1);
        chip.SetReset(low: true);
    }

    private void Wait(int ticks) => chip.Clock.Wait(ticks * Tick);
}
