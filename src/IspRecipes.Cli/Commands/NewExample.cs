using IspRecipes.Devices.Parts;

namespace IspRecipes.Cli.Commands;

/// <summary>A complete recipe of this project's own, with the programs that it flashes.</summary>
/// <param name="Answers">What it says.</param>
/// <param name="Files">Programs beside it; the same as in recipes/firmware, embedded.</param>
internal sealed record NewExample(NewAnswers Answers, IReadOnlyList<string> Files)
{
    private static readonly NewExample Atmega32u4 = new(
        new NewAnswers
        {
            Mcu = "atmega32u4",
            Programmer = "avrisp",
            Name = "Blink, application and boot program",
            Flash = "blink.hex",
            Bootloader = "boot.hex",
            Fuses = "0x5E,0xD9,0xF3",
            Lock = "BLB1=SPM_DISABLE",
            Clock = "16 MHz crystal",
            Supply = "5 V",
        },
        ["blink.hex", "boot.hex"]);

    private static readonly NewExample Bluepill = new(
        new NewAnswers { Mcu = "stm32f103c8", Programmer = "stlink-v2", Name = "Bluepill, blinking", Flash = "bluepill-blink.hex" },
        ["bluepill-blink.hex"]);

    /// <summary>The parts there are examples for.</summary>
    public static IReadOnlyList<string> Parts { get; } = [Atmega32u4.Answers.Mcu!, Bluepill.Answers.Mcu!];

    /// <summary>The example for a part; the ATmega32U4's where none is named, null where there is none for it.</summary>
    public static NewExample? For(string? mcu) => mcu is null ? Atmega32u4
        : Array.Find([Atmega32u4, Bluepill], example => example.Answers.Mcu == PartCatalog.Find(mcu)?.Id);

    /// <summary>What it says with its files beside a recipe, and with the programmer and the name that somebody chose.</summary>
    public NewAnswers At(NewPlace place, NewAnswers chosen) => Answers with
    {
        Programmer = chosen.Programmer ?? Answers.Programmer,
        Name = chosen.Name ?? Answers.Name,
        Flash = place.Beside(Answers.Flash!),
        Bootloader = Answers.Bootloader is { } bootloader ? place.Beside(bootloader) : null,
    };

    /// <summary>The content of one of its files.</summary>
    public static byte[] Content(string file)
    {
        using Stream program = typeof(NewExample).Assembly.GetManifestResourceStream($"firmware/{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded");
        using MemoryStream content = new();
        program.CopyTo(content);
        return content.ToArray();
    }
}
