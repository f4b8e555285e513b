using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Catalog;

/// <summary>A published bootloader or programmer firmware, recognised by its hash.</summary>
/// <param name="Sha256">Of the file as published, lower-case hex.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Kind">The word a recipe has for it: <c>atmel-dfu</c>.</param>
/// <param name="Parts">Catalogue ids of the parts it is built for.</param>
/// <param name="Hertz">Clock it is built for; null where the file does not tell.</param>
/// <param name="Size">Length of the file in bytes.</param>
/// <param name="Data">Where its bytes lie, ascending.</param>
/// <param name="Usb">Ids under which a computer sees it.</param>
/// <param name="IsCombined">True for a sketch and a bootloader in one file.</param>
/// <param name="Section">The part of flash that proves it is there; null for what is no bootloader.</param>
/// <param name="Fault">What is wrong with it; null for a good file.</param>
/// <param name="Instead">The file to take in its place; null for a good file.</param>
public sealed record KnownFile(
    string Sha256,
    string Name,
    string Kind,
    IReadOnlyList<string> Parts,
    double? Hertz,
    long Size,
    IReadOnlyList<KnownRange> Data,
    UsbId Usb,
    bool IsCombined,
    KnownSection? Section,
    string? Fault,
    string? Instead);

/// <summary>Byte addresses, both ends inclusive.</summary>
public sealed record KnownRange(uint First, uint Last);

/// <summary>Flash from where a bootloader begins to its end, of an STM32 its first 8 KiB, with 0xFF where the file has no byte.</summary>
/// <param name="Start">Byte address.</param>
/// <param name="Sha256">Of these bytes, lower-case hex.</param>
public sealed record KnownSection(uint Start, string Sha256);
