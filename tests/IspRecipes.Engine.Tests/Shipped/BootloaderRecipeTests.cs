using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Tests.Plans;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>Every recipe that puts a bootloader of the guide on a chip, with each of the guide's programmers.</summary>
public sealed class BootloaderRecipeTests : IDisposable
{
    /// <summary>H1 to H7 of the guide's hardware; each reaches every AVR of it.</summary>
    private static readonly string[] Programmers = ["avrisp", "stk500v1", "usbtiny", "usbasp", "buspirate"];

    /// <summary>
    /// Not the published file; a 5 V programmer on a 3.3 V board; EEPROM, fuse bits and lock bits as the guide leaves them; CKOPT as
    /// the vendor leaves it; what usbtiny costs above 64 KiB.
    /// </summary>
    private static readonly string[] Expected = ["ISP7018", "ISP7021", "ISP3042", "ISP3066", "ISP3041", "ISP3040"];

    private readonly ShippedFolder _recipes = new();

    public static TheoryData<string> Avrs => [.. GuideRow.Avrs.SelectMany(row => row.Recipes)];

    public static TheoryData<string, string> OnEach
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (string recipe in GuideRow.Avrs.SelectMany(row => row.Recipes))
            {
                Array.ForEach(Programmers, programmer => pairs.Add(recipe, programmer));
            }

            return pairs;
        }
    }

    public void Dispose() => _recipes.Dispose();

    [Theory]
    [MemberData(nameof(OnEach))]
    public void The_chip_holds_the_guides_bytes_and_fuses(string recipe, string programmer)
    {
        GuideRow row = GuideRow.Of(recipe);

        VirtualAvr chip = _recipes.File("bootloader", row.File.Hex()).Run(recipe, programmer).Chip;

        Assert.Equal(Flash(row, chip.Part, recipe), chip.Flash);
        Assert.All(chip.Part.Fuses, fuse => Assert.Equal((byte)(row.Fuse(fuse.Id)!.Value | ~fuse.Mask), (byte)(chip.Fuse(fuse.Id) | ~fuse.Mask)));
        Assert.Equal(recipe.StartsWith("restore-", StringComparison.Ordinal) ? 0x2F : 0x3F, chip.Fuse(FuseId.Lock) & 0x3F);
        Assert.Empty(chip.Violations);
    }

    [Theory]
    [MemberData(nameof(Avrs))]
    public void A_recipe_tells_what_is_known_of_it_and_raises_no_other_alarm(string recipe)
    {
        GuideRow row = GuideRow.Of(recipe);

        Checked<Plan> plan = _recipes.File("bootloader", row.File.Hex()).Plan(recipe);

        Assert.False(plan.HasErrors);
        Assert.All(plan.Diagnostics, told => Assert.Contains(told.Code, Expected));
        Assert.Equal(row.File.Mcu, plan.Value!.Part!.Id);
        Assert.Equal(row.UsbAfter(recipe), plan.Value.Recipe.ExpectUsb);
    }

    [Theory]
    [InlineData("atmega16u4-dfu", 0x99)]
    [InlineData("atmega32u4-dfu", 0x99)]
    [InlineData("at90usb64-dfu", 0x9B)]
    [InlineData("at90usb128-dfu", 0x99)]
    public void A_variable_switches_JTAG_on(string recipe, byte high)
    {
        VirtualAvr chip = _recipes.File("bootloader", GuideRow.Of(recipe).File.Hex()).Set("jtag", "on").Run(recipe).Chip;

        Assert.Equal(high, chip.Fuse(FuseId.High));
    }

    [Theory]
    [InlineData("at90usb64-dfu", "at90usb647")]
    [InlineData("at90usb128-dfu", "at90usb1287")]
    [InlineData("atmega32a-bootloadhid", "atmega32")]
    public void A_variable_names_the_sister_of_a_part(string recipe, string mcu)
    {
        VirtualAvr chip = _recipes.File("bootloader", GuideRow.Of(recipe).File.Hex()).Set("mcu", mcu).Run(recipe).Chip;

        Assert.Equal(mcu, chip.Part.Id);
    }

    [Theory]
    [MemberData(nameof(Avrs))]
    public void A_variable_keeps_the_EEPROM(string recipe)
    {
        GuideRow row = GuideRow.Of(recipe);
        SimulatedBench bench = new("usbasp", AvrCatalog.Find(row.File.Mcu)!);
        bench.Chip.Eeprom[3] = 0x42;

        _recipes.File("bootloader", row.File.Hex()).Set("eeprom", "keep").Run(recipe, "usbasp", bench);

        Assert.Equal(0x42, bench.Chip.Eeprom[3]);
    }

    [Fact]
    public void Recipes_name_the_files_that_the_guide_links_to()
    {
        foreach (GuideRow row in GuideRow.Avrs.Append(GuideRow.Bluepill))
        {
            foreach (string recipe in row.Recipes)
            {
                FileSource file = RecipeRunner.Load(ShippedFolder.Recipe(recipe), new RecipeInputs()).Value!.Files["bootloader"];
                Assert.Equal(row.Address is null ? null : $"https://raw.githubusercontent.com/{row.Address}", file.Url?.Value);
                Assert.Equal(row.Size, file.Size?.Value);
                Assert.Equal(row.Sha256, file.Sha256?.Value);
                Assert.Equal(row.Sha256 is null ? file.Kind!.Value : KnownFiles.Find(row.Sha256)!.Kind, file.Kind!.Value);
            }
        }
    }

    /// <summary>What the table has; of a clipped file the boot section, all else as an erase leaves it.</summary>
    private static byte[] Flash(GuideRow row, AvrPart part, string recipe)
    {
        byte[] flash = new byte[part.Flash.Size];
        flash.AsSpan().Fill(0xFF);
        bool isWhole = !row.File.IsCombined || !recipe.EndsWith("-caterina", StringComparison.Ordinal);
        foreach (string[] ends in row.File.Data.Split(' ').Where(range => range[0] != ':').Select(range => range.Split('-')))
        {
            for (uint address = Convert.ToUInt32(ends[0], 16); address <= Convert.ToUInt32(ends[1], 16); address++)
            {
                flash[address] = isWhole || address >= 0x7000 ? BootloaderRow.ByteAt(address) : (byte)0xFF;
            }
        }

        return flash;
    }
}
