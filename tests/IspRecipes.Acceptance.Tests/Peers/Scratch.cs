using IspRecipes.Devices.Images;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>A folder for the files that a program reads, gone at the end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    /// <summary>Saves bytes as a HEX file of ours and returns its path.</summary>
    /// <param name="name">File name.</param>
    /// <param name="bytes">From address 0 on.</param>
    public string SaveHex(string name, byte[] bytes) =>
        Save(name, IntelHex.Write(new MemoryImage(0, bytes, new ImageSource(name))));

    public string Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
