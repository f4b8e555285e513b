using System.Buffers.Binary;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Firmware of an ST-Link, which decides by its J number what the probe can do: clones are sold with anything from J17 to J37.
/// </summary>
/// <param name="Hardware">2 for V2 and V2-1, 3 for V3, 4 for V3PWR.</param>
/// <param name="Jtag">The J number; 0 where it has neither JTAG nor SWD.</param>
/// <param name="Version">As ST writes it: <c>V2J37S7</c>.</param>
internal sealed record StLinkV2Firmware(int Hardware, int Jtag, string Version)
{
    /// <summary>The least that speaks version 2 of the commands, with a status in its answers (OpenOCD, stlink_usb_version).</summary>
    public const int Oldest = 11;

    /// <summary>The least that does everything needed.</summary>
    public const int Full = 26;

    public bool IsV3 => Hardware >= 3;

    public bool IsTooOld => Hardware < 2 || Since(Oldest) is false;

    public bool MeasuresVolts => Since(13);

    public bool TellsFaultAddress => Since(15);

    public bool SetsClock => Since(20);

    public bool ReachesDebugPort => Since(24);

    public bool WritesHalfWords => Since(Full);

    public bool OpensAccessPorts => Since(28);

    public bool Batches => Since(32, v3: 2);

    /// <summary>Items of a batch (OpenOCD, stlink_usb_count_misc_rw_queue).</summary>
    public int LongestBatch => IsV3 ? 1227 : 64;

    /// <param name="answer">To GET_VERSION.</param>
    /// <param name="device">Tells a V2-1, whose last number is that of its mass storage.</param>
    public static StLinkV2Firmware Read(ReadOnlySpan<byte> answer, UsbId device)
    {
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(answer);
        int hardware = version >> 12, jtag = (version >> 6) & 0x3F, last = version & 0x3F;
        bool storage = hardware == 2 && device.Product != StLinkV2Line.V2;

        // Boards for STM8 carry a V2-1 of mass storage and SWIM, whose numbers overlap with no other (OpenOCD, stlink_usb_version).
        return storage && ((jtag <= 22 && last == 7) || (jtag >= 25 && last is >= 7 and <= 12))
            ? new StLinkV2Firmware(hardware, 0, $"V{hardware}M{jtag}S{last}")
            : new StLinkV2Firmware(hardware, jtag, $"V{hardware}J{jtag}{(storage ? 'M' : 'S')}{last}");
    }

    /// <param name="answer">To GET_VERSION_EXT.</param>
    public static StLinkV2Firmware ReadExtended(ReadOnlySpan<byte> answer)
    {
        int hardware = answer[0], swim = answer[1], jtag = answer[2], storage = answer[3], bridge = answer[4];
        return new StLinkV2Firmware(
            hardware, jtag, $"V{hardware}J{jtag}{Part('M', storage)}{Part('B', bridge)}{Part('S', swim)}");
    }

    private static string Part(char letter, int version) => version > 0 ? $"{letter}{version}" : "";

    private bool Since(int v2, int v3 = 1) => Jtag >= (IsV3 ? v3 : v2);
}
