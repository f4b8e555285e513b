using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes;

/// <summary>A value and the place in the recipe that gave it.</summary>
public sealed record Located<T>(T Value, SourceSpan Where);

/// <summary>A recipe as written: every name resolved to its text, nothing looked up, no file opened.</summary>
public sealed record Recipe
{
    /// <summary>Path as the user gave it; relative paths within the recipe start from its folder.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the recipe's bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The text, for excerpts.</summary>
    public required string Text { get; init; }

    /// <summary>The files that it extends, and those that they extend.</summary>
    public IReadOnlyList<RecipeBase> Bases { get; init; } = [];

    /// <summary>Every value, and who said it.</summary>
    public IReadOnlyList<Origin> Origins { get; init; } = [];

    public required string Name { get; init; }

    public string? Description { get; init; }

    public Located<string>? Mcu { get; init; }

    public ProgrammerChoice? Programmer { get; init; }

    /// <summary>From command line, environment, local overlay or recipe, in this precedence.</summary>
    public Located<string>? Port { get; init; }

    public BoardFacts Board { get; init; } = new(null, null);

    public IReadOnlyDictionary<string, FileSource> Files { get; init; } = new Dictionary<string, FileSource>();

    public IReadOnlyDictionary<string, MergeSpec> Merges { get; init; } = new Dictionary<string, MergeSpec>();

    /// <summary>Name of a file or merged image for each memory to be written.</summary>
    public IReadOnlyDictionary<AvrMemory, Located<string>> Write { get; init; } = new Dictionary<AvrMemory, Located<string>>();

    /// <summary>Path each memory is saved to before anything is changed.</summary>
    public IReadOnlyDictionary<AvrMemory, Located<string>> Read { get; init; } = new Dictionary<AvrMemory, Located<string>>();

    public Located<ErasePolicy>? Erase { get; init; }

    public Located<EepromPolicy>? Eeprom { get; init; }

    public Located<VerifyPolicy>? Verify { get; init; }

    /// <summary>True: fuses are written and act before the flash is; null or false: after it, as is usual.</summary>
    public Located<bool>? FusesFirst { get; init; }

    /// <summary>Fuse settings in the order written: a whole byte, or a field of one.</summary>
    public IReadOnlyList<FuseSetting> Fuses { get; init; } = [];

    /// <summary>Lock settings in the order written.</summary>
    public IReadOnlyList<FuseSetting> Lock { get; init; } = [];

    /// <summary>STM32: option byte settings in the order written, each a field by the manual's name.</summary>
    public IReadOnlyList<FuseSetting> Options { get; init; } = [];

    /// <summary>STM32: whether read protection may be lifted.</summary>
    public Located<UnlockPolicy>? Unlock { get; init; }

    /// <summary>STM32: whose chips may be programmed; empty for anybody's.</summary>
    public IReadOnlyList<Located<ChipMaker>> Accept { get; init; } = [];

    /// <summary>STM32: bytes of flash, where the chip's own size register is not to be believed.</summary>
    public Located<uint>? FlashSize { get; init; }

    public string? ExpectUsb { get; init; }

    public IReadOnlyList<Located<Consent>> Allow { get; init; } = [];

    /// <summary>
    /// A path as the system takes it: one written in a recipe starts from the folder of that file, one given with
    /// <c>--set</c> from the working directory.
    /// </summary>
    public static string Locate(FileSource file) => file.GivenOutside ? file.Path.Value : Locate(file.Path);

    /// <summary>A path written in a recipe or one of its bases, as the system takes it, and without a <c>./</c> in the middle.</summary>
    public static string Locate(Located<string> path) => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path.Where.File) ?? "",
        path.Value is ['.', '/', not '/', ..] ? path.Value[2..] : path.Value);
}

/// <summary>A file that a recipe extends.</summary>
/// <param name="Path">From the working directory.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
public sealed record RecipeBase(string Path, string Sha256);

/// <param name="Type">Programmer id as written.</param>
/// <param name="Baud">Bits per second; null for the programmer's default.</param>
/// <param name="Sck">Bit clock wished for, in Hz; null for the default.</param>
/// <param name="Supply">Volts of its VCC and signals; null for those it most often has.</param>
public sealed record ProgrammerChoice(
    Located<string> Type, Located<int>? Baud = null, Located<double>? Sck = null, Located<double>? Supply = null)
{
    /// <summary>Whether it feeds the target; null for the programmer's default.</summary>
    public Located<bool>? Power { get; init; }

    /// <summary>Whether its pins only pull low, against pull-ups to the target's voltage; null for the programmer's default.</summary>
    public Located<bool>? PullUps { get; init; }

    /// <summary>A debug probe's SWD clock wished for, in Hz; null for the probe's usual one.</summary>
    public Located<double>? Swd { get; init; }

    /// <summary>Whether a debug probe holds NRST low while it connects; null for only where nothing else helps.</summary>
    public Located<bool>? UnderReset { get; init; }
}

