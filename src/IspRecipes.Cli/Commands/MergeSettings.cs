using System.CommandLine;
using System.Globalization;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Cli.Commands;

/// <summary>The options of merge, and what their values mean.</summary>
internal sealed class MergeSettings
{
    private static readonly Dictionary<string, ImageFormat> Formats = new()
    {
        ["hex"] = ImageFormat.IntelHex,
        ["bin"] = ImageFormat.Binary,
        ["srec"] = ImageFormat.SRecord,
    };

    private readonly Option<string?> _mcu = new("--mcu")
    {
        Description = "Part the image is for: its sections, and where its flash ends.",
        HelpName = "PART",
    };

    private readonly Option<long?> _bootSize = Number<long?>("--boot-size", "Bytes in the boot section of --mcu.", "BYTES", 1, uint.MaxValue);
    private readonly Option<byte?> _high = Number<byte?>("--high", "High fuse byte, whose BOOTSZ tells the boot section.", "BYTE", 0, byte.MaxValue);
    private readonly Option<byte?> _extended = Number<byte?>(
        "--extended", "Extended fuse byte, where BOOTSZ is in that one.", "BYTE", 0, byte.MaxValue);

    private readonly Option<string?> _fill = new("--fill")
    {
        Description = "Byte for the gaps, over the flash of --mcu or over RANGE.",
        HelpName = "BYTE[=RANGE]",
    };

    private readonly Option<string[]> _clips = new("--clip")
    {
        Description = "Take only RANGE of FILE (else of each): boot-section, application-section or START-END; "
            + "END is the address after the last byte.",
        HelpName = "[FILE=]RANGE",
    };

    private readonly Option<string[]> _offsets = new("--offset")
    {
        Description = "Add BYTES to the addresses of FILE (else of each).",
        HelpName = "[FILE=]BYTES",
    };

    private readonly Option<string> _onOverlap = new("--on-overlap")
    {
        Description = "Where files differ at an address: error, or the file that wins, first or last.",
        HelpName = "POLICY",
        DefaultValueFactory = _ => "error",
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "hex, bin or srec; else by the ending of the output.",
        HelpName = "FORMAT",
    };

    public MergeSettings()
    {
        _onOverlap.AcceptOnlyFromAmong("error", "first", "last");
        _format.AcceptOnlyFromAmong([.. Formats.Keys]);
        _mcu.CompletionSources.Add(_ => Completions.Parts());
        Check(_clips, BuildMerge.Ranges, value => ClipSpec.Parse(value) is not null);
        Check(_offsets, "a number of bytes such as 0x2000", value => Quantities.Integer(value) is not null);
        _fill.Validators.Add(result =>
        {
            string text = result.Tokens[0].Value;
            if (!TryFill(text, out _, out _))
            {
                result.AddError($"--fill {text}: a byte such as 0xFF is expected, or 0xFF=0x0000-0x7000");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _clips, _offsets, _mcu, _bootSize, _high, _extended, _fill, _onOverlap, _format })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool fuse = result.GetResult(_high) is not null || result.GetResult(_extended) is not null;
            bool size = result.GetResult(_bootSize) is not null;
            if (size && fuse)
            {
                result.AddError("--boot-size and a fuse byte both tell the boot section: choose one");
            }

            if ((size || fuse) && result.GetResult(_mcu) is null)
            {
                result.AddError("--boot-size, --high and --extended need --mcu: of which part?");
            }
        });
    }

    public IReadOnlyList<FileValue<ClipSpec>> Clips(ParseResult parsed) =>
        [.. (parsed.GetValue(_clips) ?? []).Select(text => Split(text, value => ClipSpec.Parse(value)!))];

    public IReadOnlyList<FileValue<long>> Offsets(ParseResult parsed) =>
        [.. (parsed.GetValue(_offsets) ?? []).Select(text => Split(text, value => Quantities.Integer(value)!.Value))];

    public string? Mcu(ParseResult parsed) => parsed.GetValue(_mcu);

    public long? BootSize(ParseResult parsed) => parsed.GetValue(_bootSize);

    public IReadOnlyDictionary<string, byte> Fuses(ParseResult parsed) => BuildMerge.Fuses(parsed.GetValue(_high), parsed.GetValue(_extended));

    public OverlapPolicy OnOverlap(ParseResult parsed) => Enum.Parse<OverlapPolicy>(parsed.GetRequiredValue(_onOverlap), ignoreCase: true);

    public (byte? Value, ClipSpec? Range) Fill(ParseResult parsed)
    {
        ClipSpec? range = null;
        byte value = 0;
        bool given = parsed.GetValue(_fill) is { } text && TryFill(text, out value, out range);
        return (given ? value : null, range);
    }

    /// <summary>Null for the one that the output's name ends with.</summary>
    public ImageFormat? Format(ParseResult parsed) => parsed.GetValue(_format) is { } format ? Formats[format] : null;

    /// <summary><c>[FILE=]VALUE</c>; a file's name may hold a <c>=</c> itself, a value never does.</summary>
    private static FileValue<T> Split<T>(string text, Func<string, T> read)
    {
        int equals = text.LastIndexOf('=');
        return new(equals < 0 ? null : text[..equals], read(text[(equals + 1)..]), text);
    }

    private static void Check(Option<string[]> option, string expected, Func<string, bool> isRight) => option.Validators.Add(result =>
    {
        foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !isRight(text[(text.LastIndexOf('=') + 1)..])))
        {
            result.AddError($"{option.Name} {text}: {expected} is expected");
        }

        foreach ((string file, int _) in result.Tokens
            .CountBy(token => Split(token.Value, _ => 0).File ?? "each file")
            .Where(count => count.Value > 1))
        {
            result.AddError($"{option.Name} is given twice for {file}: choose one");
        }
    });

    private static bool TryFill(string text, out byte value, out ClipSpec? range)
    {
        string[] pieces = text.Split('=', 2);
        range = pieces.Length > 1 ? ClipSpec.Parse(pieces[1]) : null;
        long? number = Quantities.Integer(pieces[0]);
        value = (byte)(number ?? 0);
        return number is >= 0 and <= 0xFF && (pieces.Length == 1 || range is not null);
    }

    private static Option<T> Number<T>(string name, string description, string helpName, long smallest, long largest) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (Quantities.Integer(result.Tokens[0].Value) is long value && value >= smallest && value <= largest)
            {
                return (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T))!, CultureInfo.InvariantCulture);
            }

            result.AddError($"{name} {result.Tokens[0].Value}: a number from {smallest} to {largest} is expected");
            return default!;
        },
    };
}

/// <summary>What an option says of a file.</summary>
/// <param name="File">Null for each of them.</param>
/// <param name="Text">As it was written.</param>
internal sealed record FileValue<T>(string? File, T Value, string Text);
