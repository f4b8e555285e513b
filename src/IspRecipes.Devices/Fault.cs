namespace IspRecipes.Devices;

/// <summary>What went wrong, as data: a code, where, and the facts. The sentence for it is the engine's.</summary>
/// <param name="Code">Which fault.</param>
/// <param name="Place">The file, and the line in it, where the fault lies; null for a device.</param>
/// <param name="Arguments">The facts, in the order the catalogue's sentence names them.</param>
public sealed record Fault(FaultCode Code, FilePlace? Place, params object[] Arguments)
{
    public Fault(FaultCode code, params object[] arguments) : this(code, null, arguments)
    {
    }
}

/// <summary>A place in a file.</summary>
/// <param name="File">The path as the user gave it.</param>
/// <param name="Line">1-based; 0 for the file as a whole.</param>
/// <param name="Column">1-based, in UTF-16 units; 0 for the line as a whole.</param>
public readonly record struct FilePlace(string File, int Line = 0, int Column = 0);
