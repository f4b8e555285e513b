using Cake.Core.IO;

namespace Cake.IspRecipes;

/// <summary>What a script says to a recipe from outside it; stronger than the environment, the local overlay and the recipe.</summary>
public class IspRecipeSettings
{
    /// <summary>Programmer in place of the recipe's, by its id: <c>usbasp</c>; null for the recipe's.</summary>
    public string? Programmer { get; set; }

    /// <summary>
    /// <c>/dev/ttyACM0</c>, <c>COM3</c>, <c>usb:VID:PID</c>, <c>net:HOST:PORT</c> or <c>auto</c>; null or empty for
    /// <c>ISPRECIPE_PORT</c>, the local overlay's or the recipe's.
    /// </summary>
    public string? Port { get; set; }

    /// <summary>Bits per second of a serial line; null for the recipe's or the programmer's own.</summary>
    public int? Baud { get; set; }

    /// <summary>Values for variables that the recipe declares.</summary>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    /// <summary>Files in place of those the recipe names, by their names in it; relative to the script's working directory.</summary>
    public IDictionary<string, FilePath> Files { get; } = new Dictionary<string, FilePath>();

    /// <summary>
    /// Takes the exit code of what failed, as docs/recipes.md tells them, and says with true that the script goes on. Null for a
    /// <see cref="Cake.Core.CakeException"/> at any failure.
    /// </summary>
    public Func<int, bool>? HandleExitCode { get; set; }
}
