using System.Security.Cryptography;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe merge</c>: what is written, and what is told of it.</summary>
public sealed class MergeTests : MergeFolder
{
    [Fact]
    public void An_application_and_a_bootloader_are_merged_and_told_with_where_each_byte_came_from()
    {
        CliRun run = Isprecipe.Run("merge", "-o", Output, App, Boot).EndedWith(0);

        Assert.Equal([(0u, 0x1000L), (0x7000u, 0x7800L)], Runs(Output));
        Assert.StartsWith($"{Output}: Intel HEX, 6,144 bytes of data\n", run.Out);
        Assert.Matches($"(?m)^  0x0000-0x0FFF  4,096 bytes  {App}$", run.Out);
        Assert.Matches($"(?m)^  0x7000-0x77FF  2,048 bytes  {Boot}$", run.Out);
        Assert.Contains($"sha256  {Sha256(Output)}\n", run.Out);
        Assert.Empty(run.Error);
        Assert.DoesNotContain(run.Out, character => character > 0x7E);
    }

    [Fact]
    public void Binaries_that_lie_at_0_for_want_of_an_address_are_told_the_option_that_gives_one()
    {
        (string app, string boot) = (Scratch.Path("app.bin"), Scratch.Path("boot.bin"));
        File.WriteAllBytes(app, Samples.Bytes(0x100));
        File.WriteAllBytes(boot, Samples.Bytes(0x100, seed: 2));

        CliRun run = Isprecipe.Run("merge", "-o", Output, boot, app, "--mcu", "stm32f103c8").EndedWith(4);

        Assert.Contains($"a raw binary tells no address: say where it begins with '--offset {boot}=ADDRESS' and '--offset {app}=ADDRESS'", run.Error);
    }

    [Fact]
    public void The_same_files_give_the_same_file()
    {
        Isprecipe.Run("merge", "-o", Output, App, Boot).EndedWith(0);
        byte[] first = File.ReadAllBytes(Output);

        Isprecipe.Run("merge", "-o", Output, Boot, App, "--force").EndedWith(0);

        Assert.Equal(first, File.ReadAllBytes(Output));
    }

