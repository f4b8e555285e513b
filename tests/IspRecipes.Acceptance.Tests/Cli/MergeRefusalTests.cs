using System.Diagnostics;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What <c>merge</c> refuses, and that it writes nothing then.</summary>
public sealed class MergeRefusalTests : MergeFolder
{
    [Fact]
    public void A_merge_that_is_refused_is_data_too()
    {
        string other = Scratch.SaveHex("other.hex", Samples.Bytes(0x1000, seed: 5));

        JsonElement told = JsonDocument.Parse(Isprecipe.Run("merge", "-o", Output, App, other, "--json").EndedWith(4).Out).RootElement;

        Assert.Equal(JsonValueKind.Null, told.GetProperty("sha256").ValueKind);
        Assert.Equal("ISP7015", told.GetProperty("diagnostics")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void An_output_that_is_there_is_replaced_only_by_force()
    {
        File.WriteAllText(Output, "mine");

        Assert.Contains($"ISP8009: {Output} is there already", Isprecipe.Run("merge", "-o", Output, App).EndedWith(4).Error);
        Assert.Equal("mine", File.ReadAllText(Output));
        Isprecipe.Run("merge", "-o", Output, App, "--force").EndedWith(0);

        Assert.Equal([(0u, 0x1000L)], Runs(Output));
    }

    [Theory]
    [InlineData("app.hex", "it is one of the files merged")]
    [InlineData("./app.hex", "it is one of the files merged")]
    [InlineData("", "it is a folder")]
    [InlineData("/dev/null", "it is a device")]
    [InlineData("app.hex/out.hex", "app.hex")]
    [InlineData("out.elf", "ELF files are read, never written")]
    public void An_output_that_cannot_be_is_refused_even_by_force(string output, string reason)
    {
        string before = File.ReadAllText(App);

        CliRun run = Isprecipe.Run("merge", "-o", Path.Combine(Path.GetDirectoryName(App)!, output), App, "--force").EndedWith(4);

        Assert.Contains("ISP7022", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.Equal(before, File.ReadAllText(App));
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("nowhere.hex", "ISP7001")]
    [InlineData("", "ISP7002")]
    [InlineData("empty.hex", "ISP7004")]
    [InlineData("/dev/zero", "ISP7004")]
    [InlineData("page.hex", "ISP7005")]
    [InlineData("cut.hex", "ISP7010")]
    [InlineData("pasted.hex", "ISP7011")]
    public void A_file_that_is_no_image_is_refused_and_nothing_is_written(string name, string code)
    {
        Scratch.Save("empty.hex", "");
        Scratch.Save("page.hex", "<!DOCTYPE html>\n");
        Scratch.Save("cut.hex", ":0100000001FE\n");
        Scratch.Save("pasted.hex", ":0100000001FE\n:00000001FF\n:0100010001FD\n:00000001FF\n");

        CliRun run = Isprecipe.Run("merge", "-o", Output, App, Path.Combine(Path.GetDirectoryName(App)!, name)).EndedWith(4);

        Assert.Contains($"error {code}", run.Error);
        Assert.False(File.Exists(Output));
    }

    [Theory]
    [InlineData(4, "but the flash of ATmega32U4 ends at 0x7FFF", "--mcu", "atmega32u4", "--offset", "boot.hex=0x1000")]
    [InlineData(4, "ISP7017", "--offset", "boot.hex=0xFFFFFFFF")]
    [InlineData(4, "ISP7050", "--offset", "boot.hex=0x7FFF0000", "--format", "bin")]
    [InlineData(4, "ISP3013", "--clip", "boot.hex=0-2")]
    [InlineData(3, "ISP2010", "--mcu", "atmega32u5")]
    [InlineData(3, "ISP2028", "--clip", "boot.hex=boot-section")]
    [InlineData(3, "ISP3011", "--clip", "boot.hex=boot-section", "--mcu", "attiny85")]
    [InlineData(2, "ISP8007: how large the boot section of ATmega32U4 is depends on BOOTSZ", "--clip", "boot.hex=boot-section", "--mcu", "atmega32u4")]
    [InlineData(2, "ISP8008: ATmega32U4 has no boot section of 4095 bytes", "--boot-size", "4095", "--mcu", "atmega32u4")]
    [InlineData(2, "ISP8010: --clip bot.hex: no such file is merged; did you mean boot.hex?", "--clip", "bot.hex=0-2")]
    [InlineData(2, "--clip boot.hex=middle: boot-section, application-section or a range such as 0x7000-0x8000 is expected", "--clip", "boot.hex=middle")]
    [InlineData(2, "--clip 0x10-0x10: ", "--clip", "0x10-0x10")]
    [InlineData(2, "--clip is given twice for boot.hex: choose one", "--clip", "boot.hex=0-2", "--clip", "boot.hex=0-4")]
    [InlineData(2, "--offset is given twice for each file: choose one", "--offset", "1", "--offset", "2")]
    [InlineData(2, "--offset boot.hex=far: a number of bytes", "--offset", "boot.hex=far")]
    [InlineData(2, "--fill 0x100: a byte", "--fill", "0x100")]
    [InlineData(2, "--high 256: a number from 0 to 255", "--high", "256", "--mcu", "atmega32u4")]
    [InlineData(2, "need --mcu", "--boot-size", "4096")]
    [InlineData(2, "choose one", "--boot-size", "4096", "--high", "0xD8", "--mcu", "atmega32u4")]
    [InlineData(2, "'maybe' not recognized", "--on-overlap", "maybe")]
    [InlineData(2, "'elf' not recognized", "--format", "elf")]
    public void What_cannot_be_done_is_told(int exit, string sentence, params string[] options)
    {
        CliRun run = Isprecipe.Run(["merge", "-o", Output, App, Boot, .. options]).EndedWith(exit);

        Assert.Contains(sentence, run.Error);
        Assert.Empty(run.Out);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void A_merge_needs_an_output_and_a_file_each_once()
    {
        Isprecipe.Run("merge", App).EndedWith(2);
        Isprecipe.Run("merge", "-o", Output).EndedWith(2);
        Isprecipe.Run("merge", "-o", "", App).EndedWith(2);
        Assert.Contains("ISP8011", Isprecipe.Run("merge", "-o", Output, App, App).EndedWith(2).Error);
        Assert.Contains("both claim standard output", Isprecipe.Run("merge", "-o", "-", App, "--json").EndedWith(2).Error);
    }

    [PeerTheory("mkfifo")]
    [InlineData("merge", "-o", "out.hex", "FIFO")]
    [InlineData("inspect", "FIFO")]
    [InlineData("validate", "FIFO")]
    [InlineData("validate", "recipe.yaml", "--set", "files.app=FIFO")]
    public void A_named_pipe_is_refused_and_never_waited_for(params string[] args)
    {
        string pipe = Scratch.Path("pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        string recipe = Scratch.Save("recipe.yaml", "version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: o.hex } }\n");

        CliRun run = Isprecipe.Run([.. args.Select(word => word.Replace("FIFO", pipe).Replace("recipe.yaml", recipe).Replace("out.hex", Output))]);

        Assert.Contains(" or a device", run.EndedWith(4).Error);
    }
}
