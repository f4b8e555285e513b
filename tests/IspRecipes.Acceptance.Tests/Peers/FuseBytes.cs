using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Fuse and lock bytes for a part: none is its factory value, and none stops the chip.</summary>
internal sealed record FuseBytes(string Part, string Short, byte Low, byte High, byte Extended, byte Lock)
{
    private static readonly FuseBytes[] All =
    [
        new("atmega32u4", "m32u4", 0xFF, 0xD8, 0xF6, 0xEF),
        new("at90usb1286", "usb1286", 0xDE, 0xD9, 0xF0, 0xEF),
        new("atmega2560", "m2560", 0xFF, 0xD8, 0xFD, 0xCF),
        new("attiny85", "t85", 0xE2, 0xD7, 0xFE, 0xFE),
    ];

    public static FuseBytes Of(string part) => All.Single(bytes => bytes.Part == part);

    /// <summary>What makes avrdude write and verify them, the lock byte last.</summary>
    public IEnumerable<string> AvrdudeOperations =>
    [
        "-U", $"lfuse:w:0x{Low:X2}:m",
        "-U", $"hfuse:w:0x{High:X2}:m",
        "-U", $"efuse:w:0x{Extended:X2}:m",
        "-U", $"lock:w:0x{Lock:X2}:m",
    ];

    /// <summary>Compares implemented bits; the others are nobody's.</summary>
    public void AssertIn(VirtualAvr chip)
    {
        Assert.Equal(Implemented(chip.Part, Wanted), Implemented(chip.Part, chip.Fuse));
    }

    private byte Wanted(FuseId id) => id switch
    {
        FuseId.Low => Low,
        FuseId.High => High,
        FuseId.Extended => Extended,
        _ => Lock,
    };

    private static IEnumerable<(FuseId, int)> Implemented(AvrPart part, Func<FuseId, byte> value) =>
        from fuse in part.Fuses.Append(part.Lock)
        select (fuse.Id, value(fuse.Id) & fuse.Mask);
}
