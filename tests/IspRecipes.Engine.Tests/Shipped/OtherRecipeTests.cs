using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Tests.Plans;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>The recipes that put no bootloader alone on an AVR: the Bluepill's, production, backup, fuses, and those with programs of our own.</summary>
public sealed class OtherRecipeTests : IDisposable
{
    /// <summary>Those that run as they are.</summary>
    private static readonly string[] Complete = ["bluepill", "bluepill-production", "demo", "fuses-only", "read-backup"];

    /// <summary>Those that want a file, or have nothing to run.</summary>
    private static readonly string[] Incomplete = ["production", "production-merge", "isp-firmware"];

    private readonly ShippedFolder _recipes = new();

    public void Dispose() => _recipes.Dispose();

    [Fact]
    public void No_recipe_is_forgotten_here()
    {
        Assert.Equal(
            GuideRow.Avrs.Append(GuideRow.Bluepill).SelectMany(row => row.Recipes).Concat(Complete).Concat(Incomplete).Order(StringComparer.Ordinal),
            ShippedFolder.All);
    }

    [Theory]
    [InlineData("bluepill")]
    [InlineData("bluepill-production")]
    [InlineData("demo")]
    [InlineData("fuses-only")]
    [InlineData("read-backup")]
    public void A_complete_recipe_runs_as_it_is(string recipe)
    {
        if (recipe == "read-backup")
        {
            _recipes.Set("out", _recipes.PathOf("backup"));
        }

        Assert.DoesNotContain(_recipes.Plan(recipe).Diagnostics, told => told.Severity == Severity.Warning);
        _recipes.Run(recipe);
    }

    [Theory]
    [InlineData("bluepill-stm32duino")]
    [InlineData("bluepill-unlock")]
    public void A_Bluepill_gets_its_bootloader_and_keeps_what_lies_behind_it(string recipe)
    {
        byte[] bootloader = Stm32duino();
        SimulatedBench bench = new("stlink-v2", Stm32Catalog.Find("stm32f103c8")!);
        bench.Stm32.Flash[0x2000] = 0x42;

        VirtualStm32 chip = _recipes.File("bootloader", bootloader).Run(recipe, bench: bench).Stm32;

        Assert.Equal(bootloader, chip.Flash[..0x1C04]);
        Assert.Equal(0x42, chip.Flash[0x2000]);
        Assert.All(chip.Flash[0x1C04..0x2000], value => Assert.Equal(0xFF, value));
        Assert.Empty(chip.Violations);
        Assert.True(chip.IsRunning);
    }

    [Fact]
    public void A_locked_Bluepill_is_refused_and_unlocked_by_the_recipe_that_says_so()
    {
        SimulatedBench bench = new("stlink-v2", Stm32Catalog.Find("stm32f103c8")!);
        bench.Stm32.Preset(bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0));
        _recipes.File("bootloader", Stm32duino());

