using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Editor;

/// <summary>The schema in the server that VS Code, Neovim and most other editors have behind YAML.</summary>
public sealed class LanguageServerTests(LanguageServer server) : IClassFixture<LanguageServer>
{
    private const string Head = "version: 1\nname: n\n";

    private static int _documents;

    [PeerFact("node", LanguageServer.Program)]
    public void An_editor_marks_the_lines_that_validate_reports_but_for_known_differences()
    {
        foreach (string recipe in RecipeCorpus.All)
        {
            server.Open(Uri(recipe), WithoutModeline(recipe));
        }

        string[] differing = [.. RecipeCorpus.All.Where(recipe => !Marked(recipe).SetEquals(Reported(recipe))).Select(RecipeCorpus.Name)];

        Assert.Equal(RecipeCorpus.OtherLines.Keys.Order(StringComparer.Ordinal), differing.Except([RecipeCorpus.EitherWay]).Order(StringComparer.Ordinal));

        HashSet<int> Marked(string recipe) => [.. server.Diagnostics(Uri(recipe)).Select(found => found.Line)];
        static HashSet<int> Reported(string recipe) => [.. RecipeCorpus.Errors(recipe).Select(found => found.Where?.Line ?? 0)];
        static string Uri(string recipe) => $"file:///{recipe.Replace(".yaml", ".isprecipe.yaml")}";
    }

    [PeerTheory("node", LanguageServer.Program)]
    [InlineData("mcu-unknown", "unknown mcu; 'isprecipe parts' lists the parts this version knows")]
    [InlineData("board-clock", "this is no board clock; write it like this: 16 MHz crystal or 8 MHz internal")]
    [InlineData("hash-short", "this is no SHA-256; write it like this: 9fc1fdb469bf273b5e3b2f4c3f056c2b2d62f1dd069a6d89880c208c4f9ca0ac")]
    [InlineData("byte-too-large", "Value is above the maximum of 255.")]
    [InlineData("unknown-key", "Property mcus is not allowed.")]
    [InlineData("programmer-key", "Property baud is not allowed.")]
    [InlineData("version-missing", "Missing property \"version\".")]
    [InlineData("erase-case", "Value is not accepted. Valid values: \"auto\", \"chip\", \"none\".")]
    public void A_mistake_is_called_what_it_is(string recipe, string message)
    {
        string uri = Open(File.ReadAllText(Repository.File(RecipeCorpus.Negative, $"{recipe}.yaml")));

        Assert.Equal([message], server.Diagnostics(uri).Select(found => found.Message));
    }

    [PeerFact("node", LanguageServer.Program)]
    public void The_modeline_of_the_shipped_recipes_is_honoured()
    {
        foreach (string recipe in RecipeCorpus.Files("recipes"))
        {
            string uri = new Uri(Repository.File(recipe)).AbsoluteUri;
            string text = File.ReadAllText(Repository.File(recipe));
            int lines = text.Count(character => character == '\n');
            server.Open(uri, text);
            server.Open(uri + ".wrong.yaml", text + "mcus: atmega328p\n");
            server.Open(uri + ".jetbrains.yaml", text.Replace("# yaml-language-server: $schema=", "# $schema: ") + "mcus: atmega328p\n");
            server.Open(uri + ".bare.yaml", WithoutModeline(recipe) + "mcus: atmega328p\n");

            Assert.Empty(server.Diagnostics(uri));
            Assert.Equal([(lines + 1, 1, "Property mcus is not allowed.")], server.Diagnostics(uri + ".wrong.yaml"));
            Assert.Equal([(lines + 1, 1, "Property mcus is not allowed.")], server.Diagnostics(uri + ".jetbrains.yaml"));
            Assert.Empty(server.Diagnostics(uri + ".bare.yaml"));
        }
    }

