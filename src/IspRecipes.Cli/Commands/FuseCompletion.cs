using System.CommandLine.Completions;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Cli.Commands;

/// <summary>What a shell may offer for a fuse setting: the part's fields, and after <c>=</c> the field's values.</summary>
internal static class FuseCompletion
{
    public static IEnumerable<CompletionItem> Of(AvrPart? part, string word)
    {
        int equals = word.IndexOf('=');
        return (part, equals) switch
        {
            (null, _) => [],
            (_, < 0) => part.Fuses.Append(part.Lock).SelectMany(fuse => fuse.Fields.Concat(fuse.Combined))
                .Select(field => new CompletionItem($"{field.Name}=", detail: field.Description)),
            _ when part.FindField(word[..equals]) is var (_, field) => Values(field)
                .Select(value => new CompletionItem($"{field.Name}={value}")),
            _ => [],
        };
    }

    private static IEnumerable<string> Values(FuseField field) => field.Values.Count > 0
        ? field.Values.Select(value => value.Name)
        : field.IsFlag ? ["on", "off"] : Enumerable.Range(0, field.Max + 1).Select(value => $"{value}");
}
