using System.Globalization;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware;

/// <summary>The rules of udev that name USB ids, as they lie in their folders. A rule that is built with GOTO is not seen.</summary>
public sealed partial class InstalledUdevRules
{
    /// <summary>Of files of one name the first counts: udev(7).</summary>
    private static readonly string[] Folders =
        ["etc/udev/rules.d", "run/udev/rules.d", "usr/local/lib/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d"];

    private readonly List<Rule> _rules;

    private InstalledUdevRules(List<Rule> rules) => _rules = rules;

    /// <summary>Whether a rule gives a device with these ids to somebody other than root.</summary>
    public bool Admit(UsbId id) => _rules.Any(rule => rule.Admits && rule.Fits(id));

    /// <summary>Whether a rule keeps ModemManager away from a device with these ids.</summary>
    public bool KeepModemManagerAway(UsbId id) => _rules.Any(rule => rule.KeepsModemManagerAway && rule.Fits(id));

    internal static InstalledUdevRules? Read(string root)
    {
        string[] folders = [.. Folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)];
        return folders.Length == 0 ? null : new InstalledUdevRules(
            [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.rules")).DistinctBy(Path.GetFileName).SelectMany(Rules)]);
    }

    private static IEnumerable<Rule> Rules(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(Rule.Of).OfType<Rule>();
    }

    [GeneratedRegex("""(?:ATTRS?\{(?<key>idVendor|idProduct)\}|ENV\{(?<key>ID_VENDOR_ID|ID_MODEL_ID)\})\s*==\s*"(?<value>[^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Match();

    [GeneratedRegex("""TAG\s*\+=\s*"uaccess"|GROUP\s*:?=\s*"|MODE\s*:?=\s*"0?6[0-7][67]" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Grant();

    [GeneratedRegex("""ENV\{ID_MM_(?:DEVICE|PORT)_IGNORE\}\s*=\s*"1" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Silence();

    /// <param name="Vendor">A pattern of the shell; null for any.</param>
    /// <param name="Product">The same.</param>
    private sealed record Rule(Regex? Vendor, Regex? Product, bool Admits, bool KeepsModemManagerAway)
    {
        public static Rule? Of(string line)
        {
            if (line.TrimStart().StartsWith('#'))
            {
                return null;
            }

            Dictionary<bool, string> ids = [];
            foreach (Match match in Match().Matches(line))
            {
                ids[match.Groups["key"].Value is "idVendor" or "ID_VENDOR_ID"] = match.Groups["value"].Value;
            }

            return !ids.TryGetValue(true, out string? vendor) ? null : new Rule(
                Glob(vendor), ids.TryGetValue(false, out string? product) ? Glob(product) : null, Grant().IsMatch(line), Silence().IsMatch(line));
        }

        public bool Fits(UsbId id) => IsMatch(Vendor, id.Vendor) && IsMatch(Product, id.Product);

        private static bool IsMatch(Regex? pattern, ushort id) => pattern?.IsMatch(id.ToString("x4", CultureInfo.InvariantCulture)) != false;

        /// <summary>fnmatch(3), and | between alternatives.</summary>
        private static Regex Glob(string pattern)
        {
            string expression = Regex.Escape(pattern)
                .Replace(@"\*", ".*", StringComparison.Ordinal)
                .Replace(@"\?", ".", StringComparison.Ordinal)
                .Replace(@"\|", "|", StringComparison.Ordinal)
                .Replace(@"\[", "[", StringComparison.Ordinal)
                .Replace("[!", "[^", StringComparison.Ordinal);
            try
            {
                return new Regex($"^(?:{expression})$", RegexOptions.IgnoreCase);
            }
            catch (ArgumentException)
            {
                return new Regex("(?!)"); // no pattern that udev would take: it fits nothing
            }
        }
    }
}
