using System.CommandLine.Completions;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary>What a shell may offer for a value, each with what it is.</summary>
internal static class Completions
{
    /// <summary>Begins a line that names the endings of files that a shell shall offer; without endings, any file.</summary>
    public const string FilesMark = ":files";

    public static readonly CompletionItem Recipes = Files("yaml", "yml");

    public static readonly CompletionItem Images = Files("hex", "ihx", "elf", "bin", "srec", "s19");

    public static readonly CompletionItem Reports = Files("json", "xml", "md");

    public static readonly CompletionItem Keyboards = Files("json", "mk");

    public static readonly CompletionItem AnyFile = Files();

    public static IEnumerable<CompletionItem> Programmers() =>
        ProgrammerCatalog.Rows.Select(row => new CompletionItem(row.Id, detail: row.Description));

    public static IEnumerable<CompletionItem> Parts() => PartCatalog.Ids.Select(id => new CompletionItem(id));

    /// <summary>What is plugged in, and <c>auto</c>; opens nothing.</summary>
    public static IEnumerable<CompletionItem> Ports(CliHost host) => PluggedIn.List(host with { Error = TextWriter.Null })
        .Select(port => new CompletionItem(port.Port, detail: port.Product ?? port.What))
        .Prepend(new CompletionItem("auto", detail: "the only port that fits the programmer"));

    public static IEnumerable<CompletionItem> Codes() =>
        DiagnosticCatalog.Rows.Select(row => new CompletionItem(row.Code, detail: SentenceTemplate.Outline(row.Sentence)));

    private static CompletionItem Files(params string[] endings) => new(string.Join(' ', [FilesMark, .. endings]));
}
