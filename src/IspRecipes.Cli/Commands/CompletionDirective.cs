using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace IspRecipes.Cli.Commands;

/// <summary>
/// <c>isprecipe "[suggest:POSITION]" LINE</c>, which the shells' scripts call: a line for each word that may stand at the
/// position, with a tab and what it is.
/// </summary>
internal sealed class CompletionDirective : Directive
{
    public const string DirectiveName = "suggest";

    public CompletionDirective(CliHost host)
        : base(DirectiveName) => Action = new Suggest(this, host);

    private sealed class Suggest(CompletionDirective directive, CliHost host) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parsed)
        {
            string line = parsed.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
            string? position = parsed.GetResult(directive)?.Values.SingleOrDefault();
            line = int.TryParse(position, out int end) ? line.PadRight(end)[..end] : line;

            // By whatever name the program was called, that is the first word.
            string words = line.Contains(' ') ? line[(line.IndexOf(' ') + 1)..] : "";
            foreach (CompletionItem item in Items(parsed, words))
            {
                string what = item.Detail?.Split('\n')[0] ?? "";
                host.Data.WriteLine(what.Length == 0 ? item.Label : $"{item.Label}\t{what}");
            }

            return 0;
        }

        private static IEnumerable<CompletionItem> Items(ParseResult parsed, string words)
        {
            string word = words[(words.LastIndexOf(' ') + 1)..];
            Command root = parsed.RootCommandResult.Command;
            IEnumerable<CompletionItem> named = root.Parse(words).GetCompletions(words.Length)
                .Where(item => item.Label.StartsWith(word, StringComparison.OrdinalIgnoreCase) && IsOffered(item.Label, word));

            // The parser leaves out what the word is not part of, and of files it knows no names.
            string before = words[..^word.Length];
            return word.StartsWith('-') ? named : named.Concat(root.Parse(before).GetCompletions(before.Length)
                .Where(item => item.Label.StartsWith(Completions.FilesMark, StringComparison.Ordinal)));
        }

        /// <summary>Options are offered once a dash is typed: recipes are files, and come first.</summary>
        private static bool IsOffered(string label, string word) =>
            label[0] is not ('-' or '/' or '?' or ':') || (word.StartsWith('-') && label.StartsWith("--", StringComparison.Ordinal))
            || (word.StartsWith('/') && label.StartsWith("/dev", StringComparison.Ordinal));
    }
}
