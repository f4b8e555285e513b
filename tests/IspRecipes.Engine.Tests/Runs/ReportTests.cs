using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Engine.Tests.Runs;

public class ReportTests
{
    [Fact]
    public void Reports_of_every_kind_keep_to_the_schema()
    {
        using World whole = Job();
        using World wrong = Job("atmega328p");
        using World silent = Job(null, new BoardOptions { Silent = true });
        using World merge = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1, 2, 3).RecipeText("""
            version: 1
            name: only merges
            files: { app: app.hex }
            merge: { out: { inputs: [ app ], save: out.hex } }
            """);

        AssertValid(whole.Run(), ExitCode.Done);
        AssertValid(wrong.Run(), ExitCode.WrongTarget);
        AssertValid(silent.Run(), ExitCode.Communication);
        AssertValid(merge.Run(), ExitCode.Done);
        AssertValid(whole.Run(new CancellationToken(canceled: true)), ExitCode.Interrupted);
    }

    [Fact]
    public void Reports_of_an_STM32_keep_to_the_schema()
    {
        byte[] app = Stm32World.Program(3000);
        using Stm32World whole = Stm32World.With().Writing(app, "options: { nRST_STOP: reset, WRP0: 0xFE }\nallow: [write-protect]");
        using Stm32World clone = Stm32World.With("stm32f051r8", Stm32Silicon.Genuine with { DebugPortId = 0x2BA01477 }).Writing(app);
        using Stm32World locked = Stm32World.With().Writing(app);
        locked.Chip.Preset(locked.Chip.StoredOptions.With(OptionByteId.Rdp, 0));
        using Stm32World other = Stm32World.With(chip: "stm32f051r8").Writing(app);
        using Stm32World silent = Stm32World.With(silicon: Stm32Silicon.Genuine with { Volts = 0.4 }).Writing(app);

        AssertValid(whole.Run(), ExitCode.Done);
        AssertValid(clone.Run(), ExitCode.Done);
        AssertValid(locked.Run(), ExitCode.Refused);
        AssertValid(other.Run(), ExitCode.WrongTarget);
        AssertValid(silent.Run(), ExitCode.WrongTarget);
        AssertValid(whole.Run(new CancellationToken(canceled: true)), ExitCode.Interrupted);
    }

    [Fact]
    public void The_schema_refuses_a_report_that_lacks_a_part_or_has_one_in_another_form()
    {
        using World world = Job();
        string good = ReportJson.Write(world.Run());
        JsonSchema schema = OutputSchema.Open("report");

        Assert.Empty(schema.Validate(good));
        Assert.NotEmpty(schema.Validate(good.Replace("\"signature\": \"1E 95 87\"", "\"signature\": \"1E9587\"")));
        Assert.NotEmpty(schema.Validate(good.Replace("\"simulated\": true,", "")));
    }

    [Fact]
    public void A_failure_has_its_code_and_its_place()
    {
        using World world = Job("atmega328p");

        using JsonDocument report = JsonDocument.Parse(ReportJson.Write(world.Run()));

        JsonElement failure = report.RootElement.GetProperty("failure");
        Assert.Equal("ISP6002", failure.GetProperty("code").GetString());
        Assert.Equal(3, failure.GetProperty("where").GetProperty("line").GetInt32());
        Assert.Equal("failed", report.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("failed", report.RootElement.GetProperty("steps")[0].GetProperty("outcome").GetString());
    }

    private static World Job(string? chip = null, BoardOptions? options = null) =>
        World.With("avrisp", "atmega32u4", chip, options)
            .Hex("app.hex", 0, Firmware.Program(300))
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nfuses: { high: 0xD9 }\nlock: 0xEF");

    private static void AssertValid(RunReport report, ExitCode exit)
    {
        Assert.True(report.Exit == exit, $"{report.Exit}: {report.Failure}");
        JsonSchema schema = OutputSchema.Closed("report");
        string json = ReportJson.Write(report);
        Assert.True(schema.Validate(json).Count == 0, $"{string.Join("\n", schema.Validate(json))}\n{json}");
    }
}
