using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>Fuse bytes and lock byte of a chip in programming mode: read twice, written, read back, repaired.</summary>
internal sealed class AvrFuseBytes(IspProgrammer programmer, AvrPart part)
{
    /// <summary>
    /// What a failed write of a fuse is put back to: the byte as it was first read, twice with the same answer, or as it
    /// was last written and read back. A later reading may be the failure.
    /// </summary>
    private readonly Dictionary<FuseId, byte> _known = [];

    /// <summary>How often a byte read back wrong and was written once more.</summary>
    public int Rewrites { get; private set; }

    /// <inheritdoc cref="AvrTarget.ReadFuses"/>
    public IReadOnlyDictionary<FuseId, byte> ReadAll()
    {
        var bytes = new SortedDictionary<FuseId, byte>();
        foreach (FuseByte fuse in (FuseByte[])[.. part.Fuses, part.Lock])
        {
            bytes[fuse.Id] = ReadTwice(fuse);
        }

        return bytes;
    }

    /// <summary>Takes what somebody else has read, more than once.</summary>
    public IReadOnlyDictionary<FuseId, byte> Learn(IReadOnlyDictionary<FuseId, byte> found)
    {
        foreach ((FuseId id, byte value) in found)
        {
            _known.TryAdd(id, value);
        }

        return found;
    }

    /// <inheritdoc cref="AvrTarget.WriteFuse"/>
    public byte Write(FuseId id, byte value)
    {
        FuseByte fuse = FuseOf(id);
        byte before = _known.TryGetValue(id, out byte known) ? known : ReadTwice(fuse);
        byte wanted = Masked(fuse, value);
        byte found;
        try
        {
            found = WriteTwiceIfNeeded(fuse, wanted);
        }
        catch (DeviceException)
        {
            TryRestore(fuse, before);
            throw;
        }

        if (found == wanted)
        {
            return _known[id] = found;
        }

        programmer.WriteFuse(id, before);
        throw new TargetException(FaultCode.FuseMismatch, id, wanted, found, ReadMasked(fuse))
        {
            Expected = wanted,
            Found = found,
        };
    }

    /// <inheritdoc cref="AvrTarget.WriteLock"/>
    public byte WriteLock(byte value)
    {
        byte wanted = Masked(part.Lock, value);
        byte found = WriteTwiceIfNeeded(part.Lock, wanted);
        return found == wanted
            ? found
            : throw new TargetException(FaultCode.LockMismatch, wanted, found) { Expected = wanted, Found = found };
    }

    private byte WriteTwiceIfNeeded(FuseByte fuse, byte wanted)
    {
        programmer.WriteFuse(fuse.Id, wanted);
        byte found = ReadMasked(fuse);
        if (found != wanted)
        {
            Rewrites++;
            programmer.WriteFuse(fuse.Id, wanted);
            found = ReadMasked(fuse);
        }

        return found;
    }

    /// <summary>After a failure in the middle of a fuse write: the byte may hold anything.</summary>
    private void TryRestore(FuseByte fuse, byte before)
    {
        try
        {
            programmer.WriteFuse(fuse.Id, before);
        }
        catch (DeviceException)
        {
            // The line is gone. RESET stays low, so the fuse does not act yet.
        }
    }

    private FuseByte FuseOf(FuseId id) => part.Fuses.FirstOrDefault(fuse => fuse.Id == id)
        ?? throw new ArgumentOutOfRangeException(nameof(id), id, $"{part.Name} has no such fuse byte");

    /// <exception cref="TargetException">The two differ in implemented bits (ISP6004: byte, first, second).</exception>
    private byte ReadTwice(FuseByte fuse)
    {
        byte first = ReadMasked(fuse);
        byte second = ReadMasked(fuse);
        if (first != second)
        {
            throw new TargetException(FaultCode.FuseReadUnstable, fuse.Id, first, second);
        }

        _known.TryAdd(fuse.Id, first);
        return first;
    }

    private byte ReadMasked(FuseByte fuse) => Masked(fuse, programmer.ReadFuse(fuse.Id));

    private static byte Masked(FuseByte fuse, byte value) => (byte)(value | ~fuse.Mask);
}
