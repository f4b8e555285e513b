using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What is known of a file by its hash, held against what the recipe says of it and does with it.</summary>
internal sealed class FileRules(Part part, DiagnosticBag found)
{
    public void Check(WrittenFile file)
    {
        CheckKind(file.Source);
        if (file.Known is not KnownFile known)
        {
            return;
        }

        if (!known.Parts.Contains(part.Id))
        {
            found.Add(
                DiagnosticCode.KnownFileOfOtherPart, file.Source.Path.Where,
                file.Path, known.Name, known.Parts, part.Name);
            return;
        }

        CheckFault(file.Path, file.Source, known, found);
        CheckContradictions(file, known);
    }

    /// <summary>A file that was published with a fault.</summary>
    public static void CheckFault(string path, FileSource source, KnownFile known, DiagnosticBag found)
    {
        if (known.Fault is not null)
        {
            found.Add(DiagnosticCode.KnownFileFaulty, source.Path.Where, path, known.Name, known.Fault, known.Instead);
        }
    }

    /// <summary>A file that is built for another clock than the board's.</summary>
    public void CheckClock(WrittenFile file, BoardFacts board)
    {
        if (file.Hertz is double built && board.Clock is Located<BoardClock> clock && Clocks.Differ(built, clock.Value.Hertz))
        {
            found.Add(
                DiagnosticCode.FileClockMismatch, file.ClockWhere,
                file.Source.Name, built / 1e6, clock.Value.Hertz / 1e6);
        }
    }

    /// <summary>A board with a bootloader alone shows up under the bootloader's ids, whatever the recipe tells people to look for.</summary>
    public void CheckExpectedUsb(WrittenFile file, string? expected)
    {
        if (expected is not null && file.Known is KnownFile known
            && !expected.Equals(known.Usb.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            found.Add(
                DiagnosticCode.ExpectedUsbDiffers, file.Source.Path.Where, expected, file.Path, known.Name, known.Usb.ToString());
        }
    }

    /// <summary>A slip in the kind would silence every check that hangs on it.</summary>
    private void CheckKind(FileSource source)
    {
        if (source.Kind is Located<string> kind && FileKind.Find(kind.Value) is null)
        {
            string[] ids = [.. FileKind.All.Select(known => known.Id)];
            found.Add(DiagnosticCode.UnknownKind, kind.Where, kind.Value, Suggestion.For(kind.Value, ids), ids);
        }
    }

    private void CheckContradictions(WrittenFile file, KnownFile known)
    {
        if (file.Source.Kind is Located<string> kind && kind.Value != known.Kind)
        {
            // As with a hash: what was given from outside may differ from what the recipe was written for.
            Diagnostic differs = DiagnosticCatalog.Of(
                DiagnosticCode.KnownKindDiffers, kind.Where, file.Path, known.Name, known.Kind, kind.Value);
            found.Add(file.Source.GivenOutside ? differs with { Severity = Severity.Warning } : differs);
        }
        else if (known.Kind == FileKind.IspFirmware.Id && file.Source.Kind is null)
        {
            found.Add(DiagnosticCode.ProgrammerFirmware, file.Source.Path.Where, file.Path, known.Name);
        }

        if (file.Source.Clock is Located<double> clock && known.Hertz is double built && Clocks.Differ(clock.Value, built))
        {
            found.Add(
                DiagnosticCode.KnownClockDiffers, clock.Where, file.Path, known.Name, built / 1e6, clock.Value / 1e6);
        }
    }
}

/// <summary>Frequencies as people round them.</summary>
internal static class Clocks
{
    /// <summary>True for two that are more than one part in a hundred apart.</summary>
    public static bool Differ(double one, double other) => Math.Abs(one - other) > other / 100;
}
