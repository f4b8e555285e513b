using System.Text.RegularExpressions;

namespace IspRecipes.Devices.Programmers;

/// <summary>What a Bus Pirate is, and which of the later commands its firmware has.</summary>
internal sealed partial record BusPirateFirmware
{
    /// <summary>Before it has been asked.</summary>
    public static BusPirateFirmware Unknown { get; } = new();

    /// <summary>For people: <c>Bus Pirate v3.5, firmware 7.0</c>.</summary>
    public string Identity { get; private init; } = "Bus Pirate";

    /// <summary>Up to 4096 bytes in one command; before, it was 16.</summary>
    public bool WritesThenReads { get; private init; }

    /// <summary>AVR extended commands: flash is read in blocks.</summary>
    public bool ReadsFlash { get; private init; }

    /// <summary>
    /// Codes above 1 MHz mean what they say. In v6.1 and before they lack a bit, in the community's builds of 2016 to 2025
    /// other speeds stand between them; each is slower than it says, down to 42 kHz.
    /// </summary>
    public bool KnowsFastSck { get; private init; }

    /// <summary>What makes it slow, for people; null where nothing does.</summary>
    public string? Lacks => (WritesThenReads, ReadsFlash) switch
    {
        (true, true) => null,
        (false, _) => "write-then-read: every four bytes take a turn of the line",
        _ => "AVR extended commands: every four bytes that are read take a turn of the line",
    };

    /// <summary>Asks it, in SPI mode.</summary>
    public static BusPirateFirmware Of(BusPirateLine line)
    {
        Match hardware = Hardware().Match(line.Banner);
        Version? version = Release().Match(line.Banner) is { Success: true } release ? Version.Parse(release.Groups[1].Value) : null;
        // There the extended commands wait for a byte on a UART that a v4 does not use, for ever (SPI.c of v6.1).
        bool hangs = hardware.Groups[1].Value.StartsWith("v4", StringComparison.Ordinal) && version is { Major: < 7 };
        return new BusPirateFirmware
        {
            Identity = hardware.Success ? $"Bus Pirate {hardware.Groups[1].Value}, firmware {version?.ToString() ?? "unknown"}" : "Bus Pirate",
            KnowsFastSck = version is { Major: >= 8 } or { Major: 6, Minor: 2 }
                || (version is { Major: 7, Minor: 0 } && !line.Banner.Contains("Community", StringComparison.Ordinal)),
            WritesThenReads = HasWriteThenRead(line),
            ReadsFlash = !hangs && HasExtendedCommands(line),
        };
    }

    /// <summary>Nothing to write and nothing to read: firmware that has the command takes these five bytes for one.</summary>
    private static bool HasWriteThenRead(BusPirateLine line)
    {
        if (line.Try(BusPirateCommand.WriteThenRead([], 0)) == BusPirateCommand.Done || line.Listen().Length == 0)
        {
            return true;
        }

        line.EnterSpi(); // each of the zeros was a command of its own, and the first left SPI mode
        return false;
    }

    private static bool HasExtendedCommands(BusPirateLine line) =>
        line.Try(BusPirateCommand.Extended) == BusPirateCommand.Done
        && line.Try(BusPirateCommand.ExtendedNothing) == BusPirateCommand.Done;

    [GeneratedRegex("Bus Pirate (v[0-9][0-9A-Za-z.]*)")]
    private static partial Regex Hardware();

    [GeneratedRegex(@"Firmware v([0-9]+\.[0-9]+)")]
    private static partial Regex Release();
}
