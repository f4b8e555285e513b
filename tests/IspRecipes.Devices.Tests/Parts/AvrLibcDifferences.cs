namespace IspRecipes.Devices.Tests.Parts;

/// <summary>The parts whose header in avr-libc 2.0 cannot be compared, or differs, and why the catalogue does not follow.</summary>
internal static class AvrLibcDifferences
{
    private const string NoHeader = "avr-gcc does not know the part";
    private const string NoSignature = "the header has no signature";
    private const string NoFields = "no device file, no datasheet read: only masks are known";
    private const string CopiedSignature = "the header has the signature of another part; the device file and avrdude agree with us";
    private const string OneBitMore = "the device file has a fuse bit that the header leaves out";
    private const string OtherName = "the header calls a bit otherwise";
    private const string NotPaged = "the header has no page size: flash is written by the byte";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new (string[] Parts, string Reason)[]
    {
        (["atmega16u4rc", "atmega32u4rc", "atmega324pb", "atmega32hve2", "atmegas128", "atmegas64m1"], NoHeader),
        (["attiny1634r", "attiny828r", "lgt8f88p", "lgt8f168p", "lgt8f328p"], NoHeader),
        (["atmega328pb", "attiny13a"], "the header fills a memory's size or a fuse bit in wrongly, or not at all"),
        (["at90pwm1", "at90pwm2", "at90pwm3", "at90usb82", "atmega8hva"], NoSignature),
        (["at90s1200", "at90s2313", "at90s2323", "at90s2333", "at90s2343", "at90s4414"], NoFields),
        (["at90s4433", "at90s4434", "at90s8515", "at90s8535", "atmega103", "atmega161", "atmega163", "attiny22"], NoFields),
        (["attiny12", "attiny15"], NotPaged),
        (["attiny26"], "the header has no page size"),
        (["atmega164a", "atmega164p", "atmega165", "atmega325p", "atmega3250p", "atmega3290p", "atmega329pa"], CopiedSignature),
        (["atmega645p", "atmega6450p", "atmega6490p"], CopiedSignature),
        (["atmega165p", "atmega169a", "atmega169p", "attiny88", "at90can128", "at90can32", "at90can64"], OneBitMore),
        (["atmega16hvb", "atmega32hvb", "at90usb162", "attiny13", "attiny1634", "attiny441", "attiny841", "atmega649p"], OtherName),
        (["atmega128rfa1", "atmega165a"], "the header has no fuse bits, or the low byte's alone"),
        (["attiny828"], "the header calls SUT1 and SUT0, bits 5 and 4, CKSEL3 and CKSEL2"),
        (["atmega32hvbrevb"], "the header has a flash page of 64 bytes; the device file and avrdude say 128"),
    }.SelectMany(row => row.Parts, (row, part) => (part, row.Reason)).ToDictionary(pair => pair.part, pair => pair.Reason);
}
