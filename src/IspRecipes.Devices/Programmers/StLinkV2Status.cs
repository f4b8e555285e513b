namespace IspRecipes.Devices.Programmers;

/// <summary>What a status of a debug command comes to.</summary>
internal enum StLinkV2Status
{
    /// <summary>Something else: a command the firmware does not know, an error of its own.</summary>
    Refused,
    Done,

    /// <summary>The chip asked for time; the access was not done.</summary>
    Wait,

    /// <summary>The chip's bus refused the access.</summary>
    BusFault,

    /// <summary>Nobody answers on SWD, or nothing that makes sense.</summary>
    NoChip,
}

/// <summary>The status bytes (stlink-org's and OpenOCD's lists).</summary>
internal static class StLinkV2Statuses
{
    /// <summary>Older firmware has it for a bus fault, and for a command it does not know.</summary>
    public const byte UnknownError = 0x01;

    public static StLinkV2Status Meaning(byte status) => status switch
    {
        // 0D: what was written reads back differently, as a key register must; 40: settings changed.
        0x80 or 0x0D or 0x40 => StLinkV2Status.Done,

        // AP_WAIT, DP_WAIT.
        0x10 or 0x14 => StLinkV2Status.Wait,

        // Unknown chain, no device, GET_IDCODE error, debug power; then AP and DP: no acknowledge, bad parity.
        0x04 or 0x05 or 0x09 or 0x0B or 0x12 or 0x13 or 0x16 or 0x17 => StLinkV2Status.NoChip,

        // Fault, alignment, write error; AP_FAULT, DP_FAULT; WDATA, sticky error, sticky overrun.
        UnknownError or 0x81 or 0x0A or 0x0C or 0x11 or 0x15 or 0x18 or 0x19 or 0x1A => StLinkV2Status.BusFault,
        _ => StLinkV2Status.Refused,
    };
}
