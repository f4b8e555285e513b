using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>The side of an ST-Link that faces the target: accesses through the memory access port, at the clock that is set.</summary>
internal sealed class StLinkSwd(ISwdChip chip, StLinkFirmware firmware)
{
    /// <summary>Request, acknowledge, data and parity with their turn-arounds (Arm IHI 0031, Serial Wire Debug protocol).</summary>
    private const int BitsOfTransfer = 46;

    /// <summary>Beside its data an access takes TAR and, for a read, RDBUFF; a block pays for them once.</summary>
    private const int TransfersAround = 2;

    /// <summary>So often the firmware repeats a transfer by itself that is answered with WAIT.</summary>
    private const int Patience = 100;

    /// <summary>How long it holds NRST low for a pulse; a choice of ours, the firmware's is not documented.</summary>
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(1);

    /// <summary>In hertz.</summary>
    public double Clock { get; set; } = 1.8e6;

    /// <summary>STICKYERR of the debug port: an access has failed, and no other one is let through.</summary>
    public bool IsSticky { get; set; }

    /// <summary>So many accesses to come are given up with WAIT, whatever the chip answers.</summary>
    public int WaitsToCome { get; set; }

    /// <summary>DPIDR after a line reset; null where nobody answers.</summary>
    public uint? Connect()
    {
        IsSticky = false;
        Pass(transfers: 3);
        return chip.ReadDebugPortId();
    }

    /// <summary>DPIDR; null where nobody answers.</summary>
    public uint? ReadId() => chip.ReadDebugPortId();

    public void SetReset(bool low) => chip.SetReset(low);

    /// <summary>NRST low, and high again.</summary>
    public void PulseReset()
    {
        chip.SetReset(low: true);
        chip.Clock.Wait(Pulse);
        chip.SetReset(low: false);
    }

    public StLinkStatus Read(uint address, out uint value)
    {
        Begin();
        return Access(address, 4, out value);
    }

    public StLinkStatus Write(uint address, uint value)
    {
        Begin();
        return Access(address, 4, value);
    }

    /// <summary>Reads a block, and leaves zeros behind an access that fails.</summary>
    /// <param name="address">Of the first access.</param>
    /// <param name="into">Whole accesses.</param>
    /// <param name="width">Bytes of each.</param>
    /// <param name="steps">False to read the same address over and over.</param>
    /// <param name="fault">Where it failed.</param>
    public StLinkStatus Read(uint address, Span<byte> into, int width, bool steps, out uint fault)
    {
        Begin();
        fault = address;
        for (int done = 0; done < into.Length; done += width, fault += steps ? (uint)width : 0)
        {
            if (Access(fault, width, out uint value) is var status and not StLinkStatus.Ok)
            {
                return status;
            }

            for (int index = 0; index < width; index++)
            {
                into[done + index] = (byte)(value >> (8 * index));
            }
        }

        return StLinkStatus.Ok;
    }

    /// <summary>Writes a block, as <see cref="Read(uint, Span{byte}, int, bool, out uint)"/>.</summary>
    public StLinkStatus Write(uint address, ReadOnlySpan<byte> data, int width, bool steps, out uint fault)
    {
        Begin();
        fault = address;
        for (int done = 0; done < data.Length; done += width, fault += steps ? (uint)width : 0)
        {
            uint value = 0;
            for (int index = 0; index < width; index++)
            {
                value |= (uint)data[done + index] << (8 * index);
            }

            if (Access(fault, width, value) is var status and not StLinkStatus.Ok)
            {
                return status;
            }
        }

        return StLinkStatus.Ok;
    }

    /// <summary>What goes before and behind the accesses of a command.</summary>
    public void Begin()
    {
        Pass(TransfersAround);
        IsSticky &= !firmware.ClearsStickyErrors;
    }

    /// <summary>One access without what goes before and behind it.</summary>
    public StLinkStatus Access(uint address, int width, out uint value)
    {
        uint read = 0;
        StLinkStatus status = Retried(() => chip.Read(address, width, out read));
        value = status == StLinkStatus.Ok ? read : 0;
        return status;
    }

    /// <summary>One access without what goes before and behind it.</summary>
    public StLinkStatus Access(uint address, int width, uint value) => Retried(() => chip.Write(address, width, value));

    /// <summary>Time for transfers that tell the chip nothing.</summary>
    public void Pass(int transfers) => chip.Clock.Wait(TimeSpan.FromSeconds(transfers * BitsOfTransfer / Clock));

    private StLinkStatus Retried(Func<SwdAnswer> access)
    {
        if (IsSticky)
        {
            return StLinkStatus.StickyError;
        }

        if (WaitsToCome > 0)
        {
            WaitsToCome--;
            return StLinkStatus.ApWait;
        }

        for (int tries = 0; tries < Patience; tries++)
        {
            Pass(transfers: 1);
            switch (access())
            {
                case SwdAnswer.Ok:
                    return StLinkStatus.Ok;
                case SwdAnswer.Fault:
                    IsSticky = true;
                    return StLinkStatus.ApFault;
                case SwdAnswer.Silence:
                    return StLinkStatus.DpError;
            }
        }

        return StLinkStatus.ApWait;
    }
}
