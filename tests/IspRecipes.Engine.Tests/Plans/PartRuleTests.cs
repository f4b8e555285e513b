using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Parts that drivers cannot program, wholly or in part, are refused before a port is opened.</summary>
public class PartRuleTests
{
    [Theory]
    [InlineData("at90s2313", "flash")]
    [InlineData("attiny12", "flash")]
    [InlineData("atmega103", "fuses")]
    public void A_part_with_the_first_instructions_is_refused_whatever_is_to_be_done(string part, string what)
    {
        Checked<Plan> plan = PlanOf(part, "read: { eeprom: backup.hex }");

        Diagnostic refusal = Assert.Single(plan.Diagnostics, found => found.Code == "ISP3070");
        Assert.Contains($"has its {what} written", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }

    [Fact]
    public void The_lock_bits_of_an_ATtiny26_are_refused_and_nothing_else_of_it()
    {
        Assert.Contains(PlanOf("attiny26", "lock: 0xFC").Diagnostics, found => found.Code == "ISP3070");
        Assert.DoesNotContain(PlanOf("attiny26", "read: { eeprom: backup.hex }").Diagnostics, found => found.Code == "ISP3070");
    }

    private static Checked<Plan> PlanOf(string part, string body)
    {
        using World world = World.With("avrisp", part).Recipe(body);
        return world.Plan();
    }
}
