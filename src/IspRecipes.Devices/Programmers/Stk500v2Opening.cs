namespace IspRecipes.Devices.Programmers;

/// <summary>The first exchanges of STK500v2: what signs on, its versions, and the target's supply that it measures.</summary>
/// <param name="Identity">Programmer, versions and volts, for people.</param>
/// <param name="Volts">At the target; 0 where it sees none.</param>
internal sealed record Stk500v2Opening(string Identity, double Volts)
{
    /// <summary>No classic AVR works below (datasheets, Speed Grades).</summary>
    private const double LowestSupply = 1.8;

    public static Stk500v2Opening Of(Stk500v2Line line)
    {
        string name = line.SignOn();
        byte hardware = line.Get(Stk500v2Command.HardwareVersion);
        byte major = line.Get(Stk500v2Command.SoftwareMajor);
        byte minor = line.Get(Stk500v2Command.SoftwareMinor);
        double volts = line.Get(Stk500v2Command.TargetVoltage) / 10.0;
        return new Stk500v2Opening(
            FormattableString.Invariant($"{name}, hardware {hardware}, firmware {major:X}.{minor:X2}, target at {volts:0.0} V"),
            volts);
    }

    /// <summary>
    /// The bootloader of an Arduino Mega signs on as an AVRISP, sees no supply, and takes parameters without keeping them. Its
    /// board's own flash is what it would write.
    /// </summary>
    /// <inheritdoc cref="Stk500v2.Open" path="/exception"/>
    public void RefuseBootloader(Stk500v2Line line)
    {
        if (Volts > 0)
        {
            return;
        }

        line.Ask(Stk500v2Command.SetParameter(Stk500v2Command.SckDuration, 2));
        if (line.Get(Stk500v2Command.SckDuration) != 2)
        {
            byte[] sent = Stk500v2Command.GetParameter(Stk500v2Command.SckDuration).Body;
            throw new ProtocolException(new Fault(FaultCode.BootloaderInsteadOfProgrammer, line.Place), sent, []);
        }
    }

    /// <summary>What is to be told and does not stop the run.</summary>
    /// <param name="place">The port or the device, for people.</param>
    public IEnumerable<Fault> NoticesOf(string place) =>
        Volts < LowestSupply ? [new Fault(FaultCode.TargetVoltageLow, place, Volts)] : [];
}
