using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>The side of an ArduinoISP board that faces the target: RESET and the SPI.</summary>
internal sealed class TargetPins(VirtualAvr chip)
{
    /// <summary>
    /// What the sketch's own code adds to the 32 SCK periods of an instruction, about 270 cycles at 16 MHz. Fitted:
    /// 32 KiB through the real sketch in a simulated ATmega328P took 29.9 s at 115200 baud, where the SPI is the limit.
    /// </summary>
    private static readonly TimeSpan CodeTime = TimeSpan.FromMicroseconds(17);

    /// <summary>AT89S parts are held in reset by a high level; an AVR never is.</summary>
    public bool ResetActiveHigh { get; set; }

    /// <summary>True from entering to leaving programming mode, whether or not a chip answered.</summary>
    public bool SpiOn { get; private set; }

    /// <summary>RESET low, a short positive pulse, 50 ms, Programming Enable; the echo is not looked at.</summary>
    public void Enter()
    {
        Hold(true);
        SpiOn = true;
        chip.Clock.Wait(TimeSpan.FromMilliseconds(20));
        Hold(false);
        chip.Clock.Wait(TimeSpan.FromMicroseconds(100));
        Hold(true);
        chip.Clock.Wait(TimeSpan.FromMilliseconds(50));
        Transfer(0xAC, 0x53, 0x00, 0x00);
    }

    /// <summary>Leaves all pins to their pull-ups.</summary>
    public void Leave()
    {
        SpiOn = false;
        chip.SetReset(low: false);
    }

    public byte Transfer(byte first, int address, byte fourth) =>
        Transfer(first, (byte)(address >> 8), (byte)address, fourth);

    public byte Transfer(byte first, byte second, byte third, byte fourth)
    {
        chip.Clock.Wait(CodeTime);
        chip.Shift(first);
        chip.Shift(second);
        chip.Shift(third);
        return chip.Shift(fourth);
    }

    private void Hold(bool reset) => chip.SetReset(low: reset != ResetActiveHigh);
}