        RunReport refused = RecipeRunner.Run(
            _recipes.Plan("bluepill-stm32duino").Value!, bench, new RunOptions { Simulated = true }, _ => { }, CancellationToken.None);
        _recipes.Run("bluepill-unlock", bench: bench);

        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Equal(Stm32duino(), bench.Stm32.Flash[..0x1C04]);
    }

    [Fact]
    public void Production_flashes_firmware_and_bootloader_and_locks_the_bootloader()
    {
        BringFirmware();

        VirtualAvr chip = _recipes.Run("production").Chip;

        Assert.Equal(BootloaderRow.ByteAt(0x2000), chip.Flash[0x2000]);
        Assert.Equal(BootloaderRow.ByteAt(0x7000), chip.Flash[0x7000]);
        Assert.Equal((0x5E, 0xD9, 0xF3, 0x2F), (chip.Fuse(FuseId.Low), chip.Fuse(FuseId.High), chip.Fuse(FuseId.Extended) | 0xF0, chip.Fuse(FuseId.Lock) & 0x3F));
    }

    [Fact]
    public void A_production_file_is_what_production_flashes()
    {
        BringFirmware();
        byte[] flashed = _recipes.Run("production").Chip.Flash;
        _recipes.Set("out", _recipes.PathOf("")).Set("keyboard", "planck");
        Checked<Plan> plan = _recipes.Plan("production-merge");

        RunReport report = RecipeRunner.Run(
            plan.Value!, new SimulatedBench("avrisp", AvrCatalog.Find("atmega32u4")!), new RunOptions { Simulated = true }, _ => { }, CancellationToken.None);

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(flashed, HexBytes(_recipes.PathOf("planck_default_production.hex"), flashed.Length));
    }

    [Fact]
    public void A_backup_holds_flash_and_EEPROM()
    {
        SimulatedBench bench = new("usbasp", AvrCatalog.Find("atmega328p")!);
        new Random(7).NextBytes(bench.Chip.Flash);
        new Random(8).NextBytes(bench.Chip.Eeprom);

        _recipes.Set("out", _recipes.PathOf("backup")).Set("mcu", "atmega328p").Run("read-backup", "usbasp", bench);

        Assert.Equal(bench.Chip.Flash, HexBytes(_recipes.PathOf("backup/flash.hex"), bench.Chip.Flash.Length));
        Assert.Equal(bench.Chip.Eeprom, HexBytes(_recipes.PathOf("backup/eeprom.hex"), bench.Chip.Eeprom.Length));
        Assert.False(bench.Chip.Touched);
    }

    [Fact]
    public void Fuses_alone_leave_flash_and_EEPROM_as_they_are()
    {
        SimulatedBench bench = new("usbasp", AvrCatalog.Find("atmega32u4")!);
        bench.Chip.Flash[7] = bench.Chip.Eeprom[7] = 0x42;

        _recipes.Set("low", "0xFF").Set("high", "0xD8").Set("extended", "0xFB").Run("fuses-only", "usbasp", bench);

        Assert.Equal((0xFF, 0xD8, 0x42, 0x42), (bench.Chip.Fuse(FuseId.Low), bench.Chip.Fuse(FuseId.High), bench.Chip.Flash[7], bench.Chip.Eeprom[7]));
    }

    [Fact]
    public void A_recipe_of_ones_own_takes_what_it_needs_from_one_of_these()
    {
        string readme = File.ReadAllText(Repository.File("recipes", "README.md"));
        string own = readme.Split("```yaml\n")[1].Split("```")[0].Replace("extends: ", $"extends: {Repository.File("recipes")}/", StringComparison.Ordinal);
        _recipes.File("bootloader", BootloaderRow.Of("ATmega32U4 DFU").Hex());
        File.WriteAllText(_recipes.PathOf("own.yaml"), own);

        Checked<Plan> plan = RecipeRunner.Plan(_recipes.PathOf("own.yaml"), _recipes.Inputs());

        Assert.Equal(["ISP7018"], plan.Diagnostics.Select(told => told.Code));
        Assert.Equal("usbasp", plan.Value!.Programmer!.Id);
    }

    /// <summary>Through ISP it would take the board's bootloader along.</summary>
    [Theory]
    [InlineData("promicro", "pro_micro_ISP_B6_10.hex", 15856, "5c53af539f5be6ff53a328a15548c841cc3f262ca9d3ed6ee3e41310240dfaa7")]
    [InlineData("teensy", "teensy_2.0_ISP_B0.hex", 15768, "0c3e6c58a3e51e15a7489e6f3446a73fd0957736319ea80570d8fb0eca5e3221")]
    public void The_firmware_of_a_programmer_is_named_and_never_written(string name, string file, long size, string sha256)
    {
        Checked<Recipe> recipe = RecipeRunner.Load(ShippedFolder.Recipe("isp-firmware"), new RecipeInputs());

        FileSource source = recipe.Value!.Files[name];
        Assert.Equal($"https://raw.githubusercontent.com/qmk/qmk_firmware/972f8ba69ae34420009082b0e89ee6c018f3de69/util/{file}", source.Url!.Value);
        Assert.Equal((size, sha256, "isp-firmware"), (source.Size!.Value, source.Sha256!.Value, source.Kind!.Value));
        Assert.Empty(_recipes.Plan("isp-firmware").Value!.Steps);
    }

    private void BringFirmware() => _recipes
        .File("bootloader", BootloaderRow.Of("ATmega32U4 DFU").Hex())
        .File("firmware", new BootloaderRow("app", "", "", "", "", "0000-2F00", Start: false, Line: "\r\n").Hex());

    /// <summary>Stack pointer and reset vector of the published file, and its length; the rest is made up, and runs in a circle.</summary>
    private static byte[] Stm32duino()
    {
        byte[] program = Stm32Firmware.Program(stack: 0x2000_2800, reset: 0x0800_00F1, length: 0x1C04);
        Convert.FromHexString("FEE7").CopyTo(program, 0xF0);
        return program;
    }

    private static byte[] HexBytes(string path, int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(0xFF);
        MemoryImage image = IntelHex.Read(File.ReadAllBytes(path), path).Image!;
        foreach (ImageSegment segment in image.Segments)
        {
            segment.Bytes.Span.CopyTo(bytes.AsSpan((int)segment.Address));
        }

        return bytes;
    }
}
