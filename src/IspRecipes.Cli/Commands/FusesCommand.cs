using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe fuses PART</c>: bytes to names, names to bytes, and what changes between two sets of bytes.</summary>
internal sealed class FusesCommand
{
    private const string Description = """
        Tells what fuse bytes mean, and the bytes for settings by name.

          isprecipe fuses atmega32u4                          the factory's
          isprecipe fuses atmega32u4 --low 0x5E --high 0xD9   what bytes mean
          isprecipe fuses atmega32u4 BOOTSZ=2048 JTAGEN=off   the bytes for settings
          isprecipe fuses atmega32u4 SUT_CKSEL                a field's values
          isprecipe fuses atmega32u4 --diff 0x5E,0xD9,0xF3 0xFF,0xD8,0xFB
        """;

    private readonly Argument<string> _part = new("PART") { Description = "A part's id or alias.", HelpName = "PART" };

    private readonly Argument<string[]> _settings = new("SETTING")
    {
        Description = "FIELD=VALUE as in a recipe, set over the given bytes or the factory's; FIELD alone lists its values.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Dictionary<FuseId, Option<byte?>> _bytes = Enum.GetValues<FuseId>().ToDictionary(id => id, ByteOption);

    private readonly Option<string[]> _diff = new("--diff")
    {
        Description = "Compares two sets of bytes: low,high,extended[,lock] as far as the part has them, or 'factory'.",
        HelpName = "OLD NEW",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _json = Json.Option();

    private readonly CliHost _host;

    private FusesCommand(CliHost host)
    {
        _host = host;
        _part.CompletionSources.Add(_ => AvrCatalog.Ids.Select(id => new CompletionItem(id)));
        _settings.CompletionSources.Add(context =>
            FuseCompletion.Of(AvrCatalog.Find(context.ParseResult.GetValue(_part) ?? ""), context.WordToComplete));
    }

    public static Command Create(CliHost host)
    {
        FusesCommand fuses = new(host);
        Command command = new("fuses", Description) { fuses._part, fuses._settings };
        foreach (Option option in (IEnumerable<Option>)[.. fuses._bytes.Values, fuses._diff, fuses._json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)fuses.Execute(parsed));
        return command;
    }

    private ExitCode Execute(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_part);
        if (PartCatalog.Find(name) is not AvrPart part)
        {
            return Messages.Refuse(_host, Stm32Catalog.Find(name) is { } stm32
                ? $"{stm32.Name} has option bytes and no fuses\n"
                    + $"    'isprecipe parts {stm32.Id}' tells them, 'isprecipe probe' reads them, and a recipe sets them in 'options'"
                : Usage.UnknownPart(name));
        }

        string[] settings = parsed.GetValue(_settings) ?? [];
        Dictionary<FuseId, byte> given = _bytes
            .Where(option => parsed.GetValue(option.Value) is not null)
            .ToDictionary(option => option.Key, option => parsed.GetValue(option.Value)!.Value);
        string[] diff = parsed.GetValue(_diff) ?? [];
        if (diff.Length > 0)
        {
            return settings.Length + given.Count > 0 ? Messages.Refuse(_host, "--diff stands alone: its two sets of bytes are all it compares")
                : Compare(part, diff, parsed.GetValue(_json));
        }

        string[] listed = [.. settings.Where(setting => !setting.TrimEnd('=').Contains('=')).Select(setting => setting.TrimEnd('='))];
        return listed.Length == 0 ? Calculate(part, given, settings, parsed.GetValue(_json))
            : listed.Length < settings.Length ? Messages.Refuse(_host, $"'{listed[0]}' has no value; write {listed[0]}=VALUE")
            : List(part, listed, parsed.GetValue(_json));
    }

    private ExitCode Calculate(AvrPart part, IReadOnlyDictionary<FuseId, byte> given, string[] settings, bool json)
    {
        Checked<FuseResult> result = FuseCalculator.Calculate(part, given, settings);
        Messages.Write(_host, result.Diagnostics);
        if (result.Value is FuseResult found)
        {
            bool encoded = settings.Length > 0;
            if (json)
            {
                Json.Write(_host.Data, FuseDocuments.Of(found, encoded, result.Diagnostics));
            }
            else
            {
                FuseTables.Write(_host.Out, found, encoded);
            }
        }
        else if (json)
        {
            Json.Write(_host.Data, FuseDocuments.Refused(part, result.Diagnostics));
        }

        return result.Exit;
    }

    private ExitCode Compare(AvrPart part, string[] sets, bool json)
    {
        FuseBytes[] bytes = new FuseBytes[2];
        for (int index = 0; index < sets.Length; index++)
        {
            if (FuseSet.Parse(part, sets[index], out string problem) is not Dictionary<FuseId, byte> given)
            {
                return Messages.Refuse(_host, problem);
            }

            bytes[index] = FuseCalculator.Calculate(part, given, []).Value!.After;
        }

        if (json)
        {
            Json.Write(_host.Data, FuseDocuments.Of(bytes[0], bytes[1]));
        }
        else
        {
            FuseTables.WriteDiff(_host.Out, bytes[0], bytes[1]);
        }

        return ExitCode.Done;
    }

    private ExitCode List(AvrPart part, string[] names, bool json)
    {
        List<FuseField> fields = [];
        foreach (string name in names)
        {
            if (part.FindField(name) is not var (_, field))
            {
                IEnumerable<string> known = part.Fuses.Append(part.Lock)
                    .SelectMany(fuse => fuse.Fields.Concat(fuse.Combined)).Select(known => known.Name);
                return Messages.Refuse(
                    _host, $"{Usage.Unknown($"fuse field of {part.Name}", name, known)}\n    'isprecipe fuses {part.Id}' shows all of them");
            }

            fields.Add(field);
        }

        if (json)
        {
            Json.Write(_host.Data, fields.Select(FuseDocuments.Of));
        }
        else
        {
            fields.ForEach(field => FuseTables.WriteValues(_host.Out, field));
        }

        return ExitCode.Done;
    }

    private static Option<byte?> ByteOption(FuseId id) => new($"--{FuseNames.Of(id)}")
    {
        Description = id == FuseId.Lock ? "The lock byte, such as 0x2F." : $"The {FuseNames.Of(id)} fuse byte, such as 0x5E.",
        HelpName = "BYTE",
        CustomParser = result => Byte(result, FuseNames.Of(id)),
    };

    private static byte? Byte(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (FuseSet.Byte(text) is byte value)
        {
            return value;
        }

        result.AddError($"--{name} takes a byte such as 0x5E, 0x00 to 0xFF, and not '{text}'");
        return null;
    }
}
