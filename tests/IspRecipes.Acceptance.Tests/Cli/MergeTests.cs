using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

public sealed class MergeTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly string _app;
    private readonly string _boot;
    private readonly string _output;

    public MergeTests()
    {
        _app = _scratch.SaveHex("app.hex", Samples.Bytes(0x1000));
        _boot = Hex("boot.hex", (0x7000, Samples.Bytes(0x800, seed: 2)));
        _output = _scratch.Path("out.hex");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_application_and_a_bootloader_are_merged_and_told_with_where_each_byte_came_from()
    {
        CliRun run = Isprecipe.Run("merge", "-o", _output, _app, _boot).EndedWith(0);

        Assert.Equal([(0u, 0x1000L), (0x7000u, 0x7800L)], Runs(_output));
        Assert.StartsWith($"{_output}: Intel HEX, 6,144 bytes of data\n", run.Out);
        Assert.Matches($"(?m)^  0x0000-0x0FFF  4,096 bytes  {_app}$", run.Out);
        Assert.Matches($"(?m)^  0x7000-0x77FF  2,048 bytes  {_boot}$", run.Out);
        Assert.Contains($"sha256  {Sha256(_output)}\n", run.Out);
        Assert.Empty(run.Error);
        Assert.DoesNotContain(run.Out, character => character > 0x7E);
    }

    [Fact]
    public void Binaries_that_lie_at_0_for_want_of_an_address_are_told_the_option_that_gives_one()
    {
        (string app, string boot) = (_scratch.Path("app.bin"), _scratch.Path("boot.bin"));
        File.WriteAllBytes(app, Samples.Bytes(0x100));
        File.WriteAllBytes(boot, Samples.Bytes(0x100, seed: 2));

        CliRun run = Isprecipe.Run("merge", "-o", _output, boot, app, "--mcu", "stm32f103c8").EndedWith(4);

        Assert.Contains($"a raw binary tells no address: say where it begins with '--offset {boot}=ADDRESS' and '--offset {app}=ADDRESS'", run.Error);
    }

    [Fact]
    public void The_same_files_give_the_same_file()
    {
        Isprecipe.Run("merge", "-o", _output, _app, _boot).EndedWith(0);
        byte[] first = File.ReadAllBytes(_output);

        Isprecipe.Run("merge", "-o", _output, _boot, _app, "--force").EndedWith(0);

        Assert.Equal(first, File.ReadAllBytes(_output));
    }

    [Fact]
    public void A_merge_is_data_too()
    {
        JsonElement told = Document(Isprecipe.Run("merge", "-o", _output, _app, _boot, "--json", "--mcu", "m32u4", "--high", "0xD8"));

        Assert.Equal(
            ["version", "output", "format", "bytes", "sha256", "crc32", "mcu", "bootStart", "ranges", "files", "diagnostics"],
            told.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Sha256(_output), told.GetProperty("sha256").GetString());
        Assert.Equal(0x7000, told.GetProperty("bootStart").GetInt32());
        JsonElement range = told.GetProperty("ranges")[1];
        Assert.Equal((0x7000, 0x77FF, _boot), (range.GetProperty("first").GetInt32(), range.GetProperty("last").GetInt32(), range.GetProperty("file").GetString()));
        Assert.Equal(Sha256(_app), told.GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_merge_that_is_refused_is_data_too()
    {
        string other = _scratch.SaveHex("other.hex", Samples.Bytes(0x1000, seed: 5));

        JsonElement told = JsonDocument.Parse(Isprecipe.Run("merge", "-o", _output, _app, other, "--json").EndedWith(4).Out).RootElement;

        Assert.Equal(JsonValueKind.Null, told.GetProperty("sha256").ValueKind);
        Assert.Equal("ISP7015", told.GetProperty("diagnostics")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void A_bootloader_with_a_sketch_is_refused_and_its_boot_section_taken()
    {
        string combined = Hex("combined.hex", (0, Samples.Bytes(0x1400, seed: 3)), (0x7000, Samples.Bytes(0xFF8, seed: 4)));

        CliRun refused = Isprecipe.Run("merge", "-o", _output, _app, combined, "--mcu", "atmega32u4", "--boot-size", "4096").EndedWith(4);
        Assert.False(File.Exists(_output));
        Isprecipe.Run("merge", "-o", _output, _app, combined, "--mcu", "atmega32u4", "--boot-size", "4096", "--clip", "combined.hex=boot-section").EndedWith(0);

        Assert.Contains($"{combined}(1): error ISP7015: {_app} (line 1) and {combined} both hold 0x0000 to 0x0FFF", refused.Error);
        Assert.Contains($"if {combined} is wanted for its bootloader, take that alone, 0x7000 to 0x7FFF: '--clip {combined}=boot-section'", refused.Error);
        Assert.Equal([(0u, 0x1000L), (0x7000u, 0x7FF8L)], Runs(_output));
    }

    [Theory]
    [InlineData("name the part with '--mcu'", "or say which wins with '--on-overlap first' or 'last'")]
    [InlineData("take that alone, 0x7000 to 0x7FFF: '--clip COMBINED=0x7000-0x8000'", "overlaps", "--mcu", "atmega32u4")]
    public void An_overlap_is_mended_in_the_words_of_the_command_line(string way, string other, params string[] options)
    {
        string combined = Hex("combined.hex", (0, Samples.Bytes(0x1400, seed: 3)), (0x7000, Samples.Bytes(0xFF8, seed: 4)));

        CliRun run = Isprecipe.Run(["merge", "-o", _output, _app, combined, .. options]).EndedWith(4);

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
        string all = _scratch.SaveHex("all.hex", Samples.Bytes(0x8000));

        Isprecipe.Run("merge", "-o", _output, all, "--mcu", "atmega32u4", fuse, value, clip, range).EndedWith(0);

        Assert.Equal([((uint)start, (long)end)], Runs(_output));
    }

    [Fact]
    public void A_raw_application_and_its_bootloader_lie_where_the_offsets_put_them()
    {
        File.WriteAllBytes(_scratch.Path("boot.bin"), [0, 0x28, 0, 0x20, 0xF1, 0]);
        File.WriteAllBytes(_scratch.Path("app.bin"), [0, 1, 2, 3, 0xFF]);

        Isprecipe.Run(
            "merge", "-o", _output, _scratch.Path("boot.bin"), _scratch.Path("app.bin"),
            "--offset", "boot.bin=0x08000000", "--offset", "app.bin=0x08002000").EndedWith(0);

        Assert.Equal([(0x08000000u, 0x08000006L), (0x08002000u, 0x08002005L)], Runs(_output));
    }

    [Theory]
    [InlineData("first", 0)]
    [InlineData("last", 1)]
    public void One_file_may_win(string policy, int winner)
    {
        string[] files = [Hex("a.hex", (0, [1])), Hex("b.hex", (0, [2]))];

        Isprecipe.Run("merge", "-o", _output, files[0], files[1], "--on-overlap", policy).EndedWith(0);

        Assert.Equal(File.ReadAllText(files[winner]), File.ReadAllText(_output));
    }

    [Theory]
    [InlineData(0x8000, "--fill", "0xFF", "--mcu", "atmega32u4")]
    [InlineData(0x7800, "--fill", "255")]
    [InlineData(0x7800, "--fill", "0xFF=0x0000-0x7000")]
    [InlineData(0x7800, "--fill", "0xFF=application-section", "--mcu", "atmega32u4", "--boot-size", "4096")]
    public void Gaps_are_filled(int end, params string[] options)
    {
        Isprecipe.Run(["merge", "-o", _output, _app, _boot, .. options]).EndedWith(0);

        Assert.Equal([(0u, (long)end)], Runs(_output));
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
        string output = _scratch.Path(name);

        Isprecipe.Run(["merge", "-o", output, _app, _boot, .. format is null ? Array.Empty<string>() : ["--format", format]]).EndedWith(0);

        Assert.Equal(expected, ImageFile.Detect(File.ReadAllBytes(output)));
    }

    [Fact]
    public void In_a_pipe_the_image_alone_goes_to_standard_output()
    {
        CliRun run = Isprecipe.Piped(File.ReadAllText(_app), "merge", "-o", "-", "-", _boot).EndedWith(0);
        Isprecipe.Run("merge", "-o", _output, _app, _boot).EndedWith(0);

        Assert.Equal(File.ReadAllText(_output), run.Out);
        Assert.Contains("0x0000-0x0FFF  4,096 bytes  -\n", run.Error);
    }

    [Fact]
    public void An_output_that_is_there_is_replaced_only_by_force()
    {
        File.WriteAllText(_output, "mine");

        Assert.Contains($"ISP8009: {_output} is there already", Isprecipe.Run("merge", "-o", _output, _app).EndedWith(4).Error);
        Assert.Equal("mine", File.ReadAllText(_output));
        Isprecipe.Run("merge", "-o", _output, _app, "--force").EndedWith(0);

        Assert.Equal([(0u, 0x1000L)], Runs(_output));
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
        string before = File.ReadAllText(_app);

        CliRun run = Isprecipe.Run("merge", "-o", Path.Combine(Path.GetDirectoryName(_app)!, output), _app, "--force").EndedWith(4);

        Assert.Contains("ISP7022", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.Equal(before, File.ReadAllText(_app));
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
        _scratch.Save("empty.hex", "");
        _scratch.Save("page.hex", "<!DOCTYPE html>\n");
        _scratch.Save("cut.hex", ":0100000001FE\n");
        _scratch.Save("pasted.hex", ":0100000001FE\n:00000001FF\n:0100010001FD\n:00000001FF\n");

        CliRun run = Isprecipe.Run("merge", "-o", _output, _app, Path.Combine(Path.GetDirectoryName(_app)!, name)).EndedWith(4);

        Assert.Contains($"error {code}", run.Error);
        Assert.False(File.Exists(_output));
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
        CliRun run = Isprecipe.Run(["merge", "-o", _output, _app, _boot, .. options]).EndedWith(exit);

        Assert.Contains(sentence, run.Error);
        Assert.Empty(run.Out);
        Assert.False(File.Exists(_output));
    }

    [Fact]
    public void A_merge_needs_an_output_and_a_file_each_once()
    {
        Isprecipe.Run("merge", _app).EndedWith(2);
        Isprecipe.Run("merge", "-o", _output).EndedWith(2);
        Isprecipe.Run("merge", "-o", "", _app).EndedWith(2);
        Assert.Contains("ISP8011", Isprecipe.Run("merge", "-o", _output, _app, _app).EndedWith(2).Error);
        Assert.Contains("both claim standard output", Isprecipe.Run("merge", "-o", "-", _app, "--json").EndedWith(2).Error);
    }

    [PeerTheory("mkfifo")]
    [InlineData("merge", "-o", "out.hex", "FIFO")]
    [InlineData("inspect", "FIFO")]
    [InlineData("validate", "FIFO")]
    [InlineData("validate", "recipe.yaml", "--set", "files.app=FIFO")]
    public void A_named_pipe_is_refused_and_never_waited_for(params string[] args)
    {
        string pipe = _scratch.Path("pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        string recipe = _scratch.Save("recipe.yaml", "version: 1\nname: t\nfiles: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: o.hex } }\n");

        CliRun run = Isprecipe.Run([.. args.Select(word => word.Replace("FIFO", pipe).Replace("recipe.yaml", recipe).Replace("out.hex", _output))]);

        Assert.Contains(" or a device", run.EndedWith(4).Error);
    }

    private string Hex(string name, params (uint Address, byte[] Bytes)[] pieces) => _scratch.Save(name, IntelHex.Write(
        MemoryImage.Merge(pieces.Select(piece => new MemoryImage(piece.Address, piece.Bytes, new ImageSource(name)))).Image!));

    private static List<(uint First, long End)> Runs(string path)
    {
        MemoryImage image = IntelHex.Read(File.ReadAllBytes(path), path).Image!;
        return [.. image.Segments.Select(segment => (segment.Address, segment.End))];
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static JsonElement Document(CliRun run) => JsonDocument.Parse(run.EndedWith(0).Out).RootElement;
}
