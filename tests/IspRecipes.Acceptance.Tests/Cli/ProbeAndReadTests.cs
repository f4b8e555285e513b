using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

public sealed class ProbeAndReadTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly SimulatedBench _bench = Bench.With("avrisp", "atmega328p");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_probe_tells_part_and_fuses_in_the_words_of_a_recipe()
    {
        string told = Isprecipe.On(_bench, "probe", "--programmer", "avrisp").EndedWith(0).Out;

        Assert.Contains("signature    1E 95 0F\npart         ATmega328P", told);
        Assert.Matches("(?m)^low +0x62  CKDIV8=on CKOUT=off SUT_CKSEL=INTRCOSC_8MHZ_6CK_14CK_65MS$", told);
        Assert.False(_bench.Chip.Touched);
        Assert.False(_bench.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_probe_is_data_too()
    {
        JsonElement found = JsonDocument.Parse(Isprecipe.On(_bench, "probe", "--programmer", "avrisp", "--json").EndedWith(0).Out).RootElement;

        Assert.Equal("0x62", found.GetProperty("fuses").GetProperty("low").GetString());
    }

    [Fact]
    public void A_chip_that_is_another_is_data_too()
    {
        string[] chip = ["--programmer", "avrisp", "--mcu", "atmega32u4", "--json"];

        JsonElement probe = JsonDocument.Parse(Isprecipe.On(_bench, ["probe", .. chip]).EndedWith(7).Out).RootElement;
        JsonElement read = JsonDocument.Parse(Isprecipe.On(_bench, ["read", "flash", _scratch.Path("f.hex"), .. chip]).EndedWith(7).Out).RootElement;

        Assert.All([probe, read], told => Assert.Equal("ISP6002", told.GetProperty("diagnostics")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public void A_probe_of_a_virtual_chip_touches_no_device() => Assert.Contains(
        "part         ATtiny85", Isprecipe.Run("probe", "--programmer", "avrisp", "--mcu", "attiny85", "--simulate").EndedWith(0).Out);

    [Fact]
    public void Names_that_are_none_are_refused()
    {
        Assert.Contains("unknown mcu 'atmega329x'", Isprecipe.Run("probe", "--programmer", "avrisp", "--mcu", "atmega329x", "--simulate").EndedWith(3).Error);
        Assert.Contains("unknown programmer 'avrips'", Isprecipe.Run("probe", "--programmer", "avrips").EndedWith(3).Error);
    }

    [Fact]
    public void Another_part_than_the_one_named_is_told() => Assert.Contains(
        "ISP6002", Isprecipe.On(_bench, "probe", "--programmer", "avrisp", "--mcu", "atmega32u4").EndedWith(7).Error);

    [Fact]
    public void A_memory_is_saved_as_hex_or_raw_by_the_ending()
    {
        Samples.Bytes(1024).CopyTo(_bench.Chip.Eeprom, 0);
        Samples.Bytes(32768, seed: 2).CopyTo(_bench.Chip.Flash, 0);

        CliRun flash = Isprecipe.On(_bench, "read", "flash", _scratch.Path("new/flash.bin"), "--programmer", "avrisp").EndedWith(0);
        Isprecipe.On(_bench, "read", "eeprom", _scratch.Path("eeprom.hex"), "--programmer", "avrisp").EndedWith(0);

        Assert.Equal(_bench.Chip.Flash, File.ReadAllBytes(_scratch.Path("new/flash.bin")));
        Assert.Equal(_bench.Chip.Eeprom, Hex("eeprom.hex"));
        Assert.Contains("32,768 bytes of ATmega328P flash", flash.Out);
        Assert.Contains("   50 %  ", flash.Error);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_before_the_read()
    {
        string notFolder = _scratch.Save("file", "");

        CliRun run = Isprecipe.On(_bench, "read", "flash", Path.Combine(notFolder, "flash.hex"), "--programmer", "avrisp").EndedWith(4);

        Assert.Contains("ISP8006: the flash cannot be written to", run.Error);
        Assert.Equal(TimeSpan.Zero, _bench.Clock.Now);
    }

    [Fact]
    public void A_read_protected_chip_is_not_read()
    {
        _bench.Chip.Preset(FuseId.Lock, 0xFC);

        Isprecipe.On(_bench, "read", "flash", _scratch.Path("flash.hex"), "--programmer", "avrisp").EndedWith(9);

        Assert.False(File.Exists(_scratch.Path("flash.hex")));
    }

    private byte[] Hex(string name)
    {
        ImageResult read = IntelHex.Read(File.ReadAllBytes(_scratch.Path(name)), name);
        return read.Image!.Segments[0].Bytes.ToArray();
    }
}
