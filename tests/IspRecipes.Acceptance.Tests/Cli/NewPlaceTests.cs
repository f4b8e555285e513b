namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Where <c>isprecipe new</c> writes, and what the recipe calls the files around it.</summary>
public sealed class NewPlaceTests : NewFolder
{
    [Fact]
    public void What_is_there_is_replaced_only_when_asked_to()
    {
        File.WriteAllText(At("flash.isprecipe.yaml"), "mine");

        Assert.Contains("ISP8009", Isprecipe.Run("new", At("flash.isprecipe.yaml"), "--example").EndedWith(4).Error);
        Assert.Equal(["flash.isprecipe.yaml"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Isprecipe.Run("new", At("flash.isprecipe.yaml"), "--example", "--force").EndedWith(0);
        Assert.NotEqual("mine", File.ReadAllText(At("flash.isprecipe.yaml")));
    }

    [Theory]
    [InlineData("board", "board.isprecipe.yaml")]
    [InlineData("board v1.2", "board v1.2.isprecipe.yaml")]
    [InlineData("board.isprecipe", "board.isprecipe.yaml")]
    [InlineData("board.isprecipe.yaml", "board.isprecipe.yaml")]
    [InlineData("board.yml", "board.yml")]
    [InlineData("sub/", "sub/flash.isprecipe.yaml")]
    public void A_name_without_an_ending_gets_one(string named, string written)
    {
        Isprecipe.Run("new", Folder + "/" + named, "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex").EndedWith(0);

        Assert.True(File.Exists(At(written)));
    }

    [Fact]
    public void A_recipe_names_files_from_its_own_folder()
    {
        Isprecipe.Run("new", At("sub/x"), "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("sub/app.hex"), "--bootloader", "/lib/boot.hex").EndedWith(0);

        string written = File.ReadAllText(At("sub/x.isprecipe.yaml"));
        Assert.Contains("\n  firmware: app.hex\n  bootloader: /lib/boot.hex\n", written);
        Assert.Contains(
            $"firmware: {Path.GetRelativePath(At("sub"), "build/app.hex")}\n",
            New("sub/x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "build/app.hex"));
    }

    [Fact]
    public void A_file_that_is_still_to_be_built_is_told()
    {
        CliRun run = Isprecipe.Run("new", At("x"), "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", At("app.hex")).EndedWith(0);

        Assert.Contains($"{At("app.hex")} is not there yet.\n", run.Out);
    }

    [Fact]
    public void The_schema_of_the_repository_is_used_where_it_has_one()
    {
        Directory.CreateDirectory(At(".git"));
        Directory.CreateDirectory(At("schema"));
        File.WriteAllText(At("schema/isprecipe.schema.json"), "{}");

        string written = New("recipes/x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex");

        Assert.StartsWith("# yaml-language-server: $schema=../schema/isprecipe.schema.json\n", written);
        Assert.Equal(["x.isprecipe.yaml"], Directory.GetFiles(At("recipes")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("none", "# ATmega32U4: 32 KiB of flash")]
    [InlineData("https://example.org/schema.json", "# yaml-language-server: $schema=https://example.org/schema.json\n")]
    public void Another_schema_is_named_and_none_written(string schema, string begin)
    {
        Assert.StartsWith(begin, New("x", "--mcu", "atmega32u4", "--programmer", "usbasp", "--flash", "app.hex", "--schema", schema));
        Assert.False(File.Exists(At("isprecipe.schema.json")));
    }

    [Fact]
    public void A_dash_prints_the_recipe_and_writes_nothing()
    {
        CliRun run = Isprecipe.Run("new", "-", "--mcu", "bluepill", "--flash", "app.bin").EndedWith(0);

        Assert.StartsWith("# yaml-language-server: ", run.Out);
        Assert.Contains("\n  firmware: { path: app.bin, format: bin, address: 0x08000000 }\n", run.Out);
        Assert.False(File.Exists("flash.isprecipe.yaml"));
    }
}
