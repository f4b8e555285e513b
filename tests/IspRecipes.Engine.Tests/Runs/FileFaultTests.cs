using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Files that cannot be read, saved or filled: the sentence, with its facts in place.</summary>
public class FileFaultTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    [Theory]
    [InlineData("PK\u0003\u0004", "ISP7005", "app.hex is not an Intel HEX file; it looks like")]
    [InlineData(":01000000GGFF\n:00000001FF\n", "ISP7006", "'G' stands where")]
    [InlineData("\uFEFF:0100000011EE\n:00000001FF\n", "ISP7034", "a byte order mark stands before")]
    [InlineData(":0200000001FD\n:00000001FF\n", "ISP7007", "announces 2 bytes and has 1")]
    [InlineData(":00000006FA\n:00000001FF\n", "ISP7009", "record type 06 is unknown")]
    [InlineData(":00000001FF\n:0100000001FE\n", "ISP7011", "the end-of-file record of line 1")]
    [InlineData(":02FFFF000102FD\n:00000001FF\n", "ISP7013", "the 2 bytes at 0xFFFF run past")]
    [InlineData("S5030000FC\nS4030000FC\n", "ISP7031", "record type S4 is unknown")]
    [InlineData("S104000011EA\nS5030002FA\n", "ISP7032", "counts 2 data records and has 1")]
    [InlineData("S104000011EA\n", "ISP7033", "the end record (S7, S8 or S9) is missing")]
    [InlineData(":00000001FF\n", "ISP7016", "app.hex has no data")]
    public void A_file_that_is_no_image_is_told(string content, string code, string says)
    {
        using World world = World.With("avrisp", "atmega32u4").Text("app.hex", content).Recipe(App);

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void A_file_that_another_program_holds_is_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1).Recipe(App);
        using FileStream holder = new(world.Path("app.hex"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP7003", error.Code);
        Assert.StartsWith($"{world.Path("app.hex")} cannot be read: ", error.Message);
    }

    [Fact]
    public void A_merge_that_cannot_be_saved_is_told_before_a_port_is_opened()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1)
            .Recipe("files: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: app.hex/out.hex } }\nwrite: { flash: m }");

        RunReport report = world.Run();

        EveryFaultTests.AssertTold(report, "ISP7022", ExitCode.File, "out.hex cannot be written: ");
        Assert.Equal(TimeSpan.Zero, world.Bench.Clock.Now);
    }

    [Theory]
    [InlineData("read: { flash: \"a\\0b\" }")]
    [InlineData("files: { app: \"a\\0b\" }\nwrite: { flash: app }")]
    [InlineData("files: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: \"a\\0b\" } }\nwrite: { flash: m }")]
    public void A_path_that_cannot_be_one_is_a_fault_of_the_recipe_and_not_of_ours(string body)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1).Recipe(body);

        Checked<Plan> plan = world.Plan();

        Assert.Contains(plan.Diagnostics, error => error.Code == "ISP2006" && error.Message.Contains("is no path"));
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }

    [Fact]
    public void A_fill_past_the_memory_is_told()
    {
        using World world = World.With("avrisp", "attiny85").Hex("app.hex", 0, 1).Recipe(
            "files: { app: app.hex }\nmerge: { m: { inputs: [ app ], fill: { byte: 0, range: { start: 0, end: 0x2001 } } } }\nwrite: { flash: m }");

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP3014", error.Code);
        Assert.Equal("the fill from 0x0000 to 0x2001 leaves flash, which has 8192 bytes", error.Message);
    }

    [Fact]
    public void Without_an_erase_the_plan_says_that_bits_only_fall()
    {
        using World world = World.With("avrisp", "attiny85").Hex("app.hex", 0, 1).Recipe(App + "erase: none");

        Assert.Contains(world.Plan().Diagnostics, note => note.Code == "ISP3027");
    }
}
