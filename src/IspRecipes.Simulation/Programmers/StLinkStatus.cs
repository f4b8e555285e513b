namespace IspRecipes.Simulation.Programmers;

/// <summary>The first byte of most replies of an ST-Link, as openocd and pyOCD name them.</summary>
internal enum StLinkStatus : byte
{
    Ok = 0x80,
    Unknown = 0x01,
    NoDevice = 0x05,
    GetIdCodeError = 0x09,
    Alignment = 0x0A,
    ApWait = 0x10,
    ApFault = 0x11,
    DpError = 0x16,
    StickyError = 0x19,
    BadAp = 0x1D,
    FrequencyNotSupported = 0x41,
    UnknownCommand = 0x42,
}
