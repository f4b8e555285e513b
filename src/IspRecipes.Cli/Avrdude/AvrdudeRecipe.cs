using System.Globalization;
using IspRecipes.Cli.Commands;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli.Avrdude;

/// <summary>A command line of avrdude as a recipe. What it has no words for is told, and refused where it matters.</summary>
/// <param name="line">The command line.</param>
/// <param name="answers">What avrdude did not say: name, clock, supply, consents.</param>
/// <param name="place">Where the recipe shall lie.</param>
internal sealed class AvrdudeRecipe(AvrdudeLine line, NewAnswers answers, NewPlace place)
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

    private readonly List<Diagnostic> _told = [];
    private readonly List<string> _flash = [];
    private readonly List<NewSetting> _reads = [];
    private readonly SortedList<int, NewSetting> _fuses = [];
    private NewSetting? _lock;
    private string? _eeprom;
    private bool _isRaw;

    /// <summary>What is not carried over, and what stands against a recipe.</summary>
    public IReadOnlyList<Diagnostic> Told => _told;

    /// <summary>Null where something of the command line has no counterpart.</summary>
    public NewRecipe? Recipe()
    {
        foreach (AvrdudeOption option in line.Options.DistinctBy(option => option.Text))
        {
            Look(option);
        }

        foreach (string stray in line.Strays)
        {
            Refuse(stray, "it belongs to no option", "put quotes around a path with blanks");
        }

        Part? part = Part();
        ProgrammerRow? programmer = Programmer();
        foreach (AvrdudeOption option in line.Options.Where(option => option.Letter == 'U'))
        {
            Take(option);
        }

        NewRecipe? recipe = part is null || programmer is null ? null : Recipe(part, programmer);
        return _told.Exists(told => told.Severity == Severity.Error) ? null : recipe;
    }

    private NewRecipe Recipe(Part part, ProgrammerRow programmer) => new()
    {
        Name = answers.Name ?? string.Join(", ", ((string?[])[part.Name, Path.GetFileName(_flash.FirstOrDefault())]).OfType<string>()),
        Part = part,
        Programmer = programmer,
        ProgrammerSettings = Settings(programmer),
        Port = Port(programmer),
        Schema = place.Schema,
        FileName = place.IsOutput ? null : Path.GetFileName(place.Path),
        Firmware = place.FromFolder(_flash.FirstOrDefault()),
        Address = _isRaw ? part.Flash.Start : null,
        Bootloader = place.FromFolder(_flash.ElementAtOrDefault(1)),
        Eeprom = place.FromFolder(_eeprom),
        Read = [.. _reads.Select(read => read with { Value = place.FromFolder(read.Value)! })],
        Erase = line.Has('e') ? "chip" : line.Has('D') && _flash.Count > 0 ? "none" : null,
        Verify = line.Has('V') ? "none" : null,
        Fuses = [.. _fuses.Values],
        Lock = _lock is null ? [] : [_lock],
        Clock = answers.Clock,
        Supply = answers.Supply,
        Allow = answers.Allow,
    };

    private void Look(AvrdudeOption option)
    {
        switch (option.Letter)
        {
            case 'F':
                Refuse(option.Text, "it would write to a chip whose signature is another part's", "name the part that is there: 'isprecipe probe' tells it");
                break;
            case 't' or 'T':
                Refuse(option.Text, "a recipe says what the chip shall hold, and takes no terminal commands", "say it with -U");
                break;
            case 'c' or 'p' or 'P' or 'b' or 'B' or 'e' or 'D' or 'U' or 'V':
                break;
            default:
                Note(option.Text, NotCarriedOver.GetValueOrDefault(option.Letter, "isprecipe does not know it"));
                break;
        }
    }

    private Part? Part()
    {
        if (line.Last('p') is not { Length: > 0 } name)
        {
            Refuse("-p", "it is missing, and a recipe names its part", "add -p m32u4, for example");
            return null;
        }

        Part? part = PartCatalog.Find(name);
        if (part is null)
        {
            Refuse($"-p {name}", "no part that is programmed by ISP is called so", "'isprecipe parts' lists them, avrdude's short names are known");
        }

        return part;
    }

    private ProgrammerRow? Programmer()
    {
        if (line.Last('c') is not { Length: > 0 } name)
        {
            Refuse("-c", "it is missing, and a recipe names its programmer", "add -c usbasp, for example");
            return null;
        }

        ProgrammerRow? programmer = AvrdudeProgrammers.Find(name, line.Last('b'));
        if (programmer is null)
        {
            Refuse($"-c {name}", AvrdudeProgrammers.Reason(name), "'isprecipe programmers' lists those that are");
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

        if (programmer.Reach is Reach.Serial || Devices.Links.PortWish.Parse(port, out _) is Devices.Links.PortWish.Usb)
        {
            return port;
        }

        Note($"-P {port}", "a bus and device number change with each plugging in; 'port: usb:path=1-2.3' or usb:serial=S names one of several");
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
                Note($"-b {baud}", $"{programmer.Id} is a USB device and has no baud rate");
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
                Note($"-B {period}", $"the SCK of {programmer.Id} cannot be set");
            }
        }

        return settings;
    }

    private void Take(AvrdudeOption option)
    {
        if (AvrdudeOperation.Parse(option.Value) is not { } operation)
        {
            Refuse(option.Text, "it is no memory:r|w|v:file[:format]", null);
        }
        else if (operation.Verb == 'v')
        {
            Verify(option, operation);
        }
        else if (operation.Verb == 'r')
        {
            Read(option, operation);
        }
        else if (operation.IsSetting)
        {
            TakeSetting(option, operation);
        }
        else
        {
            Write(option, operation);
        }
    }

    private void Verify(AvrdudeOption option, AvrdudeOperation operation)
    {
        if (_flash.Contains(operation.File) || _eeprom == operation.File)
        {
            Note(option.Text, "what is written is verified anyway");
        }
        else
        {
            Refuse(option.Text, "a recipe writes what it compares", "'isprecipe plan --live' of a recipe that writes the file shows the difference, and writes nothing");
        }
    }

    private void Read(AvrdudeOption option, AvrdudeOperation operation)
    {
        if (operation.Memory is not ("flash" or "eeprom"))
        {
            Note(option.Text, "'isprecipe probe' and each report tell fuses, lock, calibration and signature");
        }
        else if (operation.File == "-" || operation.Format is 'h' or 'd' or 'o' or 'b' or 'm')
        {
            Refuse(option.Text, "a recipe saves what it reads as a HEX, S-record or raw file", $"-U {operation.Memory}:r:backup.hex:i");
        }
        else
        {
            if (_flash.Count > 0 && operation.Memory == "flash")
            {
                Note(option.Text, "a recipe reads first and writes then: the file holds what was there before");
            }

            _reads.RemoveAll(read => read.Name == operation.Memory);
            _reads.Add(new NewSetting(operation.Memory, operation.File));
        }
    }

    private void Write(AvrdudeOption option, AvrdudeOperation operation)
    {
        bool isFlash = operation.Memory == "flash";
        string? reason = operation switch
        {
            { Memory: not ("flash" or "eeprom") } => "of an AVR a recipe writes flash, EEPROM, fuses and lock",
            { Format: 'm' or 'R' or 'b' or 'd' or 'o' or 'h' } => "a recipe takes the bytes of a memory from a file: HEX, S-record, ELF or raw",
            { File: "-" } => "a recipe names its files",
            { Format: 'r' } when !isFlash => "a raw file for the EEPROM says 'format: bin, address: 0' in a recipe",
            _ when isFlash && _flash.Count == 2 => "a third file",
            _ => null,
        };
        if (reason is not null)
        {
            Refuse(option.Text, reason, isFlash ? "'isprecipe merge' puts files together" : null);
        }
        else if (isFlash)
        {
            _isRaw |= operation.Format == 'r';
            _flash.Add(operation.File);
        }
        else
        {
            _eeprom = operation.File;
        }
    }

    private void TakeSetting(AvrdudeOption option, AvrdudeOperation operation)
    {
        if (operation.Byte is not byte value)
        {
            Refuse(option.Text, "a fuse or lock byte is given as a number from 0 to 255", $"-U {operation.Memory}:w:0x5E:m, for example");
            return;
        }

        string text = $"0x{value:X2}";
        if (operation.Memory == "lock")
        {
            _lock = new NewSetting("lock", text);
        }
        else
        {
            (int order, string name) = operation.Memory switch
            {
                "lfuse" => (0, "low"),
                "hfuse" => (1, "high"),
                _ => (2, "extended"),
            };
            _fuses[order] = new NewSetting(name, text);
        }
    }

    private void Note(string option, string reason) => _told.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeNotCarriedOver, null, option, reason));

    private void Refuse(string option, string reason, string? remedy) =>
        _told.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeRefused, null, option, reason, remedy ?? ""));
}
