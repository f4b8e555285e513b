using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware;

/// <summary>
/// A TCP port that this computer's isprecipes use one at a time: many servers take several clients at once, and mix their bytes.
/// There is no device to lock, so that a file named after the address is; it stays, empty, since to delete it would let two in.
/// </summary>
internal sealed class NetClaim : IDisposable
{
    private readonly FileStream? _lock;

    private NetClaim(FileStream? held) => _lock = held;

    /// <summary>Claims.</summary>
    /// <param name="port">As the user named it.</param>
    /// <param name="address">What it says; a host by its name and by its number are two.</param>
    /// <exception cref="LinkException">ISP4004.</exception>
    internal static NetClaim Take(string port, NetAddress address)
    {
        string path = PathOf(address);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new NetClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when (IsHeld(taken))
        {
            throw new LinkException(new Fault(FaultCode.PortBusy, port, Posix.PortHolder.Find(path) ?? ""), taken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new NetClaim(null); // a board can be flashed where no file can be written
        }
    }

    /// <summary>In a folder of this user: a file of somebody else's could not be opened.</summary>
    internal static string PathOf(NetAddress address) => Path.Combine(
        Path.GetTempPath(), $"isprecipe-{Environment.UserName}", $"{Uri.EscapeDataString($"{address}".ToLowerInvariant())}.lock");

    public void Dispose() => _lock?.Dispose();

    /// <summary>EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows, where .NET keeps the system's number.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
