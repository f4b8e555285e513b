using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A programmer whose SCK can be set, wired to the chip with nothing between: the stock verbs, and no protocol.</summary>
internal sealed class WiredProgrammer(VirtualAvr chip, ISerialLink line) : IspProgrammer(chip.Clock)
{
    /// <summary>The catalogue row of one that is wired to this world's chip.</summary>
    public static ProgrammerRow Row(World world) => ProgrammerCatalog.Find("avrisp")! with
    {
        Id = "wired",
        Abilities = Abilities.Isp | Abilities.BitClock,
        SckHertz = 375e3,
        Reach = new Reach.Serial(19200, (line, _) => new WiredProgrammer(world.Chip, line)),
    };

    /// <summary>The world's recipe for this programmer; its <c>sck</c> stands where the programmer does.</summary>
    public static Checked<Plan> Plan(World world, double? sck)
    {
        Recipe recipe = RecipeReader.Load(world.Path("recipe.yaml"), new RecipeInputs()).Value!;
        ProgrammerChoice choice = recipe.Programmer!;
        choice = choice with { Sck = sck is double hertz ? new Located<double>(hertz, choice.Type.Where) : null };
        return Planner.Plan(recipe with { Programmer = choice }, Row(world));
    }

    public override void Open()
    {
    }

    public override void SetBitClock(double hertz) => chip.SckHertz = hertz;

    public override void EnterProgramming(AvrPart part)
    {
        base.EnterProgramming(part);
        chip.SetReset(low: true);
        Clock.Wait(TimeSpan.FromMilliseconds(20));
        Transfer(0xAC530000);
    }

    public override void LeaveProgramming() => chip.SetReset(low: false);

    public override uint Transfer(uint instruction)
    {
        uint answer = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            answer = answer << 8 | chip.Shift((byte)(instruction >> shift));
        }

        return answer;
    }

    public override void Dispose() => line.Dispose();
}
