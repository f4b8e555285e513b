using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>IspMerge as a script calls it.</summary>
public sealed class MergeTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly FakeScript _script;

    public MergeTests()
    {
        _script = new FakeScript(_scratch.Path(""));
        File.Copy(Repository.File("recipes", "firmware", "blink.hex"), _scratch.Path("app.hex"));
        File.Copy(Repository.File("recipes", "firmware", "boot.hex"), _scratch.Path("boot.hex"));
        _scratch.SaveHex("other.hex", Samples.Bytes(100));
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_output_lies_in_the_scripts_folder_and_is_made_anew_each_time()
    {
        IspMergeResult first = _script.IspMerge("out/production.hex", ["app.hex", "boot.hex"]);
        IspMergeResult second = _script.IspMerge("out/production.hex", ["app.hex", "boot.hex"]);

        Assert.Equal(_scratch.Path("out/production.hex"), first.Output.FullPath);
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Contains($"{first.Output}: {first.Bytes} bytes of data, SHA-256 {first.Sha256}", _script.Shown(LogLevel.Information));
        Assert.Contains(":10700000", _scratch.Read("out/production.hex"));
    }

    [Fact]
    public void A_file_is_clipped_moved_and_the_gaps_are_filled()
    {
        IspMergeSettings settings = new()
        {
            Mcu = "atmega32u4",
            BootSize = 4096,
            Fill = 0x55,
            FillRange = "0x0000-0x1000",
            OnOverlap = "first",
        };

        IspMergeResult merged = _script.IspMerge(
            "out.bin", ["other.hex", "app.hex", "boot.hex"], settings.WithClip("boot.hex", "boot-section").WithOffset("./app.hex", 0x800));

        byte[] image = File.ReadAllBytes(_scratch.Path("out.bin"));
        Assert.Equal(Samples.Bytes(100), image[..100]);
        Assert.Equal(0x55, image[100]);
        Assert.NotEqual(0x55, image[0x800]);
        Assert.Equal(0x7000 + (merged.Bytes - 0x1000), image.Length);
    }

    [Fact]
    public void Files_that_differ_at_an_address_throw_and_leave_the_output_as_it_was()
    {
        _scratch.Save("out.hex", "as it was");

        CakeException refused = Assert.Throws<CakeException>(() => _script.IspMerge("out.hex", ["app.hex", "other.hex"]));

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("other.hex", refused.Message);
        Assert.Equal("as it was", _scratch.Read("out.hex"));
    }

    [Fact]
    public void Settings_that_mean_nothing_are_all_told_by_name()
    {
        IspMergeSettings settings = new()
        {
            BootSize = 4096,
            High = 0xD9,
            OnOverlap = "merge",
            FillRange = "everywhere",
            Clips = { ["app.hex"] = "0x10", ["boto.hex"] = "boot-section" },
        };

        CakeException refused = Assert.Throws<CakeException>(() => _script.IspMerge("out.hex", ["app.hex", "boot.hex"], settings));

        string told = _script.Shown(LogLevel.Error);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("error ISP8021: BootSize and High both tell the boot section", told);
        Assert.Contains("error ISP8022: BootSize is given without Mcu", told);
        Assert.Contains("error ISP8014: OnOverlap is 'merge'; error, first, last is expected", told);
        Assert.Contains("error ISP8014: FillRange is 'everywhere'; ", told);
        Assert.Contains("error ISP8014: Clips is '0x10'; boot-section, application-section or a range", told);
        Assert.Contains($"error ISP8010: Clips {_scratch.Path("boto.hex")}: no such file is merged; did you mean {_scratch.Path("boot.hex")}?", told);
        Assert.False(File.Exists(_scratch.Path("out.hex")));
    }

    [Fact]
    public void What_a_clip_needs_is_told_by_the_settings_names()
    {
        IspMergeSettings settings = new IspMergeSettings { Mcu = "atmega32u4" }.WithClip("boot.hex", "boot-section");

        Assert.Throws<CakeException>(() => _script.IspMerge("out.hex", ["app.hex", "boot.hex"], settings));

        Assert.Contains("add BootSize BYTES", _script.Shown(LogLevel.Error));
    }

    [Fact]
    public void A_pattern_that_matched_no_file_fails_the_script()
    {
        CakeException refused = Assert.Throws<CakeException>(() => _script.IspMerge("out.hex", []));

        Assert.Equal((2, "isprecipe: error ISP8023: no file to merge was given"), (refused.ExitCode, refused.Message));
    }
}