    [PeerTheory("node", LanguageServer.Program)]
    [InlineData("new", "-", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex", "--bootloader", "boot.hex", "--fuses", "0x5E,0xD9,0xF3")]
    [InlineData("new", "-", "--mcu", "bluepill", "--flash", "app.bin")]
    public void A_new_recipe_has_nothing_to_be_marked(params string[] arguments)
    {
        string recipe = Cli.Isprecipe.Run(arguments).EndedWith(0).Out;

        Assert.Empty(server.Diagnostics(Open(recipe.Replace("# yaml-language-server:", "#"))));
    }

    [PeerFact("node", LanguageServer.Program)]
    public void Every_part_is_offered_by_each_of_its_names()
    {
        IReadOnlyDictionary<string, string> offered = Complete(Head + "mcu: |\n");

        string[] names = [.. PartCatalog.Ids.SelectMany(id => PartCatalog.Find(id)!.Aliases.Prepend(id))];
        Assert.Equal(names.Order(StringComparer.Ordinal), offered.Keys.Select(name => name.Trim('"')).Order(StringComparer.Ordinal));
        Assert.Equal("ATmega328P: 32 KiB of flash, 1 KiB of EEPROM, signature 1E 95 0F.", offered["m328p"]);
        Assert.Equal("STM32F103C8: 64 KiB of flash, 20 KiB of SRAM, Cortex-M3, device id 0x410.", offered["bluepill"]);
    }

    [PeerFact("node", LanguageServer.Program)]
    public void Every_programmer_is_offered_as_a_word_and_in_a_map()
    {
        IReadOnlyDictionary<string, string> words = Complete(Head + "programmer: |\n");
        IReadOnlyDictionary<string, string> types = Complete(Head + "programmer:\n  type: |\n");

        Assert.All(ProgrammerCatalog.Rows, row => Assert.Equal(row.Description, words[row.Id].TrimEnd('.'), ignoreCase: true));
        Assert.Empty(ProgrammerCatalog.Ids.Except(types.Keys));
    }

    [PeerFact("node", LanguageServer.Program)]
    public void Every_fuse_lock_bit_and_option_is_offered_with_what_it_does()
    {
        IReadOnlyDictionary<string, string> fuses = Complete(Head + "fuses:\n  |\n");
        IReadOnlyDictionary<string, string> locks = Complete(Head + "lock:\n  |\n");
        IReadOnlyDictionary<string, string> options = Complete(Head + "options:\n  |\n");

        Assert.Empty(AvrCatalog.All.SelectMany(part => part.Fuses.SelectMany(Fields)).Append("low").Except(fuses.Keys));
        Assert.Empty(AvrCatalog.All.SelectMany(part => Fields(part.Lock)).Except(locks.Keys));
        Assert.Empty(Stm32Catalog.Families.SelectMany(family => family.Options).SelectMany(option => option.Fields).Select(field => field.Name).Except(options.Keys));
        Assert.StartsWith("EEPROM survives chip erase.", fuses["EESAVE"]);
        Assert.StartsWith("Protection of the boot section.", locks["BLB1"]);
        Assert.Equal("Read-out protection.", options["RDP"]);

        static IEnumerable<string> Fields(FuseByte fuse) => fuse.Fields.Concat(fuse.Combined).Select(field => field.Name);
    }

    [PeerTheory("node", LanguageServer.Program)]
    [InlineData("|", "recipe for an AVR", "Writes a program through an ISP programmer.")]
    [InlineData(Head + "|", "write", "What each memory shall hold: a name from 'files' or 'merge'.")]
    [InlineData(Head + "erase: |\n", "chip", "Erases always, and all of the flash.")]
    [InlineData(Head + "allow:\n  - |\n", "debugwire", "DWEN may be programmed: RESET belongs to debugWIRE.")]
    [InlineData(Head + "fuses:\n  BODLEVEL: |\n", "2.7 V", "150 of the 165 parts that have the field take it.")]
    [InlineData(Head + "fuses:\n  SUT_CKSEL: |\n", "EXTXOSC_8MHZ_XX_258CK_65MS", "68 of the 162 parts that have the field take it.")]
    [InlineData(Head + "lock:\n  BLB1: |\n", "SPM_DISABLE", "Every part that has the field takes it.")]
    [InlineData(Head + "options:\n  RDP: |\n", "level-1", "Every part that has the field takes it.")]
    [InlineData(Head + "files:\n  a:\n    path: a.hex\n    kind: |\n", "optiboot", "A bootloader that only a reset starts: BOOTRST must be programmed.")]
    [InlineData(Head + "merge:\n  m:\n    inputs: [ a ]\n    on-overlap: |\n", "last", "The later input wins.")]
    public void A_word_is_offered_with_its_meaning(string text, string word, string meaning) =>
        Assert.Equal(meaning, Complete(text).GetValueOrDefault(word));

    [PeerFact("node", LanguageServer.Program)]
    public void What_is_never_written_is_not_offered() =>
        Assert.Equal(["level-0", "level-1"], Complete(Head + "options:\n  RDP: |\n").Keys.Order());

    [PeerTheory("node", LanguageServer.Program)]
    [InlineData("mcu: atmega3|28p", "ATmega328P: 32 KiB of flash")]
    [InlineData("er|ase: auto", "What is erased before anything is written.")]
    [InlineData("programmer: us|basp", "USBasp and its clones.")]
    [InlineData("fuses: { EESAVE: o|n }", "EEPROM survives chip erase.")]
    [InlineData("fuses: { BODLE|VEL: 2.7 V }", "Brown-out level.")]
    [InlineData("lock: { BLB1: SPM_|DISABLE }", "Protection of the boot section.")]
    [InlineData("allow: [ mass|-erase ]", "Read protection may be lifted, which erases all of the flash")]
    [InlineData("files: { a: { path: a.hex, kind: cate|rina } }", "A bootloader that only a reset starts")]
    public void A_hover_explains_the_word(string line, string explanation)
    {
        (string uri, int row, int column) = AtCursor($"{Head}{line}\n");

        Assert.Contains(explanation, server.Hover(uri, row, column));
    }

    [PeerFact("node", LanguageServer.Program)]
    public void A_hover_on_a_part_lists_no_other_parts()
    {
        (string uri, int row, int column) = AtCursor(Head + "mcu: blue|pill\n");

        Assert.DoesNotContain("at90can", server.Hover(uri, row, column));
    }

    private static string WithoutModeline(string recipe) =>
        File.ReadAllText(Repository.File(recipe)).Replace("# yaml-language-server:", "#");

    private string Open(string text)
    {
        string uri = $"file:///{++_documents}.isprecipe.yaml";
        server.Open(uri, text);
        return uri;
    }

    private IReadOnlyDictionary<string, string> Complete(string text)
    {
        (string uri, int line, int column) = AtCursor(text);
        return server.Complete(uri, line, column);
    }

    /// <summary>Opens a text with a | in it, which is where the cursor stands and no part of it.</summary>
    private (string Uri, int Line, int Column) AtCursor(string text)
    {
        string before = text[..text.IndexOf('|')];
        return (Open(text.Remove(before.Length, 1)), before.Count(character => character == '\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
