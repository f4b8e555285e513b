using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Fuses that a recipe gives by name, from the plan to the chip and into the report.</summary>
public sealed class FuseNameTests : IDisposable
{
    private readonly World _world = World.With("avrisp", "atmega32u4").Recipe("""
        board: { clock: 16 MHz crystal }
        fuses: { sut_cksel: EXTXOSC_8MHZ_XX_16KCK_65MS, CKDIV8: off, BOOTSZ: 512, BODLEVEL: 4.3 V, JTAGEN: off }
        lock: { BLB1: spm_disable }
        """);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Names_become_the_bytes_in_the_chip()
    {
        Assert.Equal(ExitCode.Done, _world.Run().Exit);

        Assert.Equal([0xFF, 0xDD, 0xF0, 0xEF], _world.Run().FusesAfter.Values.Select(value => (int)value));
    }

    [Fact]
    public void A_plan_tells_the_names_and_what_differs_from_the_factory()
    {
        string plan = PlanPrinter.Print(_world.Plan().Value!);

        Assert.Contains("fields: BODLEVEL=4V3\n       factory: BODLEVEL 2.6 V -> 4.3 V\n", plan);
        Assert.Contains("fields: JTAGEN=off BOOTSZ=512W\n       factory: JTAGEN on -> off, BOOTSZ 2048 words -> 512 words\n", plan);
        Assert.Contains("fields: CKDIV8=off SUT_CKSEL=EXTXOSC_8MHZ_XX_16KCK_65MS\n", plan);
    }

    [Fact]
    public void A_report_tells_what_changed_by_name()
    {
        RunReport report = _world.Run();

        Assert.Equal(
            [
                "CKDIV8 on -> off", "SUT_CKSEL EXTXOSC_8MHZ_XX_258CK_65MS -> EXTXOSC_8MHZ_XX_16KCK_65MS", "JTAGEN on -> off",
                "BOOTSZ 2048 words -> 512 words", "BODLEVEL 2.6 V -> 4.3 V", "BLB1 NO_LOCK -> SPM_DISABLE",
            ],
            report.FuseChanges.Select(change => $"{change}"));
        JsonElement change = JsonDocument.Parse(ReportJson.Write(report)).RootElement.GetProperty("chip").GetProperty("fuseChanges")[4];
        Assert.Equal(
            ("extended", "BODLEVEL", "2.6 V", "4.3 V"),
            (change.GetProperty("byte").GetString(), change.GetProperty("field").GetString(), change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));
        Assert.Contains("| extended | 0xF3 | 0xF0 | BODLEVEL 2.6 V -> 4.3 V |", ReportMarkdown.Write([report]));
    }

    [Fact]
    public void A_question_names_what_would_change()
    {
        Question? asked = null;
        _world.RunOptions = new RunOptions
        {
            Confirm = question =>
            {
                asked = question;
                return false;
            },
        };

        Assert.Equal(ExitCode.Refused, _world.Run().Exit);

        Assert.Contains("extended: 0xF3 -> 0xF0 (BODLEVEL 2.6 V -> 4.3 V)", asked!.Details);
        Assert.Contains("high: 0x99 -> 0xDD (JTAGEN on -> off, BOOTSZ 2048 words -> 512 words)", asked.Details);
    }

    [Fact]
    public void A_named_value_stands_for_the_same_bits_as_the_byte()
    {
        using World bytes = World.With("avrisp", "atmega32u4").Recipe("board: { clock: 16 MHz crystal }\nfuses: { low: 0xFF, extended: 0xF0 }");

        Dictionary<FuseId, byte> written = Writes(bytes);

        Assert.Equal(0xFF, written[FuseId.Low]);
        Assert.Equal(Writes(_world)[FuseId.Extended] & 0x07, written[FuseId.Extended] & 0x07);
    }

    private static Dictionary<FuseId, byte> Writes(World world) =>
        world.Plan().Value!.Steps.OfType<WriteFuseStep>().ToDictionary(step => step.Change.Fuse.Id, step => step.Change.Over(0xFF));
}
