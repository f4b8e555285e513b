using System.Globalization;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>In the process of a build or of a script the culture is the user's; what is said is the same in all of them.</summary>
public sealed class CultureTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    [Theory]
    [InlineData("usbasp", "187.5 kHz")]
    [InlineData("stk500v2", "57.6 kHz")]
    public void A_run_on_an_AVR_is_told_the_same_in_every_culture(string programmer, string sck) => AssertSame(() =>
        World.With(programmer, "atmega328p")
            .Hex("app.hex", 0, Firmware.Program(3000))
            .Recipe($"board: {{ clock: 14.7456 MHz crystal, supply: 3.3 V }}\nfuses: {{ low: 0xF7, BODLEVEL: 2.7 V }}\n{App}", sck));

    [Fact]
    public void A_run_on_an_STM32_is_told_the_same_in_every_culture() =>
        AssertSame(() => Stm32World.With().Writing(Stm32World.Program(3000), "options: { DATA0: 0x42 }"));

    /// <summary>Plan, steps, notes and the last word, and every frame of the wire.</summary>
    private static void AssertSame(Func<RecipeFolder> make)
    {
        string usual = Told(make);
        CultureInfo ours = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Foreign();
        string foreign;
        try
        {
            foreign = Told(make);
        }
        finally
        {
            CultureInfo.CurrentCulture = ours;
        }

        Assert.Contains("Done: test", usual);
        Assert.Equal(usual, foreign);
    }

    /// <summary>A comma before decimals, a dot between thousands, and the minus sign of mathematics, as some have.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "\u2212";
        return culture;
    }

    private static string Told(Func<RecipeFolder> make)
    {
        using RecipeFolder folder = make();
        using StringWriter trace = new();
        folder.RunOptions = folder.RunOptions with { Trace = trace };
        Checked<Plan> plan = folder.Plan();
        RunReport report = folder.Run();
        using StringWriter told = new();
        told.WriteLine($"{PlanPrinter.Print(plan.Value!)}{report.ProgrammerIdentity}");
        foreach (StepRecord step in report.Steps)
        {
            told.WriteLine($"{Phrases.Step(step, withCost: true)}, {Phrases.Rate(step.Bytes, step.Elapsed)}, {Phrases.Left(1, 2, step.Elapsed)}");
        }

        foreach (Diagnostic diagnostic in report.Diagnostics)
        {
            told.WriteLine($"{diagnostic.Message}; {diagnostic.Hint}");
        }

        RunSummary.Write(told, plan.Value!, report);
        told.Write(trace);
        return told.ToString().Replace(folder.Path(""), "", StringComparison.Ordinal);
    }
}
