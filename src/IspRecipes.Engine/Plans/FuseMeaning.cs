using System.Globalization;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>One consequence of fuse bytes, in words.</summary>
/// <param name="Name">One word: <c>clock</c>.</param>
public sealed record FuseFact(string Name, string Text);

/// <summary>What fuse and lock bytes do to a chip: its clock, its boot section, its brown-out level, and what is dangerous.</summary>
public static class FuseMeaning
{
    public static IReadOnlyList<FuseFact> Facts(FuseBytes bytes)
    {
        (string Name, string? Text)[] facts =
        [
            ("clock", Clock(bytes)),
            ("boot section", Boot(bytes) is MemoryRegion boot
                ? $"{boot.Size} bytes ({boot.Size / 2} words), 0x{boot.Start:X4} to 0x{boot.End - 1:X4}"
                : null),
            ("reset", Reset(bytes)),
            ("brown-out", BrownOut(bytes)),
            ("EEPROM", bytes.Field("EESAVE") switch
            {
                0 => "survives a chip erase (EESAVE on)",
                1 => "is erased with the chip (EESAVE off)",
                _ => null,
            }),
            ("lock", Lock(bytes)),
        ];
        return [.. from fact in facts where fact.Text is not null select new FuseFact(fact.Name, fact.Text)];
    }

    /// <summary>What an ISP programmer cannot undo, or the chip cannot live with.</summary>
    public static IReadOnlyList<string> Warnings(FuseBytes bytes)
    {
        (bool Holds, string Text)[] warnings =
        [
            (bytes.Field("RSTDISBL") == 0, "RSTDISBL is on: RESET is an ordinary pin, and no ISP programmer can reach this chip again"),
            (bytes.Field("DWEN") == 0, "DWEN is on: RESET belongs to debugWIRE, and no ISP programmer can reach this chip until a debugger ends it"),
            (bytes.Field("SPIEN") == 1, "SPIEN is off: serial programming is over; ISP itself can neither write nor mend this"),
            (ClockOf(bytes)?.Class == ClockClass.Reserved, "the clock setting is one that the datasheet reserves"),
        ];
        return [.. from warning in warnings where warning.Holds select warning.Text];
    }

    /// <summary>What the clock fuses choose; null where the part has no such choice or its byte is not known.</summary>
    public static ClockChoice? ClockOf(FuseBytes bytes) =>
        bytes.Part.ClockFuse is FuseByte fuse && bytes.Values.TryGetValue(fuse.Id, out byte value) ? bytes.Part.ClockOf(value) : null;

    public static MemoryRegion? Boot(FuseBytes bytes) =>
        bytes.Part.BootFuse is FuseByte fuse && bytes.Values.TryGetValue(fuse.Id, out byte value) ? bytes.Part.BootSection(value) : null;

    /// <summary>Brown-out level in volts; null where it is off or reserved.</summary>
    public static double? BrownOutVolts(FuseBytes bytes) =>
        bytes.Field("BODEN") == 1 || bytes.Field("BODLEVEL") is not int level
            ? null
            : bytes.Part.BrownOutVolts.ElementAtOrDefault(level);

    private static string? Clock(FuseBytes bytes)
    {
        if (ClockOf(bytes) is not ClockChoice clock)
        {
            return null;
        }

        bool divided = bytes.Field("CKDIV8") == 0;
        string source = $"{ClockWords.Of(new ClockChoice(clock.Class))}{Prefixed(", ", Range(clock.MinHertz, clock.MaxHertz))}";
        string? core = divided ? Range(clock.MinHertz / 8, clock.MaxHertz / 8) : null;
        return divided ? $"{source}; CKDIV8 divides it by 8{Prefixed(": the core starts at ", core)}" : source;
    }

    private static string? Reset(FuseBytes bytes)
    {
        if (bytes.Field("BOOTRST") is not int bootReset)
        {
            return null;
        }

        string boot = Boot(bytes) is MemoryRegion section ? $"the boot section at 0x{section.Start:X4}" : "the boot section";
        string orBoot = bytes.Field("HWBE") == 0 ? $", or {boot} while the HWB pin is low (HWBE on)" : "";
        return bootReset == 0 ? $"starts {boot} (BOOTRST on)" : $"starts the application at 0x0000 (BOOTRST off){orBoot}";
    }

    private static string? BrownOut(FuseBytes bytes) => bytes.Field("BODLEVEL") is null ? null
        : BrownOutVolts(bytes) is double volts ? $"resets below {volts.ToString("0.0#", CultureInfo.InvariantCulture)} V"
        : "off";

    private static string? Lock(FuseBytes bytes) => bytes.Field("LB") switch
    {
        null => null,
        3 => $"programmers may read and write{BootLock(bytes)}",
        2 => $"programmers may read, but write only after a chip erase{BootLock(bytes)}",
        0 => $"programmers may neither read nor write until a chip erase{BootLock(bytes)}",
        _ => $"a combination the datasheet does not name{BootLock(bytes)}",
    };

    /// <summary>Boot lock bit 0 of BLB1 keeps SPM out of the boot section, bit 1 keeps the application from reading it.</summary>
    private static string BootLock(FuseBytes bytes) => bytes.Field("BLB1") switch
    {
        null => "",
        3 => "; the boot section may overwrite itself",
        2 or 0 => "; no program may overwrite the boot section",
        _ => "; the application may not read the boot section",
    };

    private static string Prefixed(string prefix, string? text) => text is null ? "" : prefix + text;

    private static string? Range(double? least, double? most) => (least, most) switch
    {
        (double low, double high) when low == high => Hertz(low),
        (double low, double high) => $"{Hertz(low)} to {Hertz(high)}",
        (double low, null) => $"{Hertz(low)} and above",
        (null, double high) => $"up to {Hertz(high)}",
        _ => null,
    };

    private static string Hertz(double hertz) => hertz >= 1e6
        ? FormattableString.Invariant($"{hertz / 1e6:0.###} MHz")
        : FormattableString.Invariant($"{hertz / 1e3:0.###} kHz");
}
