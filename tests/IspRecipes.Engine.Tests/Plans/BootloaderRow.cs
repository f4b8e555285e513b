using System.Globalization;
using System.Text;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>
/// A bootloader that guides hand out: the part, fuses and board it is for, and the shape of its file. The bytes are made
/// up; ranges, record types, record lengths and line ends are those of the published file.
/// </summary>
/// <param name="Name">The board it is for.</param>
/// <param name="Data">Address ranges of its data, both ends inclusive; those after a colon are filled with 0xFF.</param>
/// <param name="Base">Segment of the record 02 the file starts with; null where it has none.</param>
/// <param name="Start">Record 03 before the end.</param>
public sealed record BootloaderRow(
    string Name, string Mcu, string Kind, string Fuses, string Board, string Data,
    string? Clock = null, int? Base = null, bool Start = true, int RecordLength = 16, string Line = "\n")
{
    private const string Caterina = "low: 0xFF, high: 0xD8";
    private const string At16 = "clock: 16 MHz crystal, supply: 5 V";
    private const string At8 = "clock: 8 MHz crystal, supply: 3.3 V";

    public static IReadOnlyList<BootloaderRow> All { get; } =
    [
        new("ATmega16U4 DFU", "atmega16u4", "atmel-dfu", "low: 0x5E, high: 0xD9, extended: 0xF3", At16,
            "3000-3003 3028-302B 302F-3094 3096-3FCB 3FE4-3FFF", Base: 0),
        new("ATmega32U4 DFU", "atmega32u4", "atmel-dfu", "low: 0x5E, high: 0xD9, extended: 0xF3", At16,
            "7000-7003 7028-702B 702F-7090 7092-7F77 7FE4-7FFF", Base: 0),
        new("ATmega32U4 DFU, JTAG on", "atmega32u4", "atmel-dfu", "low: 0x5E, high: 0x99, extended: 0xF3", At16,
            "7000-7003 7028-702B 702F-7090 7092-7F77 7FE4-7FFF", Base: 0),
        new("AT90USB64 DFU", "at90usb646", "atmel-dfu", "low: 0x5E, high: 0xDB, extended: 0xF3", At16,
            "F000-F003 F028-F02B F08B-F0AE F0B0-FFC3 FFE4-FFFF", Base: 0),
        new("AT90USB64 DFU, JTAG on", "at90usb646", "atmel-dfu", "low: 0x5E, high: 0x9B, extended: 0xF3", At16,
            "F000-F003 F028-F02B F08B-F0AE F0B0-FFC3 FFE4-FFFF", Base: 0),
        new("AT90USB128 DFU", "at90usb1286", "atmel-dfu", "low: 0x5E, high: 0xD9, extended: 0xF3", At16,
            "1E000-1E003 1E028-1E02B 1E08C-1E0A8 1E0AA-1F1AD 1FFE4-1FFFF", Base: 0x1000),
        new("Pro Micro 3V3/8", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFE", At8, "7000-7FF5", "8 MHz"),
        new("Pro Micro 5V/16", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At16, "7000-7FF9", "16 MHz"),
        new("LilyPadUSB", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFE", At8, "7000-7FF5", "8 MHz"),
        new("A-Star 32U4", "atmega32u4", "caterina", "low: 0xFF, high: 0xD0, extended: 0xF8", At16,
            "0000-1419 7000-7FF7", "16 MHz"),
        new("Feather 32U4", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At8, "7000-7FC7", "8 MHz"),
        new("ItsyBitsy 3V3/8", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At8,
            "0000-101F :1020-10FF 7000-7FBF", "8 MHz", Start: false, RecordLength: 32),
        new("ItsyBitsy 5V/16", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At16,
            "7000-7FC5", "16 MHz", Start: false),
        new("Leonardo", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At16,
            "0000-12CB :12CC-6FFF 7000-7FD9", "16 MHz", Start: false, RecordLength: 32),
        new("Micro", "atmega32u4", "caterina", $"{Caterina}, extended: 0xFB", At16,
            "0000-12CB :12CC-6FFF 7000-7FD9", "16 MHz", Start: false, RecordLength: 32),
        new("BootloadHID", "atmega32a", "bootloadhid", "low: 0x0F, high: 0xD0", "clock: 12 MHz crystal, supply: 5 V",
            "7000-798F", "12 MHz"),
        new("USBaspLoader 32A", "atmega32a", "usbasploader", "low: 0x1F, high: 0xC0", At16,
            "7000-7869", "16 MHz", Line: "\r\n"),
        new("USBaspLoader 328P", "atmega328p", "usbasploader", "low: 0xD7, high: 0xD0, extended: 0x04", At16,
            "7000-7891", "16 MHz", Line: "\r\n"),
    ];

    public static BootloaderRow Of(string name) => All.Single(row => row.Name == name);

    /// <summary>True for a sketch and a bootloader in one file.</summary>
    public bool IsCombined => Data.StartsWith('0');

    /// <summary>What a recipe says of the file.</summary>
    public string Facts => Clock is null ? $"kind: {Kind}" : $"kind: {Kind}, clock: {Clock}";

    /// <summary>The file; without its end where another file is to be pasted behind it.</summary>
    public string Hex(bool withEnd = true)
    {
        var text = new StringBuilder();
        if (Base is int segment)
        {
            Add(text, 2, 0, [(byte)(segment >> 8), (byte)segment]);
        }

        foreach (string range in Data.Split(' '))
        {
            AddData(text, range);
        }

        if (Start)
        {
            uint start = Address(Data.Split(' ').Last(range => range[0] != ':').Split('-')[0]);
            Add(text, 3, 0, [(byte)(start >> 12 & 0xF0), 0, (byte)(start >> 8), (byte)start]);
        }

        return withEnd ? text.Append(":00000001FF").Append(Line).ToString() : text.ToString();
    }

    /// <summary>The byte the file has at an address.</summary>
    public static byte ByteAt(uint address) => (byte)(1 + (address * 37 + address / 256) % 250);

    private static uint Address(string digits) => uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void AddData(StringBuilder text, string range)
    {
        string[] ends = range.TrimStart(':').Split('-');
        uint last = Address(ends[1]);
        for (uint address = Address(ends[0]); address <= last; address += (uint)RecordLength)
        {
            uint past = Math.Min(address + (uint)RecordLength, last + 1);
            byte[] bytes = [.. Enumerable.Range(0, (int)(past - address)).Select(at => ByteAt(address + (uint)at))];
            if (range[0] == ':')
            {
                bytes.AsSpan().Fill(0xFF);
            }

            Add(text, 0, (ushort)address, bytes);
        }
    }

    private void Add(StringBuilder text, byte type, ushort address, byte[] data)
    {
        byte[] record = [(byte)data.Length, (byte)(address >> 8), (byte)address, type, .. data];
        byte checksum = (byte)-record.Sum(value => value);
        text.Append(':').Append(Convert.ToHexString(record)).Append(checksum.ToString("X2", CultureInfo.InvariantCulture)).Append(Line);
    }
}
