using System.Globalization;
using System.Text.RegularExpressions;

namespace IspRecipes.Devices.Links;

/// <summary>Which port is asked for, before it is known what is plugged in.</summary>
public abstract partial record PortWish
{
    private PortWish(string text) => Text = text;

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>This one: a device path, a COM name or <c>net:HOST:PORT</c>.</summary>
    public sealed record Named(string Text, string Path) : PortWish(Text);

    /// <summary>The one port on USB with these marks; those that are null do not matter.</summary>
    public sealed record Usb(string Text, UsbId? Id, string? SerialNumber, string? UsbPath) : PortWish(Text)
    {
        /// <summary>The marks asked for, for people.</summary>
        internal string Marks => string.Join(" and ", new[]
        {
            Id is null ? null : $"the USB id {Id}",
            SerialNumber is null ? null : $"the serial number {SerialNumber}",
            UsbPath is null ? null : $"the USB path {UsbPath}",
        }.OfType<string>());
    }

    /// <summary>The one port with ids from the programmer's row (<c>auto</c>, <c>usb</c>).</summary>
    public sealed record Auto(string Text) : PortWish(Text);

    /// <summary>Reads one; null with a fault (ISP4008: text, what is wrong) where it is none.</summary>
    public static PortWish? Parse(string text, out Fault? fault)
    {
        string trimmed = text.Trim();
        fault = null;
        if (NetAddress.IsMeant(trimmed))
        {
            return NetAddress.Parse(trimmed, out fault) is null ? null : new Named(text, trimmed);
        }

        string? wrong = null;
        PortWish? wish = trimmed switch
        {
            "auto" or "usb" => new Auto(text),
            _ when trimmed.StartsWith("usb:", StringComparison.Ordinal) => ParseUsb(text, trimmed[4..], out wrong),
            _ when trimmed[..Math.Min(1, trimmed.Length)] is "/" or "." && trimmed.Contains('/') =>
                new Named(text, trimmed),
            _ when ComName().IsMatch(trimmed) => new Named(text, trimmed.ToUpperInvariant()),
            _ => null,
        };
        if (wish is null)
        {
            fault = new Fault(FaultCode.PortSyntax, text, wrong ?? WhatIsWrongWith(trimmed));
        }

        return wish;
    }

    private static PortWish? ParseUsb(string text, string marks, out string? wrong)
    {
        string[] parts = marks.Split(':', 3);
        wrong = null;
        switch (marks.Split('=', 2))
        {
            case ["serial", { Length: > 0 } serial]:
                return new Usb(text, null, serial, null);
            case ["path", { } path] when UsbPortPath().IsMatch(path):
                return new Usb(text, null, null, path);
            case ["path", _]:
                wrong = "a USB path is the bus and the ports to the device, usb:path=1-2.3";
                return null;
        }

        if (parts is [_, _] or [_, _, not ""] && HexId(parts[0]) is { } vendor && HexId(parts[1]) is { } product)
        {
            return new Usb(text, new UsbId(vendor, product), parts.ElementAtOrDefault(2), null);
        }

        wrong = "after usb: stand VID:PID or VID:PID:SERIAL in hexadecimal, serial=S or path=1-2.3";
        return null;
    }

    private static string WhatIsWrongWith(string text) => text switch
    {
        "" => "it is empty",
        _ when DeviceName().IsMatch(text) => $"write the whole path, /dev/{text}",
        _ => "",
    };

    private static ushort? HexId(string text) =>
        text.Length is >= 1 and <= 4 && ushort.TryParse(text, NumberStyles.AllowHexSpecifier, null, out ushort id)
            ? id
            : null;

    [GeneratedRegex(@"^(\\\\\.\\)?COM[1-9][0-9]{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex ComName();

    [GeneratedRegex("^[0-9]+-[0-9]+([.][0-9]+)*$")]
    private static partial Regex UsbPortPath();

    [GeneratedRegex("^(tty|cu[.]|rfcomm)[A-Za-z0-9._-]*$")]
    private static partial Regex DeviceName();
}
