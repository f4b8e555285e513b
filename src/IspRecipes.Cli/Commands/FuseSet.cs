using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary>Fuse bytes of a part in one word: <c>0x5E,0xD9,0xF3</c>, low to extended and then lock, or <c>factory</c>.</summary>
internal static class FuseSet
{
    /// <param name="part">Decides how many bytes there are.</param>
    /// <param name="text">As written.</param>
    /// <param name="problem">What is wrong with it, in a sentence; empty for nothing.</param>
    /// <returns>The bytes named; null where the text names none.</returns>
    public static Dictionary<FuseId, byte>? Parse(AvrPart part, string text, out string problem)
    {
        problem = "";
        if (text.Equals("factory", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        string[] words = text.Split(',');
        FuseId[] ids = [.. part.Fuses.Select(fuse => fuse.Id), FuseId.Lock];
        if (words.Length != ids.Length && words.Length != ids.Length - 1)
        {
            string order = string.Join(',', part.Fuses.Select(fuse => FuseNames.Of(fuse.Id)));
            problem = $"'{text}' is no set of fuse bytes of {part.Name}; write {order} or {order},lock, such as 0x5E,0xD9,0xF3";
            return null;
        }

        if (Array.Find(words, word => Byte(word) is null) is string wrong)
        {
            problem = $"'{wrong}' in '{text}' is no byte; write 0x00 to 0xFF";
            return null;
        }

        return ids.Zip(words).ToDictionary(pair => pair.First, pair => Byte(pair.Second)!.Value);
    }

    /// <summary>A byte as in a recipe; null for anything else.</summary>
    public static byte? Byte(string text) => FieldValues.Number(text) is long value and >= 0 and <= 0xFF ? (byte)value : null;
}