    [Fact]
    public void A_merge_is_data_too()
    {
        JsonElement told = Document(Isprecipe.Run("merge", "-o", Output, App, Boot, "--json", "--mcu", "m32u4", "--high", "0xD8"));

        Assert.Equal(
            ["version", "output", "format", "bytes", "sha256", "crc32", "mcu", "bootStart", "ranges", "files", "diagnostics"],
            told.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Sha256(Output), told.GetProperty("sha256").GetString());
        Assert.Equal(0x7000, told.GetProperty("bootStart").GetInt32());
        JsonElement range = told.GetProperty("ranges")[1];
        Assert.Equal((0x7000, 0x77FF, Boot), (range.GetProperty("first").GetInt32(), range.GetProperty("last").GetInt32(), range.GetProperty("file").GetString()));
        Assert.Equal(Sha256(App), told.GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_bootloader_with_a_sketch_is_refused_and_its_boot_section_taken()
    {
        string combined = Hex("combined.hex", (0, Samples.Bytes(0x1400, seed: 3)), (0x7000, Samples.Bytes(0xFF8, seed: 4)));

        CliRun refused = Isprecipe.Run("merge", "-o", Output, App, combined, "--mcu", "atmega32u4", "--boot-size", "4096").EndedWith(4);
        Assert.False(File.Exists(Output));
        Isprecipe.Run("merge", "-o", Output, App, combined, "--mcu", "atmega32u4", "--boot-size", "4096", "--clip", "combined.hex=boot-section").EndedWith(0);

        Assert.Contains($"{combined}(1): error ISP7015: {App} (line 1) and {combined} both hold 0x0000 to 0x0FFF", refused.Error);
        Assert.Contains($"if {combined} is wanted for its bootloader, take that alone, 0x7000 to 0x7FFF: '--clip {combined}=boot-section'", refused.Error);
        Assert.Equal([(0u, 0x1000L), (0x7000u, 0x7FF8L)], Runs(Output));
    }

    [Theory]
    [InlineData("name the part with '--mcu'", "or say which wins with '--on-overlap first' or 'last'")]
    [InlineData("take that alone, 0x7000 to 0x7FFF: '--clip COMBINED=0x7000-0x8000'", "overlaps", "--mcu", "atmega32u4")]
    public void An_overlap_is_mended_in_the_words_of_the_command_line(string way, string other, params string[] options)
    {
        string combined = Hex("combined.hex", (0, Samples.Bytes(0x1400, seed: 3)), (0x7000, Samples.Bytes(0xFF8, seed: 4)));

        CliRun run = Isprecipe.Run(["merge", "-o", Output, App, combined, .. options]).EndedWith(4);

        Assert.Contains(way.Replace("COMBINED", combined), run.Error);
        Assert.Contains(other, run.Error);
    }

    [Theory]
    [InlineData("--high", "0xD8", "--clip", "boot-section", 0x7000, 0x8000)]
    [InlineData("--high", "0xDE", "--clip", "boot-section", 0x7E00, 0x8000)]
    [InlineData("--boot-size", "2048", "--clip", "application-section", 0x0000, 0x7800)]
    [InlineData("--boot-size", "512", "--clip", "all.hex=0x7000-0x7010", 0x7000, 0x7010)]
    [InlineData("--boot-size", "512", "--clip", "28672-28673", 0x7000, 0x7001)]
    public void A_clip_takes_a_section_or_a_range(string fuse, string value, string clip, string range, int start, int end)
    {
        string all = Scratch.SaveHex("all.hex", Samples.Bytes(0x8000));

        Isprecipe.Run("merge", "-o", Output, all, "--mcu", "atmega32u4", fuse, value, clip, range).EndedWith(0);

        Assert.Equal([((uint)start, (long)end)], Runs(Output));
    }

    [Fact]
    public void A_raw_application_and_its_bootloader_lie_where_the_offsets_put_them()
    {
        File.WriteAllBytes(Scratch.Path("boot.bin"), [0, 0x28, 0, 0x20, 0xF1, 0]);
        File.WriteAllBytes(Scratch.Path("app.bin"), [0, 1, 2, 3, 0xFF]);

        Isprecipe.Run(
            "merge", "-o", Output, Scratch.Path("boot.bin"), Scratch.Path("app.bin"),
            "--offset", "boot.bin=0x08000000", "--offset", "app.bin=0x08002000").EndedWith(0);

        Assert.Equal([(0x08000000u, 0x08000006L), (0x08002000u, 0x08002005L)], Runs(Output));
    }

    [Theory]
    [InlineData("first", 0)]
    [InlineData("last", 1)]
    public void One_file_may_win(string policy, int winner)
    {
        string[] files = [Hex("a.hex", (0, [1])), Hex("b.hex", (0, [2]))];

        Isprecipe.Run("merge", "-o", Output, files[0], files[1], "--on-overlap", policy).EndedWith(0);

        Assert.Equal(File.ReadAllText(files[winner]), File.ReadAllText(Output));
    }

    [Theory]
    [InlineData(0x8000, "--fill", "0xFF", "--mcu", "atmega32u4")]
    [InlineData(0x7800, "--fill", "255")]
    [InlineData(0x7800, "--fill", "0xFF=0x0000-0x7000")]
    [InlineData(0x7800, "--fill", "0xFF=application-section", "--mcu", "atmega32u4", "--boot-size", "4096")]
    public void Gaps_are_filled(int end, params string[] options)
    {
        Isprecipe.Run(["merge", "-o", Output, App, Boot, .. options]).EndedWith(0);

        Assert.Equal([(0u, (long)end)], Runs(Output));
    }

    [Theory]
    [InlineData("out.bin", null, ImageFormat.Binary)]
    [InlineData("out.srec", null, ImageFormat.SRecord)]
    [InlineData("out.txt", null, ImageFormat.IntelHex)]
    [InlineData("out.txt", "bin", ImageFormat.Binary)]
    [InlineData("out.txt", "srec", ImageFormat.SRecord)]
    [InlineData("out.bin", "hex", ImageFormat.IntelHex)]
    public void The_ending_or_an_option_names_the_format(string name, string? format, ImageFormat expected)
    {
        string output = Scratch.Path(name);

        Isprecipe.Run(["merge", "-o", output, App, Boot, .. format is null ? Array.Empty<string>() : ["--format", format]]).EndedWith(0);

        Assert.Equal(expected, ImageFile.Detect(File.ReadAllBytes(output)));
    }

    [Fact]
    public void In_a_pipe_the_image_alone_goes_to_standard_output()
    {
        CliRun run = Isprecipe.Piped(File.ReadAllText(App), "merge", "-o", "-", "-", Boot).EndedWith(0);
        Isprecipe.Run("merge", "-o", Output, App, Boot).EndedWith(0);

        Assert.Equal(File.ReadAllText(Output), run.Out);
        Assert.Contains("0x0000-0x0FFF  4,096 bytes  -\n", run.Error);
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static JsonElement Document(CliRun run) => JsonDocument.Parse(run.EndedWith(0).Out).RootElement;
}
