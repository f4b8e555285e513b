using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe that is to be written shall say.</summary>
public sealed record NewRecipe
{
    public required string Name { get; init; }

    public required Part Part { get; init; }

    public required ProgrammerRow Programmer { get; init; }

    /// <summary>Settings of the programmer: <c>sck</c> and <c>4 us</c>.</summary>
    public IReadOnlyList<NewSetting> ProgrammerSettings { get; init; } = [];

    /// <summary>The port; null to leave it to the command line, or to <c>auto</c>.</summary>
    public string? Port { get; init; }

    /// <summary>Where an editor finds the schema, as the modeline says it; null for no modeline.</summary>
    public string? Schema { get; init; }

    /// <summary>What the file is called, for the commands that its comments name; null where it has no name.</summary>
    public string? FileName { get; init; }

    /// <summary>The application, from the recipe's folder.</summary>
    public string? Firmware { get; init; }

    /// <summary>A bootloader, put into one image with the application where there is one.</summary>
    public string? Bootloader { get; init; }

    /// <summary>Where the first byte of the application goes; only for a raw binary, which does not say.</summary>
    public uint? Address { get; init; }

    /// <summary>What the EEPROM shall hold.</summary>
    public string? Eeprom { get; init; }

    /// <summary>Memories to be saved first, and the files they are saved to, from the recipe's folder.</summary>
    public IReadOnlyList<NewSetting> Read { get; init; } = [];

    /// <summary><c>chip</c> or <c>none</c>; null for what the run needs.</summary>
    public string? Erase { get; init; }

    /// <summary><c>none</c>; null for all.</summary>
    public string? Verify { get; init; }

    /// <summary>Fuse bytes, or fields of them.</summary>
    public IReadOnlyList<NewSetting> Fuses { get; init; } = [];

    /// <summary>The lock byte under the name <c>lock</c>, or fields of it.</summary>
    public IReadOnlyList<NewSetting> Lock { get; init; } = [];

    /// <summary>Option bytes of an STM32.</summary>
    public IReadOnlyList<NewSetting> Options { get; init; } = [];

    /// <summary><c>16 MHz crystal</c>.</summary>
    public string? Clock { get; init; }

    /// <summary><c>5 V</c>.</summary>
    public string? Supply { get; init; }

    /// <summary>True where an STM32's read protection may be lifted.</summary>
    public bool Unlock { get; init; }

    /// <summary>Consents by the words of the grammar; none is written that nobody asked for.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The recipe, with comments that say what it could say more.</summary>
    public string Text() => new NewRecipeText(this).Write();
}

/// <summary>A setting as a recipe takes it: <c>low</c> and <c>0x5E</c>, or <c>BOOTSZ</c> and <c>2048W</c>.</summary>
public sealed record NewSetting(string Name, string Value);
