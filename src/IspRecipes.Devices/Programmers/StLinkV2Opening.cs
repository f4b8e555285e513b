using System.Buffers.Binary;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>The first exchanges with an ST-Link: what it is, out of whatever mode it is in, and the volts it measures.</summary>
/// <param name="Firmware">Which it runs.</param>
/// <param name="Identity">Probe and firmware, for people.</param>
internal sealed record StLinkV2Opening(StLinkV2Firmware Firmware, string Identity)
{
    /// <summary>Below this no STM32 runs (datasheets: 1.65 V and more).</summary>
    private const double LeastVolts = 1.5;

    /// <summary>Once as it is, once after what was left behind is read, once after a reset of the device.</summary>
    private const int Greetings = 3;

    /// <summary>At the target's supply; null where the probe does not tell.</summary>
    public double? Volts { get; private init; }

    /// <summary>What is to be told and does not stop the run.</summary>
    /// <param name="device">The probe's name on the bus.</param>
    public IEnumerable<Fault> NoticesOf(string device)
    {
        if (!Firmware.WritesHalfWords)
        {
            yield return new Fault(FaultCode.ProbeFirmwareOld, Identity);
        }

        if (Volts is < LeastVolts and double volts)
        {
            yield return new Fault(FaultCode.TargetVoltageLow, device, volts);
        }
    }

    /// <exception cref="ProtocolException">Its firmware cannot do it (ISP5033, ISP5034: probe).</exception>
    /// <exception cref="LinkException">It is in its loader (ISP4027: device), or its transfers fail.</exception>
    public static StLinkV2Opening Of(StLinkV2Line line)
    {
        (byte[] version, byte mode) = Greet(line);
        StLinkV2Firmware firmware = StLinkV2Firmware.Read(version, line.Device.Id);
        if (firmware.IsV3)
        {
            firmware = StLinkV2Firmware.ReadExtended(line.Ask(StLinkV2Command.GetVersionExtended));
        }

        string name = KnownUsbDevices.Identify(line.Device)?.What ?? $"ST-Link/V{firmware.Hardware}";
        var opening = new StLinkV2Opening(firmware, $"{name}, firmware {firmware.Version}");
        if (opening.Unfitness is FaultCode unfitness)
        {
            throw new ProtocolException(new Fault(unfitness, opening.Identity), StLinkV2Command.GetVersion.Frame, version);
        }

        LeaveMode(line, mode);
        return opening with { Volts = firmware.MeasuresVolts ? MeasureVolts(line) : null };
    }

    private FaultCode? Unfitness =>
        Firmware is { Hardware: >= 2, Jtag: 0 } ? FaultCode.ProbeWithoutSwd
        : Firmware.IsTooOld ? FaultCode.ProbeFirmwareTooOld
        : null;

    /// <summary>
    /// Version and mode. Where a killed program left an answer behind, or data due, the first try meets that; each next one
    /// clears more of it away. What is left over is told by its length.
    /// </summary>
    private static (byte[] Version, byte Mode) Greet(StLinkV2Line line)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                byte[] version = line.Ask(StLinkV2Command.GetVersion);
                return (version, line.Ask(StLinkV2Command.GetCurrentMode)[0]);
            }
            catch (DeviceException failure) when (attempt < Greetings && failure.Fault.Code != FaultCode.UsbUnplugged)
            {
                // The line clears away what it can before the next command.
            }
        }
    }

    /// <summary>A V2 that was plugged in sits in its DFU mode; a debug session was left by a killed program.</summary>
    private static void LeaveMode(StLinkV2Line line, byte mode)
    {
        const byte Dfu = 0, Debug = 2, Swim = 3, Loader = 4;
        switch (mode)
        {
            case Dfu:
                line.Ask(StLinkV2Command.LeaveDfu);
                break;
            case Debug:
                line.Ask(StLinkV2Command.Exit);
                break;
            case Swim:
                line.Ask(StLinkV2Command.LeaveSwim);
                break;
            case Loader:
                throw new LinkException(FaultCode.ProbeInLoader, line.Device.Name);
        }
    }

    /// <summary>Twice the reading, by a reference of 1.2 V; some clones measure nothing and tell a factor of 0.</summary>
    private static double? MeasureVolts(StLinkV2Line line)
    {
        byte[] answer = line.Ask(StLinkV2Command.GetTargetVoltage);
        uint factor = BinaryPrimitives.ReadUInt32LittleEndian(answer);
        uint reading = BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(4));
        return factor == 0 ? null : 2.4 * reading / factor;
    }
}
