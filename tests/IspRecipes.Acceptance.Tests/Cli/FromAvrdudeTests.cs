using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe new --from-avrdude</c>: what each option becomes, and that both leave the same chip.</summary>
public sealed class FromAvrdudeTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_line_of_the_page_becomes_the_recipe_of_the_page()
    {
        string page = File.ReadAllText(Repository.File("docs", "from-avrdude.md"));
        string line = page.Split("--from-avrdude '")[1].Split('\'')[0];
        string recipe = page.Split("```yaml\n")[1].Split("```")[0];

        Assert.Contains(recipe, Converted(line).EndedWith(0).Out);
    }

    [Theory]
    [InlineData("-p t85 -c usbtiny -U flash:w:a.hex", "mcu: attiny85\nprogrammer: usbtiny\nfiles:\n  firmware: a.hex\nwrite: { flash: firmware }\n")]
    [InlineData("-pusb1286 -cusbasp -Pusb -Uflash:w:a.hex:i -qq", "mcu: at90usb1286\nprogrammer: usbasp\n")]
    [InlineData("-c avrisp -P COM3 -b 19200 -p atmega32u4 a.hex", null)]
    [InlineData("-c avrisp -P COM3 -b 19200 -p atmega32u4 -U a.hex", "programmer: { type: avrisp, baud: 19200 }\nport: COM3\nfiles:\n  firmware: a.hex\n")]
    [InlineData("-c arduino -b 19200 -p m328p -U hfuse:w:0xd9:m", "programmer: { type: avrisp, baud: 19200 }\nfuses: { high: 0xD9 }\n")]
    [InlineData("-c avrisp2 -p m328p -B 250kHz -D -V -U eeprom:w:e.hex:i", "programmer: { type: avrispmkii, sck: 250kHz }\nfiles:\n  eeprom: e.hex\nwrite: { eeprom: eeprom }\nverify: none\n")]
    [InlineData("-c usbasp -p m32u4 -U flash:r:a.hex:i -U eeprom:r:b.hex:i", "read: { flash: a.hex, eeprom: b.hex }\n")]
    [InlineData("-c usbasp -p m32u4 -D -U flash:w:a.hex", "erase: none\n")]
    [InlineData("-c buspirate -P /dev/ttyUSB0 -p m328p -e -U flash:w:app.bin:r", "port: /dev/ttyUSB0\nfiles:\n  firmware: { path: app.bin, format: bin, address: 0x00000000 }\nwrite: { flash: firmware }\nerase: chip\n")]
    [InlineData("-c usbasp -p m32u4 -U efuse:w:0b11110011:m -U lfuse:w:0136:m -U hfuse:w:217:m", "fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }\n")]
    [InlineData("--programmer usbasp --part=m32u4 --chip-erase --memory flash:w:a.hex:i", "erase: chip\n")]
    [InlineData("-c usbasp -p m32u4 -U lock:w:0x2F:m -U lock:w:0x3F:m", "lock: 0x2F\n")]
    [InlineData("-c usbasp -p m32u4 -U \"flash:w:my keyboard.hex:i\"", "firmware: my keyboard.hex\n")]
    [InlineData("-c usbasp -p m32u4 -U flash:w:app.hex -U flash:w:boot.hex", "merge:\n  production: [ firmware, bootloader ]")]
    public void An_option_becomes_what_the_recipe_calls_it(string line, string? expected)
    {
        CliRun run = Converted($"sudo /usr/bin/avrdude {line}");

        if (expected is null)
        {
            Assert.Contains("error ISP8052: 'a.hex' has no counterpart: it belongs to no option", run.EndedWith(2).Error);
        }
        else
        {
            Assert.Contains(expected, run.EndedWith(0).Out);
        }
    }

    /// <summary>Arduino's IDE prints its paths without quotes.</summary>
    [Fact]
    public void A_path_with_blanks_goes_on_to_where_it_ends()
    {
        const string Line =
            @"C:\Program Files (x86)\Arduino\hardware\tools\avr/bin/avrdude -CC:\Program Files (x86)\Arduino\hardware\tools\avr/etc/avrdude.conf -v "
            + @"-patmega32u4 -cstk500v1 -PCOM4 -b19200 -Uflash:w:C:\Users\Ada King\build 1/blink.hex:i -Ulock:w:0x2F:m";

        CliRun run = Isprecipe.Run("new", "-", "--from-avrdude", Line).EndedWith(0);

        Assert.Contains(@"firmware: ""C:\\Users\\Ada King\\build 1/blink.hex""", run.Out);
        Assert.Contains("lock: 0x2F", run.Out);
        Assert.Contains(@"'-C C:\Program Files (x86)\Arduino\hardware\tools\avr/etc/avrdude.conf' is not carried over", run.Error);
        Assert.Contains("'b.hex' has no counterpart", Isprecipe.Run("new", "-", "--from-avrdude", "avrdude -c usbasp -p m32u4 -U flash:w:a.hex b.hex").EndedWith(2).Error);
    }

    [Theory]
    [InlineData("-F", "signature is another part's")]
    [InlineData("-t", "takes no terminal commands")]
    [InlineData("-U flash:v:b.hex", "'isprecipe plan --live'")]
    [InlineData("-U lfuse:w:0x1ff:m", "a number from 0 to 255")]
    [InlineData("-U lfuse:w:fuses.hex:i", "a number from 0 to 255")]
    [InlineData("-U flash:r:-:h", "saves what it reads as")]
    [InlineData("-U usersig:w:x.hex:i", "flash, EEPROM, fuses and lock")]
    [InlineData("-U flash:q:x.hex", "memory:r|w|v:file")]
    [InlineData("-U flash:w:b.bin:r", "its address in a recipe")]
    [InlineData("-U eeprom:w:e.hex -U eeprom:w:f.hex", "a second file for the EEPROM")]
    [InlineData("-U flash:r:b.hex -U flash:r:c.hex", "saves the flash to one file")]
    [InlineData("-U flash,eeprom:r:b.hex", "saves flash and EEPROM")]
    [InlineData("-U ALL:r:b.hex", "saves flash and EEPROM")]
    [InlineData("-U eeprom:v:a.hex", "'isprecipe plan --live'")]
    [InlineData("--mem=flash:w:b.hex", "isprecipe does not know it")]
    [InlineData("-O", "isprecipe does not know it")]
    [InlineData("-c wiring", "bootloader")]
    [InlineData("-c jtag3isp", "no driver")]
    [InlineData("-p x128a1", "no part that is programmed by ISP")]
    public void What_has_no_counterpart_is_refused_with_the_reason_and_nothing_is_written(string option, string reason)
    {
        string file = _scratch.Path("r.yaml");

        CliRun run = Isprecipe.Run("new", file, "--from-avrdude", $"avrdude -c usbasp -p m32u4 -U flash:w:a.hex {option}").EndedWith(2);

        Assert.Contains("error ISP8052: ", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("avrdude -p m32u4 -U \"flash:w:my file.hex:i -c usbasp", "the quote \" at character 21, before 'flash:w:my file.hex:...', is never closed")]
    [InlineData("avrdude -c usbasp -p m32u4 -U flash:w:o'neil.hex:i", "the quote ' at character 40, before 'neil.hex:i', is never closed")]
    [InlineData("avrdude -c usbasp -p m32u4 '", "the quote ' at character 28 is never closed")]
    public void A_quote_that_is_never_closed_is_refused_with_its_place(string line, string sentence)
    {
        CliRun run = Converted(line).EndedWith(2);

        Assert.Contains($"error ISP8053: {sentence}\n", run.Error);
        Assert.Contains("with a backslash before it", run.Error);
        Assert.Single(run.Error.Split('\n'), told => told.Contains(" ISP", StringComparison.Ordinal));
        Assert.Empty(run.Out);
        Converted("avrdude -c usbasp -p m32u4 -U flash:w:o\\'neil.hex:i").EndedWith(0);
    }

    [Theory]
    [InlineData("-n", "'isprecipe plan' shows it")]
    [InlineData("-v", "'isprecipe run', as -v")]
    [InlineData("-C ./avrdude.conf", "isprecipe's own")]
    [InlineData("-b 19200", "no baud rate")]
    [InlineData("-P usb:001:004", "usb:path=1-2.3")]
    [InlineData("-U hfuse:r:-:h", "'isprecipe probe'")]
    [InlineData("-U flash:v:a.hex", "verified anyway")]
    public void What_is_not_carried_over_is_told_with_the_reason(string option, string reason)
    {
        CliRun run = Converted($"avrdude -c usbasp -p m32u4 -U flash:w:a.hex {option}").EndedWith(0);

        Assert.Contains($"note ISP8051: '{option}' is not carried over: ", run.Error);
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public void A_consent_that_avrdude_never_asked_for_is_told_and_not_added()
    {
        const string line = "avrdude -c usbasp -p m328p -U hfuse:w:0x59:m"; // RSTDISBL

        CliRun refused = Converted(line).EndedWith(9);
        Assert.Contains("ISP3007", refused.Error);
        Assert.Empty(refused.Out);

        Assert.Contains("allow: [ reset-disable ]\n", Converted(line, "--allow", "reset-disable").EndedWith(0).Out);
    }

    [Fact]
    public void Another_programs_command_is_refused_by_its_name_and_not_word_by_word()
    {
        string told = Converted("st-flash --reset --format binary write boot.bin 0x08000000").EndedWith(2).Error;

        Assert.Equal(
            "isprecipe: error ISP8052: 'st-flash' has no counterpart: the command is not avrdude's\n"
                + "    docs/from-avrdude.md tells what becomes of those of st-flash, openocd and QMK Toolbox\n",
            told);
    }

    [Fact]
    public void Other_answers_contradict_it() => Assert.Contains(
        "leave out --mcu", Converted("avrdude -c usbasp -p m32u4 -U a.hex", "--mcu", "atmega32u4").EndedWith(2).Error);

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4", "m32u4", "-U flash:w:FLASH:i -U lfuse:w:0x5E:m -U hfuse:w:0xD9:m -U efuse:w:0xF3:m -U lock:w:0x2F:m -e")]
    [InlineData("atmega328p", "m328p", "-D -U flash:w:FLASH:i -U eeprom:w:EEPROM:i")]
    [InlineData("atmega32u4", "m32u4", "-U eeprom:w:EEPROM:i -U lock:w:0xEF:m")]
    [InlineData("at90usb1286", "usb1286", "-U flash:w:FLASH:i -U eeprom:w:EEPROM:i -V")]
    public void Avrdude_and_the_recipe_from_its_line_leave_the_same_chip(string id, string shortName, string operations)
    {
        AvrPart part = AvrCatalog.Find(id)!;
        string flash = _scratch.SaveHex("flash.hex", Samples.Bytes(3000)), eeprom = _scratch.SaveHex("eeprom.hex", Samples.Bytes(200));
        string arguments = operations.Replace("FLASH", flash, StringComparison.Ordinal).Replace("EEPROM", eeprom, StringComparison.Ordinal);
        using var theirs = new ServedTwin(part);
        using var ours = new ServedTwin(part);

        AvrdudeRun run = Avrdude.Run(theirs.Port, shortName, 19200, arguments.Split(' '));
        Assert.True(run.ExitCode == 0, run.Messages);
        string recipe = _scratch.Path("r.yaml");
        Isprecipe.Run("new", recipe, "--schema", "none", "--from-avrdude", $"avrdude -c arduino -b 19200 -p {shortName} {arguments}").EndedWith(0);
        Isprecipe.Start("run", recipe, "--port", ours.Port, "--yes").Finish().EndedWith(0);

        Assert.Equal(Content(part, theirs.Chip), Content(part, ours.Chip));
    }

    private static string Content(AvrPart part, VirtualAvr chip) => string.Join(
        '\n', Convert.ToHexString(chip.Flash), Convert.ToHexString(chip.Eeprom), string.Join(' ', part.Fuses.Append(part.Lock).Select(fuse => $"{fuse.Id}: {chip.Fuse(fuse.Id) & fuse.Mask:X2}")));

    private static CliRun Converted(string line, params string[] options) => Isprecipe.Run(["new", "-", "--schema", "none", "--from-avrdude", line, .. options]);
}
