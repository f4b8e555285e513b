using System.Globalization;
using System.Text.RegularExpressions;
using IspRecipes.Cli.Commands;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli.Avrdude;

/// <summary>A command line of avrdude as a recipe. What it has no words for is told, and refused where it matters.</summary>
/// <param name="line">The command line.</param>
/// <param name="answers">What avrdude did not say: name, clock, supply, consents.</param>
/// <param name="place">Where the recipe shall lie.</param>
internal sealed partial class AvrdudeRecipe(AvrdudeLine line, NewAnswers answers, NewPlace place)
{
    private static readonly Dictionary<char, string> NotCarriedOver = new()
    {
        ['C'] = "parts and programmers are isprecipe's own",
        ['n'] = "a recipe always means what it says; 'isprecipe plan' shows it, 'run --simulate' does it to a virtual chip",
        ['q'] = "it belongs to 'isprecipe run', as -q",
        ['v'] = "it belongs to 'isprecipe run', as -v",
        ['l'] = "messages go to standard error; 'isprecipe run --report FILE' keeps what was done",
        ['A'] = "blank pages are not written after an erase, and all are verified",
        ['i'] = "no driver here needs a delay",
        ['s'] = "fuses that the recipe does not name are never written",
        ['u'] = "fuses that the recipe does not name are never written",
        ['E'] = "no programmer here has lines to set at the end",
        ['r'] = "no bootloader is called",
        ['x'] = "settings of a programmer stand below its 'type:' in docs/recipes.md",
    };

    private readonly AvrdudeFindings _findings = new();

    /// <summary>What is not carried over, and what stands against a recipe.</summary>
    public IReadOnlyList<Diagnostic> Told => _findings.All;

    /// <summary>Null where something of the command line has no counterpart.</summary>
    public NewRecipe? Recipe()
    {
        if (line.OpenQuote is var (quote, place, behind))
        {
            _findings.RefuseQuote(quote, place, behind);
            return null;
        }

        if (line.OtherProgram is { } program)
        {
            _findings.Refuse(program, "the command is not avrdude's", "docs/from-avrdude.md tells what becomes of those of st-flash, openocd and QMK Toolbox");
            return null;
        }

        foreach (AvrdudeOption option in line.Options.DistinctBy(option => option.Text))
        {
            Look(option);
        }

        foreach (string stray in line.Strays)
        {
            _findings.Refuse(stray, "it belongs to no option", "put quotes around a path with blanks");
        }

        Part? part = Part();
        ProgrammerRow? programmer = Programmer();
        AvrdudeContent content = new(_findings);
        foreach (AvrdudeOption option in line.Options.Where(option => option.Letter == 'U'))
        {
            content.Take(option);
        }

        NewRecipe? recipe = part is null || programmer is null ? null : Recipe(part, programmer, content);
        return _findings.HaveErrors ? null : recipe;
    }

    private NewRecipe Recipe(Part part, ProgrammerRow programmer, AvrdudeContent content) => new()
    {
        Name = answers.Name ?? string.Join(", ", ((string?[])[part.Name, Path.GetFileName(content.Flash.FirstOrDefault())]).OfType<string>()),
        Part = part,
        Programmer = programmer,
        ProgrammerSettings = Settings(programmer),
        Port = Port(programmer),
        Schema = place.Schema,
        FileName = place.IsOutput ? null : Path.GetFileName(place.Path),
        Firmware = place.FromFolder(content.Flash.FirstOrDefault()),
        Address = content.IsRaw ? part.Flash.Start : null,
        Bootloader = place.FromFolder(content.Flash.ElementAtOrDefault(1)),
        Eeprom = place.FromFolder(content.Eeprom),
        Read = [.. content.Reads.Select(read => read with { Value = place.FromFolder(read.Value)! })],
        Erase = line.Has('e') ? "chip" : line.Has('D') && content.Flash.Count > 0 ? "none" : null,
        Verify = line.Has('V') && !content.Verifies ? "none" : null,
        Fuses = content.Fuses,
        Lock = content.Lock is null ? [] : [content.Lock],
        Clock = answers.Clock,
        Supply = answers.Supply,
        Allow = answers.Allow,
    };

    private void Look(AvrdudeOption option)
    {
        switch (option.Letter)
        {
            case 'F':
                _findings.Refuse(option.Text, "it would write to a chip whose signature is another part's", "name the part that is there: 'isprecipe probe' tells it");
                break;
            case 't' or 'T':
                _findings.Refuse(option.Text, "a recipe says what the chip shall hold, and takes no terminal commands", "say it with -U");
                break;
            case 'c' or 'p' or 'P' or 'b' or 'B' or 'e' or 'D' or 'U' or 'V':
                break;
            case var letter when NotCarriedOver.TryGetValue(letter, out string? reason):
                _findings.Note(option.Text, reason);
                break;
            default:
                _findings.Refuse(option.Text, "isprecipe does not know it", "leave it out if the chip ends up the same without it");
                break;
        }
    }

    private Part? Part()
    {
        if (line.Last('p') is not { Length: > 0 } name)
        {
            _findings.Refuse("-p", "it is missing, and a recipe names its part", "add -p m32u4, for example");
            return null;
        }

        Part? part = PartCatalog.Find(name);
        if (part is null)
        {
            _findings.Refuse($"-p {name}", "no part that is programmed by ISP is called so", "'isprecipe parts' lists them, avrdude's short names are known");
        }

        return part;
    }

    private ProgrammerRow? Programmer()
    {
        if (line.Last('c') is not { Length: > 0 } name)
        {
            _findings.Refuse("-c", "it is missing, and a recipe names its programmer", "add -c usbasp, for example");
            return null;
        }

        ProgrammerRow? programmer = AvrdudeProgrammers.Find(name, line.Last('b'));
        if (programmer is null)
        {
            _findings.Refuse($"-c {name}", AvrdudeProgrammers.Reason(name), "'isprecipe programmers' lists those that are");
        }

        return programmer;
    }

    private string? Port(ProgrammerRow programmer)
    {
        string? port = line.Last('P');
        if (port is null or "usb" or "")
        {
            return null;
        }

        if (programmer.Reach is Reach.Serial || (PortWish.Parse(port, out _) is PortWish.Usb && !BusAndDevice().IsMatch(port)))
        {
            return port;
        }

        _findings.Note($"-P {port}", "a bus and device number change with each plugging in; 'port: usb:path=1-2.3' or usb:serial=S names one of several");
        return null;
    }

    private List<NewSetting> Settings(ProgrammerRow programmer)
    {
        List<NewSetting> settings = [];
        if (line.Last('b') is { } baud)
        {
            if (programmer.Reach is Reach.Serial)
            {
                settings.Add(new NewSetting("baud", baud));
            }
            else
            {
                _findings.Note($"-b {baud}", $"{programmer.Id} is a USB device and has no baud rate");
            }
        }

        if (line.Last('B') is { } period)
        {
            if (programmer.Can(Abilities.BitClock))
            {
                // Without a unit it is a period in microseconds.
                settings.Add(new NewSetting("sck", double.TryParse(period, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"{period} us" : period));
            }
            else
            {
                _findings.Note($"-B {period}", $"the SCK of {programmer.Id} cannot be set");
            }
        }

        return settings;
    }

    /// <summary>avrdude's names for one of several USBasps or USBtinys: three decimal digits each, as lsusb has them.</summary>
    [GeneratedRegex("^usb:[0-9]{3}:[0-9]{3}$")]
    private static partial Regex BusAndDevice();
}
