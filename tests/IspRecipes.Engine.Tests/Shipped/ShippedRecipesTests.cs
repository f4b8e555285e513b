using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>What is found among the recipes that come along, and what of a keyboard's files is understood.</summary>
public sealed class ShippedRecipesTests : IDisposable
{
    private static readonly ShippedRecipes Shipped = new(Repository.File("recipes"));

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_recipe_is_there_with_a_description_and_no_base()
    {
        Assert.Equal(ShippedFolder.All, Shipped.All.Select(recipe => recipe.Id));
        Assert.All(Shipped.All, recipe => Assert.False(recipe.Description is null && recipe.Kinds.Count > 0, recipe.Id));
        Assert.Empty(new ShippedRecipes(Path.Combine(_folder, "none")).All);
    }

    /// <summary>A branch moves, and each change of a file upstream would break its recipes.</summary>
    [Fact]
    public void Every_address_names_a_commit()
    {
        string[] addresses = [.. Directory.EnumerateFiles(Repository.File("recipes"), "*.yaml", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines).Where(line => line.TrimStart().StartsWith("url:", StringComparison.Ordinal))];

        Assert.Equal(17, addresses.Length);
        Assert.All(addresses, address => Assert.Matches("^ *url: https://raw\\.githubusercontent\\.com/[^/]+/[^/]+/[0-9a-f]{40}/", address));
    }

    [Theory]
    [InlineData("atmega32u4 dfu", "atmega32u4-dfu")]
    [InlineData("ATmega32A bootload-HID", "atmega32a-bootloadhid")]
    [InlineData("elite-c", "atmega32u4-dfu")]
    [InlineData("at90usb1287", "at90usb128-dfu")]
    [InlineData("239A:000C", "feather-32u4-caterina")]
    [InlineData("leonardo whole", "leonardo-caterina-whole")]
    [InlineData("2341:0036", "leonardo-caterina-whole")]
    [InlineData("2341:8036", "restore-leonardo")]
    [InlineData("blue pill stm32duino", "bluepill-stm32duino")]
    [InlineData("ps2avrgb", "atmega32a-bootloadhid")]
    public void Words_find_a_recipe(string words, string recipe) =>
        Assert.Contains(recipe, Found(words));

    [Fact]
    public void All_words_must_fit() => Assert.Empty(Found("atmega32u4 usbasploader"));

    [Theory]
    [InlineData("atmel-dfu", "atmega32u4", "atmega32u4-dfu, promicro-to-dfu, restore-atmega32u4-dfu")]
    [InlineData("atmel-dfu", "at90usb647", "at90usb64-dfu")]
    [InlineData("usbasploader", "atmega328p", "atmega328p-usbasploader")]
    [InlineData("stm32duino", "stm32f103cb", "bluepill-stm32duino, bluepill-unlock")]
    [InlineData(null, "atmega16u4", "atmega16u4-dfu, restore-atmega16u4-dfu")]
    [InlineData("optiboot", "atmega328p", "")]
    public void A_kind_of_bootloader_on_a_part_is_restored_by_these(string? kind, string part, string recipes) =>
        Assert.Equal(recipes, string.Join(", ", Shipped.Restoring(kind, part).Select(recipe => recipe.Id)));

    /// <summary>recipes/base/caterina.yaml says by which source.</summary>
    [Theory]
    [InlineData("2341", "RESET:", 8)]
    [InlineData("1B4F", "twice within 750 ms", 8)]
    [InlineData("1FFB", "twice within 750 ms", 8)]
    [InlineData("239A:000C", "RESET:", 10)]
    [InlineData("239A:000D", "twice within 750 ms", 10)]
    [InlineData("239A:000E", "twice within 750 ms", 10)]
    public void A_recipe_with_Caterina_says_how_its_maker_starts_it_and_for_how_long(string usb, string how, int seconds)
    {
        string[] texts = [.. ShippedFolder.All.Select(recipe => File.ReadAllText(ShippedFolder.Recipe(recipe)))];
        string[] told = [.. texts.Where(text => text.Contains("Caterina", StringComparison.Ordinal) && text.Contains($"shows up as {usb}", StringComparison.Ordinal))];

        Assert.NotEmpty(told);
        Assert.All(told, text => Assert.Contains($" for {seconds} seconds", text));
        Assert.All(told, text => Assert.Contains(how, text));
    }

    [Theory]
    [InlineData("rules.mk", "# MCU name\nMCU = atmega32u4   # as soldered\nBOOTLOADER ?= atmel-dfu\n", "atmega32u4 atmel-dfu ")]
    [InlineData("rules.mk", "MCU:=atmega328p\r\nBOOTLOADER=USBasp\r\nBOOTLOADER_SIZE = 2048\r\n", "atmega328p usbasploader ")]
    [InlineData("keyboard.json", """{ "processor": "at90usb1286", "bootloader": "halfkay" }""", "at90usb1286 halfkay ")]
    [InlineData("info.json", """{ "development_board": "promicro", /* as most */ "usb": { "vid": "0xFEED" }, }""", "atmega32u4 caterina promicro")]
    [InlineData("info.json", """{ "development_board": "elite_c", "bootloader": "qmk-dfu" }""", "atmega32u4 qmk-dfu elite_c")]
    [InlineData("info.json", """{ "development_board": "bluepill" }""", "stm32f103 stm32duino bluepill")]
    [InlineData("info.json", """{ "development_board": "elite_pi" }""", "elite_pi  elite_pi")]
    public void A_keyboard_tells_its_chip(string name, string text, string expected)
    {
        QmkKeyboard keyboard = Read(name, text).Value!;

        Assert.Equal(expected, $"{keyboard.Processor} {keyboard.Bootloader} {keyboard.Board}");
    }

