using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;

namespace IspRecipes.Acceptance.Tests.Cli;

public sealed class InspectTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_file_is_told_with_its_records_ranges_gaps_and_hashes()
    {
        string file = _scratch.Save("boot.hex", ":020000020000FC\r\n:047000000102030482\r\n:01702800FF68\r\n:040000030000700089\r\n:00000001FF\r\n");

        string told = Isprecipe.Run("inspect", file).EndedWith(0).Out;

        Assert.StartsWith($"{file}: Intel HEX, ", told);
        Assert.Contains("lines end in CRLF", told);
        Assert.Contains("2 of 00 (data)", told);
        Assert.Contains("1 of 03 (", told);
        Assert.Contains("0x7000, where execution begins", told);
        Assert.Contains("flash    5 bytes in 2 ranges, 1 of them 0xFF, crc32 ", told);
        Assert.Matches("(?m)^    0x7028-0x7028  1 byte   36 bytes$", told);
    }

    [Fact]
    public void The_CRC_is_that_of_zlib_over_the_data_in_ascending_order()
    {
        string file = Hex("check.hex", (0x100, "6789"u8.ToArray()), (0, "12345"u8.ToArray()));

        Assert.Contains("crc32 cbf43926\n", Isprecipe.Run("inspect", file).EndedWith(0).Out);
    }

    [Fact]
    public void A_part_shows_what_each_boot_section_would_hold()
    {
        string file = Hex("all.hex", (0, new byte[0x100]), (0x7800, new byte[0x800]));

        string told = Isprecipe.Run("inspect", file, "--mcu", "atmega32u4").EndedWith(0).Out;

        Assert.Contains("reset vector   at 0x0000", told);
        Assert.Contains("    1       0x7800-0x7FFF  2,048 bytes  256 bytes\n", told);
        Assert.Contains("    0       0x7000-0x7FFF  2,048 bytes  256 bytes    none at its start\n", told);
    }

    [Fact]
    public void Bytes_beyond_the_end_of_the_part_are_an_error_and_all_the_rest_is_told()
    {
        string file = Hex("large.hex", (0x7FFF, [1, 2, 3]));

        CliRun run = Isprecipe.Run("inspect", file, "--mcu", "atmega32u4").EndedWith(4);

        Assert.Contains("beyond the end 2 bytes", run.Out);
        Assert.Contains("ISP7014", run.Error);
    }

    [Fact]
    public void The_picture_fits_the_terminal_and_is_drawn_only_there()
    {
        string file = Hex("all.hex", (0, Samples.Bytes(0x1000)), (0x1000, Enumerable.Repeat((byte)0xFF, 0x6000).ToArray()), (0x7C00, [1]));

        string plain = Isprecipe.Run("inspect", file, "--mcu", "atmega32u4").EndedWith(0).Out;
        string drawn = Isprecipe.Drawn(40, "inspect", file, "--mcu", "atmega32u4").EndedWith(0).Out;

        Assert.Contains($"\n  [{new string('#', 8)}{new string('-', 48)}......#.]\n", plain);
        Assert.Contains($"\n{new string(' ', 24)}boot section at its largest 0x7000 ^\n", plain);
        Assert.All(plain.Split('\n').Where(line => !line.Contains(file) && !line.Contains("sha256")), line => Assert.True(line.Length <= 80, line));
        Assert.All(drawn.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains("0x7FFF,")), line => Assert.True(line.Length <= 40, line));
        Assert.Contains("0x0000 to 0x7FFF, 512 bytes each", plain);
        Assert.Contains($"\n  [{new string('█', 4)}{new string('▒', 24)}···█]\n", drawn);
        Assert.DoesNotContain(plain, character => character > 0x7E);
    }

    [Fact]
    public void A_file_that_is_no_image_is_not_called_one()
    {
        string file = _scratch.Save("notes.txt", "no firmware\n");

        Assert.StartsWith($"{file}: 12 bytes long\n", Isprecipe.Run("inspect", file).EndedWith(4).Out);
        Assert.Contains("\"format\": null", Isprecipe.Run("inspect", file, "--json").EndedWith(4).Out);
    }

    [Fact]
    public void A_broken_file_is_told_with_its_lines_and_what_could_be_read()
    {
        string file = _scratch.Save("broken.hex", ":0100000001FE\n:0100010001FE\n:00000001FF\n");

        CliRun run = Isprecipe.Run("inspect", file).EndedWith(4);

        Assert.Contains($"{file}(2): error ISP7008", run.Error);
        Assert.Contains("Intel HEX, 40 bytes long, lines end in LF", run.Out);
        Assert.Contains("of 00 (data)", run.Out);
    }

    [Fact]
    public void Of_several_files_each_is_told_and_the_first_that_is_wrong_decides()
    {
        string good = Hex("good.hex", (0, [1]));

        CliRun run = Isprecipe.Run("inspect", _scratch.Path("nowhere.hex"), good).EndedWith(4);

        Assert.Contains($"{good}: Intel HEX", run.Out);
        Assert.Contains("ISP7001", run.Error);
    }

    [Fact]
    public void An_inspection_is_data_too()
    {
        string file = Hex("app.hex", (0, [1, 2]), (0x7000, [3]));

        JsonElement all = JsonDocument.Parse(Isprecipe.Run("inspect", file, _scratch.Path("nowhere.hex"), "--mcu", "m32u4", "--json").EndedWith(4).Out).RootElement;

        Assert.Equal(
            ["version", "path", "bytes", "sha256", "format", "lineEndings", "records", "startAddress", "header", "machine", "memories", "diagnostics"],
            all[0].EnumerateObject().Select(property => property.Name));
        JsonElement flash = all[0].GetProperty("memories")[0];
        Assert.Equal(0x7000, flash.GetProperty("ranges")[1].GetProperty("first").GetInt32());
        Assert.Equal(4, flash.GetProperty("part").GetProperty("boot").GetArrayLength());
        Assert.Equal("ISP7001", all[1].GetProperty("diagnostics")[0].GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, all[1].GetProperty("sha256").ValueKind);
    }

    [Fact]
    public void Standard_input_is_inspected_too() => Assert.StartsWith(
        "-: Intel HEX, 26 bytes long", Isprecipe.Piped(":0100000001FE\n:00000001FF\n", "inspect", "-").EndedWith(0).Out);

    [Fact]
    public void Addresses_4_GiB_apart_are_a_picture_like_any_other() => Assert.Contains(
        "0x0000 to 0xFFFFFFFF", Isprecipe.Run("inspect", Hex("far.hex", (0, [1]), (0xFFFFFFFF, [2]))).EndedWith(0).Out);

    [Fact]
    public void A_header_cannot_move_the_cursor()
    {
        byte[] header = [0x05, 0, 0, 0x1B, (byte)'['];
        string file = _scratch.Save("header.srec", $"S0{Convert.ToHexString(header)}{(byte)~header.Sum(value => value):X2}\nS10400000AF1\nS9030000FC\n");

        Assert.DoesNotContain('\u001b', Isprecipe.Run("inspect", file).Out);
    }

    [Fact]
    public void An_unknown_part_is_refused() => Assert.Contains(
        "there is no part 'atmega32u5'", Isprecipe.Run("inspect", Hex("a.hex", (0, [1])), "--mcu", "atmega32u5").EndedWith(2).Error);

    private string Hex(string name, params (uint Address, byte[] Bytes)[] pieces) => _scratch.Save(name, IntelHex.Write(
        MemoryImage.Merge(pieces.Select(piece => new MemoryImage(piece.Address, piece.Bytes, new ImageSource(name)))).Image!));
}
