using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>What a recipe wants of an STM32's option bytes: values, and a mask of the bits it names. The rest keeps what the chip holds.</summary>
/// <param name="Values">Bits outside the mask are 0.</param>
/// <param name="Mask">1 for a bit that the recipe names.</param>
/// <param name="Settings">As written.</param>
/// <param name="Where">The first of them.</param>
internal sealed record PlannedOptions(OptionBytes Values, OptionBytes Mask, IReadOnlyList<FuseSetting> Settings, SourceSpan Where)
{
    /// <summary>The bytes to write over what the chip holds.</summary>
    public OptionBytes Over(OptionBytes held)
    {
        byte[] over = new byte[OptionBytes.Count];
        for (int index = 0; index < over.Length; index++)
        {
            over[index] = (byte)((held.Values[index] & ~Mask.Values[index]) | Values.Values[index]);
        }

        return new OptionBytes(over);
    }
}
