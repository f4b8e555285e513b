using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>The side of a Bus Pirate that faces the target: CS, SPI, supply and pull-ups.</summary>
internal sealed class BusPiratePins(VirtualAvr chip)
{
    private bool _openDrain;
    private bool _csIsOutput;
    private bool _csLatch;

    public bool Power { get; private set; }

    public bool PullUps { get; private set; }

    /// <summary>Entering a binary mode, or leaving all of them: inputs, no supply.</summary>
    public void LetGo()
    {
        (Power, PullUps, _csIsOutput) = (false, false, false);
        Drive();
    }

    /// <summary>Sets the SPI up, which releases CS.</summary>
    public void SetUp(bool openDrain, double sckHertz)
    {
        chip.SckHertz = sckHertz;
        (_openDrain, _csIsOutput, _csLatch) = (openDrain, true, true);
        Drive();
    }

    /// <summary>Commands 02 and 03 change the latch only.</summary>
    public void SetCs(bool high)
    {
        _csLatch = high;
        Drive();
    }

    /// <summary>0100 wxyz.</summary>
    public void SetPeripherals(byte command)
    {
        (Power, PullUps) = ((command & 8) != 0, (command & 4) != 0);
        bool high = (command & 1) != 0;
        _csLatch = high && _openDrain ? _csLatch : high;
        _csIsOutput = !(high && _openDrain);
        Drive();
    }

    /// <summary>Without pull-ups an open drain output never rises, and the chip sees no clock.</summary>
    public byte Shift(byte mosi) => _openDrain && !PullUps ? (byte)0xFF : chip.Shift(mosi);

    /// <summary>What comes on MISO meanwhile is lost.</summary>
    public void ShiftAll(byte[] bytes)
    {
        foreach (byte value in bytes)
        {
            Shift(value);
        }
    }

    private void Drive() => chip.SetReset(low: _csIsOutput && !_csLatch);
}
