using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class ExtensionTests : IDisposable
{
    private const string Board = """
        version: 1
        name: a board
        mcu: atmega32u4
        programmer: { type: usbasp, sck: 375 kHz }
        board: { clock: 16 MHz crystal }
        variables: { keyboard: none, low: 0x5E }
        files: { firmware: { path: "${keyboard}.hex", kind: application } }
        write: { flash: firmware }
        fuses: { low: "${low}", high: 0xD9 }
        allow: [ clock-source, debugwire ]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe-extends").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_the_recipe_leaves_out_its_base_says()
    {
        Save("base/board.yaml", Board);
        Recipe recipe = Read("extends: base/board.yaml").Value!;

        Assert.Equal("mine", recipe.Name);
        Assert.Equal("atmega32u4", recipe.Mcu!.Value);
        Assert.Equal([0x5E, 0xD9], recipe.Fuses.Select(fuse => fuse.Value!.Value));
        Assert.Equal([Path("base/board.yaml")], recipe.Bases.Select(file => file.Path));
    }

    [Fact]
    public void Maps_merge_by_key_and_lists_and_values_replace()
    {
        Save("base.yaml", Board);
        Recipe recipe = Read("""
            extends: base.yaml
            variables: { keyboard: planck }
            fuses: { high: 0x99, extended: 0xF3 }
            allow: [ debugwire ]
            """).Value!;

        Assert.Equal(["low", "high", "extended"], recipe.Fuses.Select(fuse => fuse.Name.Value));
        Assert.Equal([0x5E, 0x99, 0xF3], recipe.Fuses.Select(fuse => fuse.Value!.Value));
        Assert.Equal([Consent.DebugWire], recipe.Allow.Select(word => word.Value));
        Assert.Equal("planck.hex", recipe.Files["firmware"].Path.Value);
    }

    [Fact]
    public void Of_several_bases_the_later_is_stronger_and_a_base_may_have_its_own()
    {
        Save("base/part.yaml", "version: 1\nname: part\nmcu: atmega16u4\nfuses: { low: 0x01, high: 0x02, extended: 0xF3 }");
        Save("base/board.yaml", "version: 1\nname: board\nextends: part.yaml\nmcu: atmega32u4");
        Save("job.yaml", "version: 1\nname: job\nfuses: { high: 0x03 }\nprogrammer: usbtiny");
        Recipe recipe = Read("extends: [ base/board.yaml, job.yaml ]").Value!;

        Assert.Equal("atmega32u4", recipe.Mcu!.Value);
        Assert.Equal([0x01, 0x03, 0xF3], recipe.Fuses.Select(fuse => fuse.Value!.Value));
        Assert.Equal(["board.yaml", "part.yaml", "job.yaml"], recipe.Bases.Select(file => System.IO.Path.GetFileName(file.Path)));
    }

    [Fact]
    public void Another_programmer_leaves_the_settings_of_the_base_behind()
    {
        Save("base.yaml", Board);

        Assert.Equal(375_000, Read("extends: base.yaml").Value!.Programmer!.Sck!.Value);
        Assert.Null(Read("extends: base.yaml\nprogrammer: { type: usbtiny }").Value!.Programmer!.Sck);
        Assert.Equal(93_750, Read("extends: base.yaml\nprogrammer: { type: usbasp, sck: 93.75 kHz }").Value!.Programmer!.Sck!.Value);
    }

    [Fact]
    public void A_path_starts_from_the_folder_of_the_file_that_states_it()
    {
        Save("base/board.yaml", Board);
        Recipe recipe = Read("extends: base/board.yaml\nfiles: { extra: x.hex }\nmerge: { all: { inputs: [ firmware, extra ], save: all.hex } }").Value!;

        Assert.Equal(Path("base/none.hex"), Recipe.Locate(recipe.Files["firmware"]));
        Assert.Equal(Path("x.hex"), Recipe.Locate(recipe.Files["extra"]));
        Assert.Equal(Path("all.hex"), Recipe.Locate(recipe.Merges["all"].Save!));
    }

    [Fact]
    public void What_is_wrong_in_a_base_is_told_there_and_once_even_where_the_recipe_says_better()
    {
        Save("base.yaml", Board.Replace("high: 0xD9", "hihg: 0xD9").Replace("mcu: atmega32u4", "mcu: 5"));
        Diagnostic[] told = [.. Read("extends: base.yaml\nmcu: atmega32u4").Diagnostics];

        Assert.Equal([(2003, 3)], told.Select(error => (error.Number, error.Where!.Line)));
        Assert.All(told, error => Assert.Equal(Path("base.yaml"), error.Where!.File));
    }

    [Theory]
    [InlineData("extends: base.yaml", "extends: recipe.yaml", 2040)]
    [InlineData("extends: recipe.yaml", "", 2040)]
    [InlineData("extends: ${keyboard}.yaml", "", 2014)]
    [InlineData("extends: nowhere.yaml", "", 1016)]
    [InlineData("extends: .", "", 1017)]
    [InlineData("extends: 5", "", 2003)]
    [InlineData("extends: []", "", 2007)]
    public void What_cannot_be_extended_is_said_with_its_place(string extends, string inBase, int code)
    {
        Save("base.yaml", $"{Board}\n{inBase}\n");
        Checked<Recipe> read = Read($"mcu: atmega32u4\nprogrammer: usbasp\n{extends}");

        Assert.Contains(read.Diagnostics, error => error.Number == code && error.Where is { Line: > 0 });
        Assert.Null(read.Value);
    }

    [Fact]
    public void Bases_that_double_at_every_step_come_to_an_end()
    {
        for (int level = 0; level < 30; level++)
        {
            Save($"base{level}.yaml", $"version: 1\nname: b\nextends: [ base{level + 1}.yaml, base{level + 1}.yaml ]");
        }

        Save("base30.yaml", Board);

        Assert.Contains(Read("extends: base0.yaml").Diagnostics, error => error.Number == 2041);
    }

    [Fact]
    public void A_base_may_name_files_that_not_every_recipe_needs()
    {
        Save("base.yaml", Board.Replace("files: {", "files: { other: other.hex,"));

        Assert.Empty(Read("extends: base.yaml").Diagnostics);
        Assert.Equal([2023], Read("extends: base.yaml\nfiles: { mine: mine.hex }").Diagnostics.Select(told => told.Number));
    }

    [Fact]
    public void Every_value_knows_who_said_it()
    {
        Save("base.yaml", Board);
        Save("recipe.local.yaml", "port: /dev/ttyACM7");
        RecipeInputs inputs = new()
        {
            Set = new Dictionary<string, string> { ["keyboard"] = "planck" },
            Environment = name => name == "ISPRECIPE_VAR_LOW" ? "0x5F" : null,
        };
        IReadOnlyList<Origin> origins = Read("extends: base.yaml\nfuses: { high: 0x99 }", inputs).Value!.Origins;

        AssertOrigin("mcu", "atmega32u4", "base.yaml", 3);
        AssertOrigin("name", "mine", "recipe.yaml", 2);
        AssertOrigin("fuses.high", "0x99", "recipe.yaml", 4);
        AssertOrigin("fuses.low", "0x5F", "base.yaml", 9);
        AssertOrigin("allow", "[clock-source, debugwire]", "base.yaml", 10);
        AssertOrigin("programmer.sck", "375 kHz", "base.yaml", 4);
        AssertOrigin("port", "/dev/ttyACM7", "recipe.local.yaml", 1);
        AssertOrigin("variables.keyboard", "planck", "--set", 0);
        AssertOrigin("variables.low", "0x5F", "ISPRECIPE_VAR_LOW", 0);

        void AssertOrigin(string key, string value, string file, int line)
        {
            Origin origin = Assert.Single(origins, origin => origin.Key == key);
            Assert.Equal((value, file, line), (origin.Value, System.IO.Path.GetFileName(origin.Where.File), origin.Where.Line));
        }
    }

    [Fact]
    public void A_programmer_and_a_file_from_outside_have_their_origin_there()
    {
        Save("base.yaml", Board);
        RecipeInputs inputs = new()
        {
            Programmer = "avrisp",
            Baud = 19200,
            Port = "COM3",
            Set = new Dictionary<string, string> { ["files.firmware"] = "other.hex" },
        };
        IReadOnlyList<Origin> origins = Read("extends: base.yaml", inputs).Value!.Origins;

        Assert.Equal(
            [("programmer", "avrisp", "--programmer"), ("programmer.baud", "19200", "--baud"), ("port", "COM3", "--port")],
            origins.Where(origin => origin.Key.StartsWith("pro", StringComparison.Ordinal) || origin.Key == "port")
                .Select(origin => (origin.Key, origin.Value, origin.Where.File)));
        Assert.Contains(origins, origin => origin is { Key: "files.firmware.path", Value: "other.hex", Where.File: "--set" });
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private void Save(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    private Checked<Recipe> Read(string rest, RecipeInputs? inputs = null)
    {
        Save("recipe.yaml", $"version: 1\nname: mine\n{rest}\n");
        return RecipeReader.Load(Path("recipe.yaml"), inputs ?? new RecipeInputs());
    }
}
