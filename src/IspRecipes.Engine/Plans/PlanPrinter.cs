using System.Text;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using static System.FormattableString;

namespace IspRecipes.Engine.Plans;

/// <summary>A plan as people read it. The same recipe and files give the same text.</summary>
public static class PlanPrinter
{
    /// <summary>Beyond it a value pushes its origin to the right and not those of all others.</summary>
    private const int WidestValue = 32;

    public static string Print(Plan plan)
    {
        var text = new StringBuilder();
        text.Append($"{plan.Recipe.Name}\n");
        if (plan.Recipe.Description is string description)
        {
            text.Append($"{description.TrimEnd()}\n");
        }

        Line(text, "recipe", $"{plan.Recipe.Path}, SHA-256 {plan.Recipe.Sha256}");
        foreach (RecipeBase extended in plan.Recipe.Bases)
        {
            Line(text, "extends", $"{extended.Path}, SHA-256 {extended.Sha256}");
        }

        if (plan.Part is not null)
        {
            Line(text, "part", Describe(plan.Part));
        }

        if (plan.Programmer is not null)
        {
            Line(text, "programmer", plan.Baud is int baud ? Invariant($"{plan.Programmer.Id} at {baud:N0} baud") : plan.Programmer.Id);
            Line(text, "port", plan.Recipe.Port?.Value ?? "auto");
        }

        foreach (FileRecord file in plan.Files)
        {
            Line(text, "file", Invariant($"{file.Name}: {file.Path}, {file.Bytes:N0} bytes, SHA-256 {file.Sha256}"));
        }

        PrintSteps(text, plan.Steps);
        if (plan.Eeprom.Length > 0)
        {
            text.Append($"\n{plan.Eeprom}\n");
        }

        if (plan.Recipe.ExpectUsb is string usb)
        {
            text.Append($"Afterwards look for the USB device {usb}.\n");
        }

        return text.ToString();
    }

    /// <summary>Every value of a recipe, and who said it, in columns.</summary>
    public static string PrintOrigins(Recipe recipe)
    {
        var text = new StringBuilder("\nOrigins\n");
        int keys = recipe.Origins.Max(origin => origin.Key.Length);
        int values = recipe.Origins.Max(origin => Math.Min(origin.Value.Length, WidestValue));
        foreach (Origin origin in recipe.Origins)
        {
            string value = origin.Value.ReplaceLineEndings(" ");
            string where = origin.Where.Line == 0 ? origin.Where.File : $"{origin.Where.File}:{origin.Where.Line}";
            text.Append($"  {origin.Key.PadRight(keys)}  {value.PadRight(values)}  {where}\n");
        }

        return text.ToString();
    }

    private static string Describe(Part part) => part switch
    {
        AvrPart avr => Invariant($"{avr.Name}, signature {avr.Signature}, flash {avr.Flash.Size:N0} bytes, EEPROM {avr.Eeprom.Size:N0} bytes"),
        Stm32Part stm32 => $"{stm32.Name} ({stm32.Family.Core}), device id 0x{stm32.Family.DeviceId:X3}, "
            + Invariant($"flash {stm32.Flash.Size:N0} bytes in pages of {stm32.Family.PageSize:N0}, SRAM {stm32.Sram.Size:N0} bytes"),
        _ => part.Name,
    };

    private static void PrintSteps(StringBuilder text, IReadOnlyList<Step> steps)
    {
        text.Append('\n');
        for (int index = 0; index < steps.Count; index++)
        {
            Step step = steps[index];
            string bytes = step.Bytes > 0 ? Invariant($" ({step.Bytes:N0} bytes)") : "";
            text.Append($"{index + 1,3}. {step.Title}{bytes}\n");
            // A fuse's name is in the title already.
            foreach (Fact fact in step.Facts.Where(fact => !step.Title.Contains(fact.Value, StringComparison.Ordinal)))
            {
                text.Append($"       {fact.Name}: {fact.Value}\n");
            }
        }
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append($"  {name,-11}{value}\n");
}
