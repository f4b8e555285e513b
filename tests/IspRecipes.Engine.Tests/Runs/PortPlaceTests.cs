using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What is wrong with a port is told where the port was named, not where the chip was.</summary>
public class PortPlaceTests
{
    [Fact]
    public void A_port_of_the_recipe_is_told_by_its_line()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("port: /dev/nowhere\nfuses: { low: 0x5E }");

        Diagnostic failure = Fail(world);

        Assert.Equal(world.PlaceOf("/dev/nowhere"), (failure.Where!.Line, failure.Where.Column));
    }

    [Fact]
    public void A_port_of_the_command_line_is_told_by_its_option()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("fuses: { low: 0x5E }");
        world.Inputs = new RecipeInputs { Port = "/dev/nowhere" };

        Assert.Equal("--port", Fail(world).Where!.File);
    }

    private static Diagnostic Fail(World world)
    {
        world.RunOptions = new RunOptions();
        RunReport report = world.Run();

        Assert.Equal("ISP4001", report.Failure!.Code);
        Assert.Equal(ExitCode.Port, report.Exit);
        return report.Failure;
    }
}
