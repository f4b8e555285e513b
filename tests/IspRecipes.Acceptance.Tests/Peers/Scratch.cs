using IspRecipes.Devices.Images;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>A folder for the files that a program reads, gone at the end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    /// <summary>Saves bytes as a HEX file of ours and returns its path.</summary>
    /// <param name="name">File name.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="address">Of the first.</param>
    public string SaveHex(string name, byte[] bytes, uint address = 0) =>
        Save(name, IntelHex.Write(new MemoryImage(address, bytes, new ImageSource(name))));

    public string Save(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public string Read(string name) => File.ReadAllText(Path(name));

    /// <summary>Where a file of this name lies or would lie.</summary>
    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
