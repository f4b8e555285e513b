using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A folder with an application, a bootloader above it, and room for what they are merged into.</summary>
public abstract class MergeFolder : IDisposable
{
    private protected Scratch Scratch { get; } = new();

    protected string App { get; }

    protected string Boot { get; }

    protected string Output { get; }

    protected MergeFolder()
    {
        App = Scratch.SaveHex("app.hex", Samples.Bytes(0x1000));
        Boot = Hex("boot.hex", (0x7000, Samples.Bytes(0x800, seed: 2)));
        Output = Scratch.Path("out.hex");
    }

    public void Dispose() => Scratch.Dispose();

    protected string Hex(string name, params (uint Address, byte[] Bytes)[] pieces) => Scratch.Save(name, IntelHex.Write(
        MemoryImage.Merge(pieces.Select(piece => new MemoryImage(piece.Address, piece.Bytes, new ImageSource(name)))).Image!));

    protected static List<(uint First, long End)> Runs(string path)
    {
        MemoryImage image = IntelHex.Read(File.ReadAllBytes(path), path).Image!;
        return [.. image.Segments.Select(segment => (segment.Address, segment.End))];
    }
}
