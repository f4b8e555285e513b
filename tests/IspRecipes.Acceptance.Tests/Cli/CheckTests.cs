using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>validate and plan: all that is wrong before a port is opened. The bench of these tests refuses to be touched.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Head = "version: 1\nname: test\nmcu: atmega32u4\nprogrammer: avrisp\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(3, "ISP2001", "wriet: { flash: app }")]
    [InlineData(3, "ISP1011", "write: { flash: app }\nwrite: { flash: app }")]
    [InlineData(3, "ISP2005", "fuses: { low: 0x1FF }")]
    [InlineData(3, "ISP3001", "fuses: { lfuze: 0x5E }")]
    [InlineData(4, "ISP7", "files: { app: nowhere.hex }\nwrite: { flash: app }")]
    [InlineData(9, "ISP3010", "fuses: { SPIEN: off }")]
    [InlineData(3, "ISP3001", "files: { app: nowhere.hex }\nwrite: { flash: app }\nfuses: { lfuze: 1, SPIEN: off }")]
    [InlineData(4, "ISP3010", "files: { app: nowhere.hex }\nwrite: { flash: app }\nfuses: { SPIEN: off }")]
    public void The_gravest_kind_of_error_decides_the_exit_code(int exit, string code, string body)
    {
        string recipe = _scratch.Save("recipe.yaml", Head + body);

        CliRun validated = Isprecipe.Run("validate", recipe).EndedWith(exit);
        CliRun planned = Isprecipe.Run("plan", recipe).EndedWith(exit);
        CliRun run = Isprecipe.Run("run", recipe).EndedWith(exit);

        Assert.Contains($"error {code}", validated.Error);
        Assert.Equal($"{recipe}: invalid\n", validated.Out);
        Assert.Empty(planned.Out + run.Out);
        Assert.Equal(validated.Error, run.Error);
    }

    [Fact]
    public void Of_several_recipes_the_first_that_fails_decides_and_none_is_run()
    {
        string good = _scratch.Save("good.yaml", Head + "fuses: { low: 0x5E }\nboard: { clock: 16 MHz crystal }");
        string refused = _scratch.Save("refused.yaml", Head + "fuses: { SPIEN: off }");
        string wrong = _scratch.Save("wrong.yaml", Head + "fuzes: { low: 0x5E }");

        CliRun run = Isprecipe.Run("run", good, refused, wrong, "--yes").EndedWith(9);

        Assert.Contains("ISP3010", run.Error);
        Assert.Contains("ISP2001", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void Diagnostics_are_data_too()
    {
        string recipe = _scratch.Save("recipe.yaml", Head + "fuses: { lfuze: 0x5E }");

        JsonElement found = JsonDocument.Parse(Isprecipe.Run("validate", recipe, "--json").EndedWith(3).Out).RootElement[0];

        Assert.Equal("ISP3001", found.GetProperty("code").GetString());
        Assert.Equal(5, found.GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("ISP1016", "nowhere.yaml")]
    [InlineData("ISP1017", "")]
    public void What_is_no_recipe_is_told(string code, string name)
    {
        string folder = Path.GetDirectoryName(_scratch.Save("other.yaml", "version: 1"))!;

        Assert.Contains(code, Isprecipe.Run("validate", Path.Combine(folder, name)).EndedWith(4).Error);
    }

    [Fact]
    public void A_plan_shows_pages_fuses_and_what_becomes_of_the_eeprom()
    {
        string plan = Isprecipe.Run("plan", Isprecipe.Demo).EndedWith(0).Out;

        Assert.Contains("ATmega32U4, signature 1E 95 87", plan);
        Assert.Contains("ranges: 0x0000-0x00FF, 0x7000-0x707F", plan);
        Assert.Contains("value: 0xD9\n       bits: 1101 1001\n       fields: OCDEN=off JTAGEN=off SPIEN=on", plan);
        Assert.Contains("factory: JTAGEN on -> off\n", plan);
        Assert.Contains("bits: 1110 xxxx\n       fields: BLB1=SPM_DISABLE\n 16.", plan); // as shipped
        Assert.Contains("The EEPROM is erased, by the chip erase or", plan);
        Assert.Equal(plan, Isprecipe.Run("plan", Isprecipe.Demo).Out);
    }

    [Fact]
    public void A_plan_is_data_too()
    {
        JsonElement plan = JsonDocument.Parse(Isprecipe.Run("plan", Isprecipe.Demo, "--json").EndedWith(0).Out).RootElement;

        Assert.Contains(plan.GetProperty("steps").EnumerateArray(), step => step.GetProperty("kind").GetString() == "write-flash");
    }

    [Fact]
    public void Plans_are_one_document_and_one_that_cannot_be_made_tells_why()
    {
        string recipe = _scratch.Save("recipe.yaml", Head + "fuses: { lfuze: 0x5E }");

        JsonElement failed = JsonDocument.Parse(Isprecipe.Run("plan", recipe, "--json").EndedWith(3).Out).RootElement;
        JsonElement both = JsonDocument.Parse(Isprecipe.Run("plan", Isprecipe.Demo, recipe, "--json").EndedWith(3).Out).RootElement;

        Assert.Equal("ISP3001", failed.GetProperty("diagnostics")[0].GetProperty("code").GetString());
        Assert.Equal(0, failed.GetProperty("steps").GetArrayLength());
        Assert.Equal([Isprecipe.Demo, recipe], both.EnumerateArray().Select(plan => plan.GetProperty("recipe").GetProperty("path").GetString()));
    }

    [Fact]
    public void A_bootloader_that_is_not_there_is_told_with_where_to_get_it()
    {
        CliRun run = Isprecipe.Run("run", Isprecipe.ProMicro, "--port", "/dev/ttyACM0", "--offline").EndedWith(4);

        Assert.Contains("ISP7019", run.Error);
        Assert.Contains("https://raw.githubusercontent.com/qmk/qmk_firmware/", run.Error);
        Assert.Contains("--set files.bootloader=PATH", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void A_bootloader_given_from_outside_is_used_with_a_warning_about_its_hash()
    {
        string boot = Path.Combine(Path.GetDirectoryName(Isprecipe.Demo)!, "firmware", "boot.hex");

        CliRun run = Isprecipe.Run("run", Isprecipe.ProMicro, "--simulate", "--set", $"files.bootloader={boot}").EndedWith(0);

        Assert.Matches("warning ISP70[0-9]{2}: .*SHA-256", run.Error);
        Assert.Contains("Look for the USB device 03EB:2FF4 now", run.Out);
    }

    [Fact]
    public void A_recipe_that_flashes_no_chip_promises_no_USB_device()
    {
        string recipe = _scratch.Save("recipe.yaml", "version: 1\nname: test\nexpect: { usb: \"16C0:0483\" }\n");

        CliRun run = Isprecipe.On(Bench.With("avrisp", "atmega32u4"), "run", recipe).EndedWith(0);

        Assert.Contains("Done: test", run.Out);
        Assert.DoesNotContain("16C0:0483", run.Out);
    }
}
