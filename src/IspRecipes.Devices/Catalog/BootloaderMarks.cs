using System.Buffers.Binary;
using System.Text;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Catalog;

/// <summary>
/// Recognises a bootloader in a chip by what is published of it: the USB ids in its device descriptor, where its file has
/// bytes and where gaps, and strings. That is likeness; <see cref="KnownFiles.InSection(IReadOnlyCollection{string}, uint, ReadOnlySpan{byte})"/> proves identity.
/// </summary>
public static class BootloaderMarks
{
    /// <summary>Revision in the descriptor of QMK's own builds of LUFA's bootloaders (qmk_toolbox, USB id tables).</summary>
    private const ushort QmkRevision = 0x0936;

    /// <summary>A version of USB that does not exist, and Windows refuses: 20.00 for 2.00 in Atmel's first AT90USB bootloaders.</summary>
    private const ushort WrongUsbVersion = 0x2000;

    /// <summary>Stack pointer and reset vector of generic_boot20_pc13.bin.</summary>
    private static ReadOnlySpan<byte> Stm32DuinoVectors => [0x00, 0x28, 0x00, 0x20, 0xF1, 0x00, 0x00, 0x08];

    /// <summary>Ids by which computers tell bootloaders (qmk_toolbox, USB id tables), where no published file has them.</summary>
    private static readonly (UsbId Usb, string Kind)[] Ids =
    [
        (new(0x03EB, 0x2045), "lufa-ms"),
        (new(0x03EB, 0x2067), "lufa-hid"),
        (new(0x03EB, 0x2FEF), "lufa-dfu"), (new(0x03EB, 0x2FF0), "lufa-dfu"), (new(0x03EB, 0x2FF3), "lufa-dfu"),
        (new(0x03EB, 0x2FF4), "lufa-dfu"), (new(0x03EB, 0x2FF9), "lufa-dfu"), (new(0x03EB, 0x2FFA), "lufa-dfu"),
        (new(0x03EB, 0x2FFB), "lufa-dfu"),
        (new(0x16C0, 0x0478), "halfkay"),
        (new(0x16C0, 0x05DC), "usbasploader"),
        (new(0x16C0, 0x05DF), "bootloadhid"),
        (new(0x1209, 0x2302), "caterina"),
        (new(0x2341, 0x0036), "caterina"), (new(0x2341, 0x0037), "caterina"),
        (new(0x2A03, 0x0036), "caterina"), (new(0x2A03, 0x0037), "caterina"), (new(0x2A03, 0x0040), "caterina"),
        (new(0x1EAF, 0x0003), "stm32duino"),
    ];

    /// <param name="parts">Catalogue ids of the parts that the chip may be.</param>
    /// <param name="start">Byte address of the section.</param>
    /// <param name="section">The boot section, or what a reset of an STM32 starts.</param>
    /// <returns>What it looks like, the likeliest first; empty for nothing known.</returns>
    public static IReadOnlyList<BootloaderLikeness> Find(IReadOnlyCollection<string> parts, uint start, ReadOnlyMemory<byte> section)
    {
        List<BootloaderLikeness> found = [];
        foreach (Descriptor descriptor in Descriptors(section.Span))
        {
            found.AddRange(Of(descriptor, parts, start, section));
        }

        if (found.Count == 0 && Contains(section.Span, "HIDBoot"))
        {
            found.Add(new BootloaderLikeness("bootloadhid", null, LayoutFits: false, ["the string HIDBoot"]));
        }

        if (section.Span.StartsWith(Stm32DuinoVectors))
        {
            const string Vectors = "stack pointer 0x20002800 and reset vector 0x080000F1";
            found = found.Count == 0
                ? [new BootloaderLikeness("stm32duino", null, LayoutFits: false, [Vectors])]
                : [.. found.Select(likeness => likeness with { Facts = [.. likeness.Facts, Vectors] })];
        }

        return [.. found.OrderByDescending(likeness => likeness.LayoutFits).ThenByDescending(likeness => likeness.File is not null)];
    }

