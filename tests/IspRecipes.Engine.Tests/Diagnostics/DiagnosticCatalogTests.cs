using System.Text.RegularExpressions;
using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Diagnostics;

public sealed class DiagnosticCatalogTests
{
    private static readonly string PagePath = Repository.File("docs", "diagnostics.md");

    public static TheoryData<string> Codes => [.. DiagnosticCatalog.Rows.Select(row => row.Code)];

    [Fact]
    public void Every_code_has_one_row()
    {
        int[] codes = [.. Enum.GetValues<FaultCode>().Select(code => (int)code), .. Enum.GetValues<DiagnosticCode>().Select(code => (int)code)];

        Assert.Equal(codes.Order(), DiagnosticCatalog.Rows.Select(row => row.Number).Order());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_row_names_every_fact_its_templates_use_and_no_other(string code)
    {
        DiagnosticRow row = DiagnosticCatalog.Find(code)!;
        IEnumerable<string> holes = SentenceTemplate.Holes(row.Sentence).Union(SentenceTemplate.Holes(row.Hint ?? ""));

        Assert.Equal(row.Arguments.Order(), holes.Order());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_sentence_is_one_line_without_a_full_stop(string code)
    {
        DiagnosticRow row = DiagnosticCatalog.Find(code)!;

        Assert.DoesNotContain('\n', row.Sentence);
        Assert.False(row.Sentence.EndsWith('.'));
        Assert.Equal(row.Severity == Severity.Error, row.Exit != ExitCode.Done);
    }

    /// <summary>ISPRECIPE_APPROVE=1 writes the sentences of the catalogue into the page; causes and remedies are ours.</summary>
    [Fact]
    public void The_page_of_diagnostics_says_what_the_catalogue_says()
    {
        string page = File.ReadAllText(PagePath);
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            page = Regex.Replace(
                page,
                @"^### (ISP\d{4})\n\n>.*\n(\n\*.*\.\*\n)?",
                match => $"### {match.Groups[1]}\n\n{Explanation.Lead(DiagnosticCatalog.Find(match.Groups[1].Value)!)}\n",
                RegexOptions.Multiline);
            File.WriteAllText(PagePath, page);
        }

        Assert.Equal(
            DiagnosticCatalog.Rows.Select(row => row.Code).Order(),
            Regex.Matches(page, @"^### (ISP\d{4})$", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
        Assert.All(DiagnosticCatalog.Rows, row =>
        {
            string section = Explanation.Section(page, row.Code)!;
            Assert.StartsWith(Explanation.Lead(row) + "\n\n", section);
            Assert.Contains("\n\n**Remedy:** ", section);
        });
    }

    [Fact]
    public void The_embedded_page_is_the_published_one() => Assert.Equal(
        Explanation.Section(File.ReadAllText(PagePath), "ISP6003"),
        Explanation.Of(DiagnosticCatalog.Find("isp6003")!));

    [Fact]
    public void A_fault_keeps_its_own_place_before_that_of_the_recipe()
    {
        var recipe = new SourceSpan("x.yaml", 9, 3, 9, 7);
        var inFile = new Fault(FaultCode.HexBadChecksum, new FilePlace("a.hex", 7), (byte)0x12, (byte)0x34);

        Assert.Equal(new SourceSpan("a.hex", 7, 0, 7, 0), DiagnosticCatalog.Of(inFile, recipe).Where);
        Assert.Equal(recipe, DiagnosticCatalog.Of(inFile with { Place = null }, recipe).Where);
        Assert.Equal(
            "the record's checksum is 0x12, but its bytes add up to 0x34", DiagnosticCatalog.Of(inFile).Message);
    }

    [Theory]
    [InlineData("ISP9999")]
    [InlineData("ISP")]
    [InlineData("nonsense")]
    public void An_unknown_code_has_no_row(string code) => Assert.Null(DiagnosticCatalog.Find(code));
}
