using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Usb;

/// <summary>
/// Serial numbers as people and other programs know them. Many an ST-Link/V2 gives the 12 bytes of its chip's id as 12
/// characters instead of printing them as 24 hex digits; ST's own programs print them (OpenOCD, stlink_usb_get_alternate_serial).
/// </summary>
internal static class UsbSerialNumber
{
    private const int RawLength = 12;

    /// <param name="id">Whose it is.</param>
    /// <param name="text">The string descriptor's text, nothing trimmed.</param>
    internal static string? Of(UsbId id, string? text) => text?.Length == RawLength && KnownUsbDevices.StLinks.Contains(id)
        ? string.Concat(text.Select(character => $"{(byte)character:X2}"))
        : text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>Whether there may have been more than this text holds: it ended at a zero among the bytes.</summary>
    internal static bool MayBeCut(UsbId id, string? text) =>
        text is null or { Length: < RawLength } && KnownUsbDevices.StLinks.Contains(id);
}