    private static IEnumerable<BootloaderLikeness> Of(
        Descriptor descriptor, IReadOnlyCollection<string> parts, uint start, ReadOnlyMemory<byte> section)
    {
        string ids = $"USB ids {descriptor.Usb} at {HexAddress.Of(start + descriptor.Offset)}";
        if (descriptor.Revision == QmkRevision && descriptor.Usb.Vendor == 0x03EB)
        {
            string qmk = descriptor.Usb.Product == 0x2067 ? "qmk-hid" : "qmk-dfu";
            return [new BootloaderLikeness(qmk, null, LayoutFits: false, [ids, "revision 9.36, as QMK builds it"])];
        }

        KnownFile[] files = [.. KnownFiles.All.Where(file => file.Usb == descriptor.Usb && file.Parts.Intersect(parts).Any())];
        bool refused = descriptor.UsbVersion == WrongUsbVersion;
        KnownFile? fit = files.FirstOrDefault(file => LayoutFits(file, start, section.Span));
        if (fit is not null && refused)
        {
            fit = files.FirstOrDefault(file => file.Fault is not null) ?? fit;
        }

        string[] facts = [ids, .. refused ? ["USB version 20.00"] : Array.Empty<string>()];
        string? kind = fit?.Kind ?? Ids.FirstOrDefault(known => known.Usb == descriptor.Usb).Kind ?? files.FirstOrDefault()?.Kind;
        return fit is not null ? [new BootloaderLikeness(fit.Kind, fit, LayoutFits: true, [.. facts, "bytes and gaps where that file has them"])]
            : kind is not null ? [new BootloaderLikeness(kind, null, LayoutFits: false, facts)]
            : [];
    }

    /// <summary>True where the section has bytes in every range of the file, and nothing anywhere else.</summary>
    private static bool LayoutFits(KnownFile file, uint start, ReadOnlySpan<byte> section)
    {
        byte[] rest = section.ToArray();
        long end = start + (long)section.Length;
        KnownRange[] ranges = [.. file.Data.Where(range => range.Last >= start && range.First < end)];
        foreach (KnownRange range in ranges)
        {
            int first = (int)(Math.Max(range.First, start) - start);
            int last = (int)(Math.Min(range.Last, end - 1) - start);
            Span<byte> bytes = rest.AsSpan(first, last - first + 1);
            if (!bytes.ContainsAnyExcept((byte)0xFF))
            {
                return false;
            }

            bytes.Fill(0xFF);
        }

        return ranges.Length > 0 && !rest.AsSpan().ContainsAnyExcept((byte)0xFF);
    }

    /// <summary>USB device descriptors: 18, 1, version, class, subclass, protocol, packet, ids, revision, three strings, one configuration.</summary>
    private static List<Descriptor> Descriptors(ReadOnlySpan<byte> section)
    {
        const int Length = 18, DeviceType = 1;
        List<Descriptor> found = [];
        for (int at = 0; at + Length <= section.Length; at++)
        {
            ReadOnlySpan<byte> bytes = section.Slice(at, Length);
            ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            if (bytes[0] == Length && bytes[1] == DeviceType && bytes[17] == 1 && bytes[7] is 8 or 16 or 32 or 64
                && version is 0x0100 or 0x0101 or 0x0110 or 0x0200 or 0x0201 or WrongUsbVersion)
            {
                found.Add(new Descriptor(
                    at,
                    version,
                    new UsbId(BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..])),
                    BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..])));
            }
        }

        return found;
    }

    /// <summary>In UTF-16, as USB has its strings, or in ASCII.</summary>
    private static bool Contains(ReadOnlySpan<byte> section, string text) =>
        section.IndexOf(Encoding.Unicode.GetBytes(text)) >= 0 || section.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    private readonly record struct Descriptor(int Offset, ushort UsbVersion, UsbId Usb, ushort Revision);
}

/// <summary>What a boot section looks like.</summary>
/// <param name="Kind">The word a recipe has for it: <c>atmel-dfu</c>.</param>
/// <param name="File">The published file it looks like; null where only its kind shows.</param>
/// <param name="LayoutFits">True where bytes and gaps lie as in that file.</param>
/// <param name="Facts">What was found in the chip, for people.</param>
public sealed record BootloaderLikeness(string Kind, KnownFile? File, bool LayoutFits, IReadOnlyList<string> Facts);