/// <param name="Clock">What clocks the chip on this board: <c>16 MHz crystal</c>.</param>
/// <param name="Supply">Supply voltage in volts.</param>
public sealed record BoardFacts(Located<BoardClock>? Clock, Located<double>? Supply);

/// <param name="Hertz">Frequency.</param>
/// <param name="Source">Kind of clock.</param>
public sealed record BoardClock(double Hertz, ClockSource Source);

public enum ClockSource
{
    Crystal,
    Resonator,
    External,
    Internal,
}

/// <param name="Path">As written, or as <c>--set</c> gave it; <see cref="Recipe.Locate(FileSource)"/> says where that is.</param>
/// <param name="GivenOutside">True when <c>--set</c> gave the path: a wrong hash is then a warning.</param>
/// <param name="Format">Null to detect by content.</param>
/// <param name="Address">First byte's address of a raw binary.</param>
public sealed record FileSource(
    string Name,
    Located<string> Path,
    bool GivenOutside = false,
    Located<string>? Url = null,
    Located<string>? Sha256 = null,
    Located<long>? Size = null,
    Located<string>? Kind = null,
    Located<double>? Clock = null,
    Located<ImageFormat>? Format = null,
    Located<uint>? Address = null);

public sealed record MergeSpec(
    string Name,
    SourceSpan Where,
    IReadOnlyList<MergeInput> Inputs,
    OverlapPolicy OnOverlap = OverlapPolicy.Error,
    FillSpec? Fill = null,
    Located<string>? Save = null);

/// <param name="File">Name in <c>files</c> or <c>merge</c>.</param>
/// <param name="Clip">What of it is taken; null for all.</param>
/// <param name="Offset">Bytes added to every address.</param>
public sealed record MergeInput(Located<string> File, Located<ClipSpec>? Clip = null, Located<long>? Offset = null);

/// <summary>A section by name, or a range of byte addresses with an exclusive end.</summary>
public sealed record ClipSpec(ClipSection Section, uint Start = 0, uint End = 0)
{
    /// <summary><c>boot-section</c>, <c>application-section</c> or <c>0x7000-0x8000</c>; null for anything else.</summary>
    public static ClipSpec? Parse(string text)
    {
        string[] ends = text.Split('-', 2);
        return text switch
        {
            "boot-section" => new ClipSpec(ClipSection.Boot),
            "application-section" => new ClipSpec(ClipSection.Application),
            _ when ends.Length == 2
                && Quantities.Integer(ends[0]) is >= 0 and long start
                && Quantities.Integer(ends[1]) is <= uint.MaxValue and long end
                && end > start => new ClipSpec(ClipSection.Range, (uint)start, (uint)end),
            _ => null,
        };
    }
}

public enum ClipSection
{
    Boot,
    Application,
    Range,
}

public enum OverlapPolicy
{
    Error,
    First,
    Last,
}

/// <param name="Value">The byte that fills the gaps.</param>
/// <param name="Range">Where; null for the whole memory.</param>
public sealed record FillSpec(byte Value, Located<ClipSpec>? Range);

public enum ErasePolicy
{
    Auto,
    Chip,
    None,
}

public enum EepromPolicy
{
    Keep,
    Erase,
}

public enum UnlockPolicy
{
    Never,
    IfNeeded,
}

/// <summary>Whose chip it is that answers.</summary>
public enum ChipMaker
{
    Genuine,
    Clone,
}

public enum VerifyPolicy
{
    Full,
    WrittenPages,
    None,
}

/// <summary>A whole byte (<c>low: 0x5E</c>) or a field (<c>EESAVE: on</c>) as the recipe names it.</summary>
/// <param name="Name">Byte or field, as written.</param>
/// <param name="Value">A number, or null where <paramref name="On"/> or <paramref name="Word"/> speaks.</param>
/// <param name="On">True for <c>on</c> (programmed, bit 0), false for <c>off</c>; else null.</param>
/// <param name="Word">A named value, <c>2048W</c> or <c>2.6 V</c>; else null.</param>
public sealed record FuseSetting(Located<string> Name, long? Value, bool? On, SourceSpan ValueWhere, string? Word = null);

/// <summary>The closed list of dangerous things a recipe may consent to; <c>--yes</c> never replaces it.</summary>
public enum Consent
{
    ResetDisable,
    DebugWire,
    ClockSource,
    RemoveBootloader,
    MassErase,
    WriteProtect,
}
