using System.Text.RegularExpressions;
using IspRecipes.Acceptance.Tests.Packages;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>
/// docs/promicro.md and docs/bluepill.md, command by command as written, on one virtual board each, and docs/production.md. Only the
/// files are made up, since the published ones are not ours to keep here.
/// </summary>
public sealed class WalkThroughTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_Pro_Micro_goes_from_Caterina_to_Atmel_DFU_and_back()
    {
        const string Page = "docs/promicro.md";
        SimulatedBench bench = Bench.With("avrisp", "atmega32u4").Holding(chip =>
        {
            chip.Preset(FuseId.Low, 0xFF);
            chip.Preset(FuseId.High, 0xD8);
            chip.Preset(FuseId.Extended, 0xFB);
            Samples.Bytes(0xFFA).CopyTo(chip.Flash, 0x7000);
        });
        byte[] dfu = Samples.Bytes(0xF78);
        byte[] caterina = Samples.Bytes(0xFFA);

        Follow(bench, new Page(Page, "# A Pro Micro from Caterina to Atmel DFU, and back"), "");
        Assert.False(bench.Chip.Touched);

        Follow(bench, new Page(Page, "## To Atmel DFU"), _scratch.SaveHex("dfu.hex", dfu, 0x7000));
        Assert.Equal((0x5E, 0xD9, 0xF3), Fuses(bench));
        Assert.Equal(dfu, bench.Chip.Flash[0x7000..0x7F78]);

        string told = Follow(bench, new Page(Page, "## And back to Caterina"), _scratch.SaveHex("caterina.hex", caterina, 0x7000));
        Assert.Equal((0xFF, 0xD8, 0xFB), Fuses(bench));
        Assert.Equal(caterina, bench.Chip.Flash[0x7000..0x7FFA]);
        Assert.Contains("1B4F:9205", told);
        Assert.Empty(bench.Chip.Violations);
    }

    [Fact]
    public void A_Bluepill_is_probed_written_found_locked_unlocked_and_retried()
    {
        const string Page = "docs/bluepill.md";
        SimulatedBench bench = Bench.With("stlink-v2", "stm32f103c8");
        byte[] program = Samples.Bytes(0x1C04);
        Convert.FromHexString("00280020F1000008").CopyTo(program, 0);
        Convert.FromHexString("FEE7").CopyTo(program, 0xF0);
        string file = _scratch.Path("stm32duino.bin");
        File.WriteAllBytes(file, program);

        Follow(bench, new Page(Page, "# A Bluepill and STM32duino's bootloader"), file);
        Assert.Contains("0x410", Follow(bench, new Page(Page, "## Does it answer?"), file));
        Assert.All(bench.Stm32.PageErases, times => Assert.Equal(0, times));

        Page write = new(Page, "## Write");
        Follow(bench, write, file);
        Assert.Equal(program, bench.Stm32.Flash[..0x1C04]);

        bench.Stm32.Preset(bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0));
        Assert.Contains("ISP3090", Type(bench, write.Commands[^1], file).EndedWith(9).Error);
        string[] unlock = new Page(Page, "## Locked").Commands;
        Assert.All(unlock[..^1], command => Type(bench, command, file).EndedWith(0));
        int programmed = bench.Stm32.HalfWordsProgrammed;
        Type(bench, unlock[^1], file).EndedWith(0);

        Assert.Equal(programmed, bench.Stm32.HalfWordsProgrammed);
        Assert.Equal(program, bench.Stm32.Flash[..0x1C04]);
        Assert.True(bench.Stm32.IsRunning);
    }

    [Fact]
    public void Production_images_are_made_and_looked_at_as_written()
    {
        (string Name, string Content)[] files =
        [
            ("planck.hex", "blink.hex"), ("bootloader_atmega32u4_1.0.0.hex", "boot.hex"), ("app.hex", "blink.hex"),
            ("boot.hex", "bluepill-boot.hex"),
        ];
        Array.ForEach(files, file => File.Copy(Repository.File("recipes", "firmware", file.Content), _scratch.Path(file.Name)));
        _scratch.SaveHex("Caterina-Leonardo.hex", Samples.Bytes(0x7FDA));
        File.WriteAllBytes(_scratch.Path("app.bin"), Samples.Bytes(0x400));

        string[] commands = new Page("docs/production.md", "# Production images").Commands;
        CliRun[] runs = [.. commands.Select(command => Isprecipe.Run([.. command.Split(' ').Skip(1).Select(InScratch)]).EndedWith(0))];

        Assert.All(commands, command => Assert.StartsWith("isprecipe ", command));
        Assert.Equal(5, runs.Length);
        Assert.True(File.Exists(_scratch.Path("bluepill.hex")));
    }

    /// <summary>A plan opens no network, and on a new computer the cache is empty.</summary>
    [Fact]
    public void Nobody_is_told_to_plan_with_a_file_before_it_is_fetched()
    {
        string[] texts =
        [
            Repository.File("docs", "promicro.md"), Repository.File("docs", "bluepill.md"),
            .. Directory.GetFiles(Repository.File("recipes"), "*.yaml"),
        ];

        Assert.All(texts, text => Assert.Empty(PlannedUnfetched(File.ReadAllText(text))));
    }

    private static List<string> PlannedUnfetched(string text)
    {
        List<string> unfetched = [];
        HashSet<string> fetched = [];
        foreach (Match command in Regex.Matches(text, @"isprecipe (fetch|plan) (recipes/[\w-]+\.yaml)"))
        {
            Recipe recipe = RecipeRunner.Load(Repository.File(command.Groups[2].Value), new RecipeInputs()).Value!;
            string[] downloads = [.. recipe.Files.Values.Where(file => file.Url is not null).Select(file => file.Sha256!.Value)];
            if (command.Groups[1].Value == "fetch")
            {
                fetched.UnionWith(downloads);
            }
            else if (!downloads.All(fetched.Contains))
            {
                unfetched.Add(command.Value);
            }
        }

        return unfetched;
    }

    private string InScratch(string word) =>
        word.Split('=')[0] is var name && (name.EndsWith(".hex", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal))
            ? _scratch.Path(word)
            : word;

    /// <summary>Types all commands of a section, each of which must succeed; what the last one said.</summary>
    private static string Follow(SimulatedBench bench, Page section, string bootloader)
    {
        string last = "";
        foreach (string command in section.Commands)
        {
            last = Type(bench, command, bootloader).EndedWith(0).Out;
        }

        Assert.NotEmpty(last);
        return last;
    }

    private static CliRun Type(SimulatedBench bench, string command, string bootloader)
    {
        string[] words = [.. command.Split(' ').Select(word => word.StartsWith("recipes/", StringComparison.Ordinal) ? Repository.File(word) : word)];
        Assert.Equal("isprecipe", words[0]);
        string[] file = words[1] is "fetch" or "plan" or "run" ? ["--set", $"files.bootloader={bootloader}"] : [];
        return Isprecipe.On(bench, [.. words[1..], .. file]);
    }

    private static (int Low, int High, int Extended) Fuses(SimulatedBench bench) =>
        (bench.Chip.Fuse(FuseId.Low), bench.Chip.Fuse(FuseId.High), bench.Chip.Fuse(FuseId.Extended) | 0xF0);
}
