using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>The recipes with the files as published: each is taken without a word, written, and recognised in the chip afterwards.</summary>
public sealed class PublishedFileTests : IDisposable
{
    private readonly ShippedFolder _recipes = new();

    public static TheoryData<string> Recipes =>
        [.. GuideRow.Avrs.Append(GuideRow.Bluepill).Where(row => row.Sha256 is not null).SelectMany(row => row.Recipes)];

    public static TheoryData<string> Hashes => [.. KnownFiles.All.Where(file => file.Fault is null).Select(file => file.Sha256)];

    public void Dispose() => _recipes.Dispose();

    [PublishedTheory]
    [MemberData(nameof(Recipes))]
    public void A_published_bootloader_is_written_and_identified(string recipe)
    {
        GuideRow row = GuideRow.Of(recipe);
        _recipes.File("bootloader", Published.File(row.Sha256!));
        Checked<Plan> plan = _recipes.Plan(recipe);
        Part part = plan.Value!.Part!;
        SimulatedBench bench = new(part is Stm32Part ? "stlink-v2" : "usbasp", part);
        Assert.DoesNotContain(plan.Diagnostics, told => told.Code is "ISP7018" or "ISP7020" or "ISP7021"); // not the recipe's file

        _recipes.Run(recipe, part is Stm32Part ? null : "usbasp", bench);
        BootSection boot = RecipeRunner.Identify(
            new ChipRequest(part is Stm32Part ? "stlink-v2" : "usbasp"), [], bench, new RunOptions { Simulated = true }, CancellationToken.None).Value!.Boot!;

        Assert.Equal(row.Sha256, boot.Known?.Sha256);
        Assert.True(boot.Likenesses is [{ LayoutFits: true, File: var like }, ..] && like == boot.Known);
    }

    [PublishedTheory]
    [MemberData(nameof(Hashes))]
    public void A_published_file_is_as_long_and_lies_where_the_table_says(string hash)
    {
        KnownFile known = KnownFiles.Find(hash)!;
        byte[] content = Published.File(hash);
        MemoryImage image = known.Kind == "stm32duino"
            ? RawBinary.Read(content, known.Name, 0x0800_0000).Image!
            : IntelHex.Read(content, known.Name).Image!;

        Assert.Equal(known.Size, content.Length);
        Assert.Equal(known.Data, image.Segments.Select(segment => new KnownRange(segment.Address, segment.Address + (uint)segment.Bytes.Length - 1)));
    }
}
