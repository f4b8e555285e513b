using static System.FormattableString;

namespace IspRecipes.Devices.Catalog;

/// <summary>Wires ISP programmers to a chip, and keeps apart what stands at different voltages.</summary>
/// <param name="Programmer">Catalogue id.</param>
/// <param name="Board">Volts of the board with the chip; null where nobody says.</param>
/// <param name="Own">Volts that the programmer is said to run at; null for what its hardware commonly has.</param>
internal sealed record IspWiring(string Programmer, double? Board, double? Own)
{
    private const double CommonVolts = 5.0;

    private bool IsLow => Board is double board && !IsNear(board, CommonVolts);

    /// <summary>Each hardware that is such a programmer, at these voltages.</summary>
    public IReadOnlyList<Wiring> To(IspPins target)
    {
        IReadOnlyList<IspHardware> all = IspHardware.Of(Programmer);
        IspHardware[] fitting = [.. all.Where(Fits)];
        return [.. (fitting.Length > 0 ? fitting : all).Select(hardware => To(target, hardware))];
    }

    public Wiring To(IspPins target, IspHardware hardware)
    {
        if (hardware.Pins is not ProgrammerPins pins)
        {
            return new(hardware.Name, [], hardware.Notes);
        }

        string? vcc = Vcc(hardware, pins);
        double? volts = vcc is null ? Unconnected(hardware) : Own ?? hardware.Volts;
        bool shifts = Board is double board && volts is double signals && !IsNear(signals, board);
        return new(
            hardware.Name,
            [
                new(vcc, Board is null ? "VCC" : Invariant($"VCC ({Board} V{(vcc is null ? " of its own" : "")})")),
                new(pins.Gnd, "GND"),
                new(Signal(pins.Reset), "RESET"),
                new(Signal(pins.Sck), target.Sck),
                new(Signal(pins.Mosi), target.Mosi),
                new(Signal(pins.Miso), target.Miso),
            ],
            [.. Voltage(hardware, vcc, volts, shifts), .. hardware.Notes, .. target.Notes]);

        string Signal(string pin) => shifts ? $"{pin} through a level shifter" : pin;
    }

    /// <summary>Boards of 3.3 V are programmers of targets that are low themselves, unless the recipe says what runs there.</summary>
    private bool Fits(IspHardware hardware) =>
        hardware.Volts is not double volts || (Own is double own ? IsNear(volts, own) : IsLow || IsNear(volts, CommonVolts));

    /// <summary>The pin that goes to VCC of the target; null where none may.</summary>
    private string? Vcc(IspHardware hardware, ProgrammerPins pins)
    {
        if (Board is not double board)
        {
            return pins.Vcc;
        }

        if (Own is double own && !IsNear(own, board))
        {
            return null;
        }

        return !IsLow ? pins.Vcc
            : hardware.Low is { } low && (low.Volts is not double volts || IsNear(volts, board)) ? low.Pin
            : null;
    }

    /// <summary>What a VCC that may not be connected is at: what it is said to be, unless that is the target's, which this hardware does not have.</summary>
    private double? Unconnected(IspHardware hardware) =>
        Own is double own && Board is double board && !IsNear(own, board) ? own : hardware.Volts ?? hardware.Low?.Volts;

    private IEnumerable<string> Voltage(IspHardware hardware, string? vcc, double? volts, bool shifts)
    {
        if (vcc is null)
        {
            yield return Invariant($"Its VCC is {volts} V: never connect it to a target of {Board} V.");
        }

        if (shifts)
        {
            yield return Invariant($"Its signals are {volts} V and the chip's are {Board} V: a level shifter goes between, for RESET, SCK, MOSI and MISO.");
        }

        if (shifts && Own is null)
        {
            yield return Invariant($"If yours runs at {Board} V, say so: 'programmer: {{ type: {Programmer}, supply: {Board} V }}'.");
        }

        if (Board is null && volts is double level)
        {
            string other = IsNear(level, CommonVolts) ? "3.3 V" : "5 V";
            yield return Invariant($"This is for a target of {level} V. Of any other its recipe says so ('board: {{ supply: {other} }}'), and the wires are others.");
        }

        foreach (string note in IsLow && vcc is not null && hardware.Low is { } low ? low.Notes : [])
        {
            yield return note;
        }
    }

    private static bool IsNear(double one, double other) => Math.Abs(one - other) <= ProgrammerRow.PinMargin;
}