    /// <summary>As QMK has it of some: no comma after a brace, and an apostrophe escaped in a label.</summary>
    [Theory]
    [InlineData("{\n  \"processor\": \"ATmega32U4\",\n  \"bootloader\": \"atmel-dfu\"\n  \"layouts\": [\n { \"x\": 1 } { \"x\": 2 }\n ]\n}\n")]
    [InlineData("{\r\n\"layouts\": \"\\'\",\r\n\t\"bootloader\" : \"atmel-dfu\",\r\n\t\"processor\": \"atmega32u4\"\r\n}")]
    public void A_file_that_QMK_forgives_is_forgiven(string text)
    {
        QmkKeyboard keyboard = Read("keyboard.json", text).Value!;

        Assert.Equal(("atmega32u4", "atmel-dfu"), (keyboard.Processor, keyboard.Bootloader));
    }

    [Theory]
    [InlineData("keyboards/maker/board/rev2/keyboard.json", "at90usb1286 atmel-dfu")]
    [InlineData("keyboards/maker/board/rev2", "at90usb1286 atmel-dfu")]
    [InlineData("keyboards/maker/board/rev1/keyboard.json", "atmega32u4 caterina")]
    [InlineData("keyboards/maker/board/rev1/", "atmega32u4 caterina")]
    [InlineData("keyboards/maker/old/rules.mk", "atmega32a bootloadhid")]
    [InlineData("keyboards/maker/board/rev3", "atmega328p usbasploader")]
    public void What_a_keyboards_file_does_not_tell_its_folder_and_those_above_do(string asked, string expected)
    {
        Save("keyboards/info.json", """{ "processor": "none of it" }""");
        Save("keyboards/maker/board/info.json", """{ "processor": "atmega32u4", "bootloader": "atmel-dfu" }""");
        Save("keyboards/maker/board/rev1/keyboard.json", """{ "bootloader": "caterina" }""");
        Save("keyboards/maker/board/rev2/keyboard.json", """{ "processor": "at90usb1286" }""");
        Save("keyboards/maker/board/rev3/rules.mk", "MCU = atmega328p\nBOOTLOADER = usbasploader\n");
        Save("keyboards/maker/old/rules.mk", "BOOTLOADER = bootloadhid\n");
        Save("keyboards/maker/old/info.json", """{ "processor": "atmega32a", "bootloader": "caterina" }""");

        QmkKeyboard keyboard = QmkKeyboard.Read(Path.Combine(_folder, asked)).Value!;

        Assert.Equal(expected, $"{keyboard.Processor} {keyboard.Bootloader}");
    }

    [Fact]
    public void Outside_of_a_checkout_no_folder_above_is_asked()
    {
        Save("a/info.json", """{ "processor": "atmega32u4" }""");
        Save("a/b/keyboard.json", """{ "bootloader": "caterina" }""");

        Assert.Null(QmkKeyboard.Read(Path.Combine(_folder, "a", "b", "keyboard.json")).Value);
        Assert.Null(QmkKeyboard.Read(Path.Combine(_folder, "a", "b")).Value);
    }

    [Theory]
    [InlineData("rules.mk", "BOOTMAGIC_ENABLE = yes\n", "ISP8047")]
    [InlineData("info.json", "[]", "ISP8047")]
    [InlineData("info.json", "{ \"processor\": 5 }", "ISP8047")]
    [InlineData("info.json", "{ \"processor\": ", "ISP8046")]
    [InlineData("info.json", "{ \"usb\": { \"vid\": \"0xFEED\" } \"rgb\": 1 }", "ISP8046")]
    [InlineData("info.json", "{ \"processor\": \"\\ud800\" }", "ISP8046")]
    [InlineData("info.json", "", "ISP8046")]
    public void A_keyboard_that_tells_none_is_refused(string name, string text, string code)
    {
        Checked<QmkKeyboard> read = Read(name, text);

        Assert.Null(read.Value);
        Assert.Equal(code, Assert.Single(read.Diagnostics).Code);
        Sentences.AssertWhole(read.Diagnostics);
    }

    [Theory]
    [InlineData("atmega32u4", "caterina", "promicro", "dfu-to-caterina, lilypad-usb-caterina, promicro-3v3-caterina, promicro-5v-caterina, restore-promicro-3v3, restore-promicro-5v")]
    [InlineData("stm32f103", "stm32duino", "bluepill", "bluepill-stm32duino, bluepill-unlock")]
    [InlineData("atmega32a", "usbasploader", null, "atmega32a-usbasploader")]
    [InlineData("atmega328p", "qmk-hid", null, "atmega328p-usbasploader")]
    [InlineData("atmega32u4", "qmk-dfu", null, "atmega32u4-dfu, promicro-to-dfu, restore-atmega32u4-dfu")]
    [InlineData("rp2040", "rp2040", "elite_pi", "")]
    public void Recipes_for_a_keyboard_fit_its_board_else_its_bootloader_else_its_chip(string processor, string bootloader, string? board, string recipes) =>
        Assert.Equal(recipes, string.Join(", ", Shipped.For(new QmkKeyboard(processor, bootloader, board)).Select(recipe => recipe.Id)));

    private static IEnumerable<string> Found(string words) =>
        Shipped.All.Where(recipe => recipe.Answers(words.Split(' '))).Select(recipe => recipe.Id);

    private void Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private Checked<QmkKeyboard> Read(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return QmkKeyboard.Read(path);
    }
}
