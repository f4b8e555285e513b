namespace IspRecipes.Cli.Commands;

/// <summary>What options and answers say of a new recipe; null where nobody said anything, empty for an answered "none".</summary>
internal sealed record NewAnswers
{
    public string? Name { get; init; }

    public string? Mcu { get; init; }

    public string? Programmer { get; init; }

    /// <summary>Files start from the working directory, as a shell completes them.</summary>
    public string? Flash { get; init; }

    public string? Bootloader { get; init; }

    public string? Eeprom { get; init; }

    /// <summary>Where a raw binary in <see cref="Flash"/> begins.</summary>
    public uint? Address { get; init; }

    public string? Fuses { get; init; }

    public string? Lock { get; init; }

    public string? Options { get; init; }

    public string? Clock { get; init; }

    public string? Supply { get; init; }

    public bool Unlock { get; init; }

    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Options that are required and missing; empty where a recipe can be written.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. Mcu is null ? ["--mcu"] : (string[])[],
        .. Programmer is null ? ["--programmer"] : (string[])[],
        .. WritesSomething ? [] : (string[])["--flash or another thing to write (--bootloader, --eeprom, --fuses, --lock, --options)"],
    ];

    /// <summary>False where a run would only look at the chip.</summary>
    public bool WritesSomething =>
        new[] { Flash, Bootloader, Eeprom, Lock, Options }.Any(value => value is { Length: > 0 }) || Fuses is not (null or "" or "keep");
}
