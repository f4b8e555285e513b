namespace IspRecipes.Devices.Images;

/// <summary>
/// The memories of a chip that one ELF file holds. AVR tools tell them apart by address: avr-ld's scripts put each at an
/// origin of its own (binutils, ld/scripttempl/avr.sc). Files for other chips are all <see cref="Flash"/>.
/// </summary>
public enum MemorySpace
{
    Flash,

    /// <summary>RAM; nothing loads it, so bytes there are a mistake of the linker script.</summary>
    Data,
    Eeprom,
    Fuses,
    Lock,
    Signature,
    UserSignature,

    /// <summary>What simulators and debuggers read (simavr's .mmcu); never written to a chip.</summary>
    Other,
}

/// <summary>Where AVR tools put each memory.</summary>
public static class MemorySpaces
{
    /// <summary>Every AVR memory has an origin on a multiple of this, flash apart, which is all below the first of them.</summary>
    private const uint Size = 0x10000;

    private const uint FirstBeyondFlash = 0x800000;

    private static readonly MemorySpace[] FromData =
    [
        MemorySpace.Data, MemorySpace.Eeprom, MemorySpace.Fuses,
        MemorySpace.Lock, MemorySpace.Signature, MemorySpace.UserSignature,
    ];

    /// <summary>The memory of an AVR that <paramref name="address"/> lies in.</summary>
    public static MemorySpace Of(long address)
    {
        long number = (address - FirstBeyondFlash) / Size;
        return address < FirstBeyondFlash ? MemorySpace.Flash
            : number < FromData.Length ? FromData[number]
            : MemorySpace.Other;
    }

    /// <summary>First address of a memory; its bytes count from here.</summary>
    public static uint Origin(this MemorySpace space) => space is MemorySpace.Flash or MemorySpace.Other
        ? 0
        : FirstBeyondFlash + Size * (uint)Array.IndexOf(FromData, space);

    /// <summary>As the trade calls it: <c>EEPROM</c>, <c>lock bits</c>.</summary>
    public static string Words(this MemorySpace space) => space switch
    {
        MemorySpace.Flash => "flash",
        MemorySpace.Data => "RAM",
        MemorySpace.Eeprom => "EEPROM",
        MemorySpace.Fuses => "fuses",
        MemorySpace.Lock => "lock bits",
        MemorySpace.Signature => "signature",
        MemorySpace.UserSignature => "user signature row",
        _ => "other",
    };

    /// <summary>A file that has one memory; none where there is no image.</summary>
    internal static Dictionary<MemorySpace, MemoryImage> Only(MemoryImage? image) =>
        image is null ? [] : new() { [MemorySpace.Flash] = image };

    /// <summary>An AVR file parted by memory; addresses count from the start of each, but stay as they are in the rest.</summary>
    internal static Dictionary<MemorySpace, MemoryImage> Split(MemoryImage image)
    {
        Dictionary<MemorySpace, MemoryImage> images = [];
        foreach (MemorySpace space in Enum.GetValues<MemorySpace>())
        {
            long end = space == MemorySpace.Flash ? FirstBeyondFlash
                : space == MemorySpace.Other ? MemoryImage.AddressSpace
                : space.Origin() + Size;
            long start = space == MemorySpace.Other ? FirstBeyondFlash + Size * FromData.Length : space.Origin();
            MemoryImage part = image.Clip(start, end);
            if (!part.IsEmpty)
            {
                images[space] = part.Offset(-(long)space.Origin()).Image!;
            }
        }

        return images;
    }

    /// <summary>
    /// A text file as it is, and what of it lies where AVR tools put another memory than flash: objcopy writes such files
    /// from .eeprom, and avrdude from several memories at once.
    /// </summary>
    internal static Dictionary<MemorySpace, MemoryImage> Find(MemoryImage image)
    {
        Dictionary<MemorySpace, MemoryImage> images = Split(image);
        images.Remove(MemorySpace.Other);
        images.Remove(MemorySpace.Data);
        images[MemorySpace.Flash] = image;
        return images;
    }
}
