using System.Text.Json;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>What is told of a published bootloader, whose bytes are not in this repository.</summary>
public class IdentificationOutputTests
{
    [Theory]
    [InlineData("bd2cffaedb0636d7cb85664800679ad239f00a736c968a5e5a4329ec37af25e7", "atmega32u4", "promicro-5v-caterina")]
    [InlineData("2127dde14f22f9871fefe3b55361458489c32f89feb2de21a2157b2459d5b86e", "atmega32u4", "restore-leonardo")]
    [InlineData("39f8158334b511de25b07c56bf243cf1656f759efcf2378f2431aa8d3ee5800a", "at90usb1286", "at90usb128-dfu")]
    public void A_proven_bootloader_is_named_with_the_paths_of_the_recipes_that_restore_it(string sha256, string part, string recipe)
    {
        KnownFile known = KnownFiles.Find(sha256)!;
        Identification found = Holding(known, AvrCatalog.Find(part)!);

        string text = Isprecipe.Writing(host => IdentificationOutput.Write(host, found));

        Assert.Contains($"is, byte for byte, {known.Name}{(known.Fault is null ? "" : $"; {known.Fault}")}", text);
        Assert.DoesNotContain("looks like", text);
        Assert.Contains($"{recipe}.yaml", text);
        JsonElement boot = JsonSerializer.SerializeToElement(IdentificationOutput.Document("avrisp", new Checked<Identification>(found, []))).GetProperty("Boot");
        Assert.Equal(sha256, boot.GetProperty("Is").GetProperty("Sha256").GetString());
    }

    [Fact]
    public void A_bootloader_that_is_the_file_given_is_told_once_with_what_is_wrong_with_it()
    {
        KnownFile known = KnownFiles.All.First(file => file.Fault is not null);
        Identification found = Holding(known, AvrCatalog.Find(known.Parts[0])!);
        FileComparison file = new(new FileRecord("boot", "boot.hex", known.Sha256, known.Size), known, 100, Differing: 0, FirstDiffering: null);

        string text = Isprecipe.Writing(host => IdentificationOutput.Write(host, found with { Boot = found.Boot! with { Files = [file] } }));

        Assert.Equal(2, text.Split("is, byte for byte, ").Length);
        Assert.Contains($"is, byte for byte, {known.Name} (boot.hex); {known.Fault}", text);
    }

    private static Identification Holding(KnownFile known, AvrPart part) => new(
        new ProbeReport.Avr { Programmer = "avrisp", ProgrammerIdentity = "", Port = "", Signature = part.Signature, Parts = [part], Fuses = new Dictionary<FuseId, byte>(), Calibration = [] },
        new BootSection(part.Flash, new string('0', 64), IsBlank: false, known, [], []));
}
