using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli.Avrdude;

/// <summary>All that the <c>-U</c>s of a command line read and write.</summary>
/// <param name="findings">Takes what a recipe cannot say.</param>
internal sealed class AvrdudeContent(AvrdudeFindings findings)
{
    private readonly List<string> _flash = [];
    private readonly List<NewSetting> _reads = [];
    private readonly SortedList<int, NewSetting> _fuses = [];
    private byte _lock = 0xFF;

    /// <summary>Files for the flash: the application, then a second one for the same image.</summary>
    public IReadOnlyList<string> Flash => _flash;

    /// <summary>True where the first of them is a raw binary.</summary>
    public bool IsRaw { get; private set; }

    public string? Eeprom { get; private set; }

    /// <summary>Memories and the files they are saved to.</summary>
    public IReadOnlyList<NewSetting> Reads => _reads;

    /// <summary>Low, high, extended.</summary>
    public IReadOnlyList<NewSetting> Fuses => [.. _fuses.Values];

    public NewSetting? Lock { get; private set; }

    /// <summary>True where a file that is written is to be verified by name.</summary>
    public bool Verifies { get; private set; }

    public void Take(AvrdudeOption option)
    {
        if (AvrdudeOperation.Parse(option.Value) is not { } operation)
        {
            findings.Refuse(option.Text, "it is no memory:r|w|v:file[:format]", null);
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
        if (operation.Memory == "flash" ? _flash.Contains(operation.File) : operation.Memory == "eeprom" && Eeprom == operation.File)
        {
            Verifies = true;
            findings.Note(option.Text, "what is written is verified anyway");
        }
        else
        {
            findings.Refuse(option.Text, "a recipe writes what it compares", "'isprecipe plan --live' of a recipe that writes the file shows the difference, and writes nothing");
        }
    }

    private void Read(AvrdudeOption option, AvrdudeOperation operation)
    {
        if (operation.IsSetting || operation.Memory is "calibration" or "signature")
        {
            findings.Note(option.Text, "'isprecipe probe' and each report tell fuses, lock, calibration and signature");
        }
        else if (operation.Memory is not ("flash" or "eeprom"))
        {
            findings.Refuse(option.Text, "of an AVR a recipe saves flash and EEPROM, each to a file", "-U flash:r:backup.hex:i");
        }
        else if (operation.File == "-" || operation.Format is 'h' or 'd' or 'o' or 'b' or 'm')
        {
            findings.Refuse(option.Text, "a recipe saves what it reads as a HEX, S-record or raw file", $"-U {operation.Memory}:r:backup.hex:i");
        }
        else
        {
            if (operation.Memory == "flash" ? _flash.Count > 0 : Eeprom is not null)
            {
                findings.Note(option.Text, "a recipe reads first and writes then: the file holds what was there before");
            }

            if (_reads.Exists(read => read.Name == operation.Memory && read.Value != operation.File))
            {
                findings.Refuse(option.Text, $"a recipe saves the {operation.Memory} to one file", "copy the file afterwards");
                return;
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
            { Format: 'r' } when _flash.Count > 0 => "a raw file beside another says 'format: bin' and its address in a recipe",
            _ when isFlash && _flash.Count == 2 => "a third file",
            _ when !isFlash && Eeprom is not null => "a second file for the EEPROM",
            _ => null,
        };
        if (reason is not null)
        {
            findings.Refuse(option.Text, reason, isFlash ? "'isprecipe merge' puts files together" : null);
        }
        else if (isFlash)
        {
            IsRaw |= operation.Format == 'r';
            _flash.Add(operation.File);
        }
        else
        {
            Eeprom = operation.File;
        }
    }

    private void TakeSetting(AvrdudeOption option, AvrdudeOperation operation)
    {
        if (operation.Byte is not byte value)
        {
            findings.Refuse(option.Text, "a fuse or lock byte is given as a number from 0 to 255", $"-U {operation.Memory}:w:0x5E:m, for example");
            return;
        }

        if (operation.Memory == "lock")
        {
            // Without an erase between them, lock bits only fall.
            _lock &= value;
            Lock = new NewSetting("lock", $"0x{_lock:X2}");
        }
        else
        {
            (int order, string name) = operation.Memory switch
            {
                "lfuse" => (0, "low"),
                "hfuse" => (1, "high"),
                _ => (2, "extended"),
            };
            _fuses[order] = new NewSetting(name, $"0x{value:X2}");
        }
    }
}
