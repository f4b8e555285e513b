using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using IspRecipes.Cli;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe explain TEXT</c> on messages as programs print them and people paste them.</summary>
public partial class ExplainTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "troubleshooting.md"));

    public static IEnumerable<object[]> Quoted => Trouble.All.SelectMany(trouble => trouble.Messages.Select(message => new object[] { trouble.Title, message }));

    // The first is QMK's ISP flashing guide of 2018, the others are from issue trackers.
    [Theory]
    [InlineData("DFU flashing fails in the middle", """
        libusb: warning [darwin_transfer_status] transfer error: timed out
        dfu.c:844: -ETIMEDOUT: Transfer timed out, NAK 0xffffffc4 (-60)
        atmel.c:1627: atmel_flash: flash data dfu_download failed.
        atmel.c:1629: Expected message length of 1072, got -60.
        atmel.c:1434: Error flashing the block: err -2.
        ERROR
        Memory write error, use debug for more info.
        commands.c:360: Error writing memory data. (err -4)
        """)]
    [InlineData("DFU flashing fails in the middle", """
        dfu.c:844: -EPIPE: a) Babble detect or b) Endpoint stalled 0xffffffe0 (-32)
        Device is write protected.
        dfu.c:252: dfu_clear_status( 0x7fff4fc2ea80 )
        atmel.c:1434: Error flashing the block: err -2.
        """)]
    [InlineData("The programmer does not answer, or is out of sync", """
        Sketch uses 1,140 bytes (3%) of program storage space. Maximum is 30,720 bytes.
        avrdude: Version 6.3-20190619
                 Copyright (c) 2000-2005 Brian Dean, http://www.bdmicro.com/
        avrdude: stk500_recv(): programmer is not responding
        avrdude: stk500_getsync() attempt 1 of 10: not in sync: resp=0xb3
        Problem uploading to board.  See http://www.arduino.cc/en/Guide/Troubleshooting#upload for suggestions.
        """)]
    [InlineData("The programmer does not answer, or is out of sync", """
        Connecting to programmer: .avrdude: butterfly_recv(): programmer is not responding
        Found programmer: Id = ";        5"; type =
        """)]
    [InlineData("The target does not answer", """
        avrdude: auto set sck period (because given equals null)
        avrdude: error: program enable: target doesn't answer. 1
        avrdude: initialization failed, rc=-1
                 Double check connections and try again, or use -F to override
                 this check.
        avrdude done.  Thank you.
        """)]
    [InlineData("The SCK of a USBasp cannot be set", "avrdude: warning: cannot set sck period. please check for usbasp firmware update.\navrdude: reading lfuse")]
    [InlineData("The signature is 000000 or FFFFFF", """
        avrdude: Device signature = 0x000000 (retrying)
        avrdude: Device signature = 0x000000
        avrdude: Yikes!  Invalid device signature.
                 Double check connections and try again, or use -F to override
                 this check.
        """)]
    [InlineData("The signature is that of another chip", """
        avrdude: Device signature = 0x1e9587 (probably m32u4)
        avrdude: Expected signature for AT90USB1286 is 1E 97 82
                 Double check chip, or use -F to override this check.
        """)]
    [InlineData("What reads back differs", """
        Reading | ################################################## | 100% 3.51s
        avrdude: verifying ...
        avrdude: verification error, first mismatch at byte 0x10000
                 0xff != 0x0c
        avrdude: verification error; content mismatch
        """)]
    [InlineData("A fuse reads back with other bits", "avrdude: safemode: efuse changed! Was fb, and is now cb\nWould you like this fuse to be changed back? [y/n]")]
    [InlineData("There is no such port", "avrdude.exe: ser_open(): can't open device \"\\\\.\\COM7\": The system cannot find the file specified.")]
    [InlineData("There is no such port", "*** avrdude.exe: option requires an argument -- 'P'")]
    [InlineData("Permission denied on a serial port", "avrdude: ser_open(): can't open device \"/dev/ttyACM1\": Permission denied\nioctl(\"TIOCMGET\"): Inappropriate ioctl for device")]
    [InlineData("The port is busy", "avrdude: ser_open(): can't open device \"/dev/ttyUSB0\": Device or resource busy")]
    [InlineData("The USB programmer is not found", "avrdude: error: could not find USB device with vid=0x16c0 pid=0x5dc vendor='www.fischl.de' product='USBasp'\n\navrdude done.  Thank you.")]
    [InlineData("The part or the memory has another name", "avrdude: AVR Part \"atmega32a\" not found.\n\nValid parts are:\n  uc3a0512 = AT32UC3A0512")]
    [InlineData("The file does not fit, or has errors", "avrdude: ERROR: address 0x7010 out of range at line 1793 of planck_rev4_default.hex\navrdude: write to file 'planck_rev4_default.hex' failed")]
    [InlineData("Unknown memory region", """
        st-flash 1.7.0
        2022-03-08T12:16:30 INFO common.c: F1xx Medium-density: 20 KiB SRAM, 0 KiB flash in at least 1 KiB pages.
        Unknown memory region
        """)]
    [InlineData("No chip behind the ST-Link", """
        st-flash 1.6.1-200-gddac731
          2020-12-27T11:16:13 WARN usb.c: NRST is not connected
          2020-12-27T11:16:13 WARN common.c: unknown chip id! 0x3748
          Failed to connect to target
        """)]
    [InlineData("No chip behind the ST-Link", "Info : Target voltage: 3.540158\nError: init mode failed (unable to connect to the target)\nin procedure 'init'\nin procedure 'ocd_bouncer'")]
    [InlineData("The flash loader of st-flash fails", "2020-04-20T13:37:00 ERROR flash_loader.c: Flash loader run error\n2020-04-20T13:37:00 ERROR common.c: stlink_flash_loader_run(0x8000400) failed! == -1\nstlink_fwrite_flash() == -1")]
    [InlineData("The core's id is another one than expected", "Info : STLINK V2J29S7 (API v2) VID:PID 0483:3748\nWarn : UNEXPECTED idcode: 0x2ba01477\nError: expected 1 of 1: 0x1ba01477\nin procedure 'program'")]
    [InlineData("USB: permission denied", "libusb: error [_get_usbfs_fd] libusb couldn't open USB device /dev/bus/usb/003/012: Permission denied\nlibusb: error [_get_usbfs_fd] libusb requires write access to USB device nodes")]
    public void A_message_pasted_whole_leads_to_its_section(string title, string pasted) => Assert.Equal(title, Best(pasted));

    [Theory]
    [MemberData(nameof(Quoted))]
    public void Every_quoted_message_leads_back_with_other_numbers_and_noise_around_it(string title, string message)
    {
        string altered = Regex.Replace(message, "(?<=0x)(?!0{6}|f{6})[0-9a-f]+", "1a");

        Assert.Contains(title, Titles($"$ make flash\n{altered}\nmake: *** [Makefile:90: flash] Error 1\n"));
    }

    [Fact]
    public void A_message_that_begins_like_an_option_is_a_message() =>
        Assert.Equal("DFU flashing fails in the middle", Best("-EPIPE: a) Babble detect or b) Endpoint stalled 0xffffffe0 (-32)"));

    [Theory]
    [InlineData("Segmentation fault (core dumped)")]
    [InlineData("error: expected ';' before 'return'")]
    [InlineData("the programmer went home and the device with him")]
    [InlineData("????")]
    [InlineData("avrdude: error")]
    [InlineData("avrdude: Device signature = 0x1e9587 (probably m32u4)\navrdude: safemode: Fuses")]
    public void What_fits_nothing_is_said_to(string text)
    {
        CliRun run = Isprecipe.Run("explain", text).EndedWith(2);

        Assert.Contains("ISP8050", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void The_answer_gives_its_reason_cause_check_and_remedy_and_the_page()
    {
        string text = Isprecipe.Run("explain", "avrdude:", "stk500_recv():", "programmer", "is", "not", "responding").EndedWith(0).Out;

        Assert.StartsWith("The programmer does not answer, or is out of sync\nall of the words of \"avrdude: stk500_recv(): programmer is not responding\"", text);
        Assert.All((string[])["Cause: ", "Check: ", "Remedy: "], part => Assert.Contains($"\n{part}", text));
        Assert.EndsWith("From docs/troubleshooting.md#the-programmer-does-not-answer-or-is-out-of-sync\n", text);
    }

    [Fact]
    public void A_code_of_ours_in_the_text_is_explained_itself() => Assert.StartsWith(
        "ISP4005: error",
        Isprecipe.Run("explain", "board.yaml(4,1): error ISP4005: you have no permission to open /dev/ttyACM0").EndedWith(0).Out);

    [Fact]
    public void A_text_may_come_from_a_pipe() => Assert.Contains(
        "The port is busy", Isprecipe.Piped("avrdude: ser_open(): can't open device \"/dev/ttyACM0\": Device or resource busy\n", "explain", "-").EndedWith(0).Out);

    // A search that looks at a long line once for each of its characters would not end.
    [Theory]
    [InlineData("avrdude: Send: 0 [30]   [20] device or programmer\n")]
    [InlineData("avrdude: ser_open(): can't open the programmer busy\n")]
    [InlineData("0123456789abcdef")]
    [InlineData("busy_")]
    public void A_message_is_found_in_the_middle_of_a_megabyte(string noise)
    {
        string half = string.Concat(Enumerable.Repeat(noise, 500_000 / noise.Length));

        Assert.StartsWith(
            "The port is busy\nall of the words",
            Isprecipe.Piped($"{half}\navrdude: ser_open(): can't open device \"/dev/ttyUSB0\": Device or resource busy\n{half}", "explain", "-").EndedWith(0).Out);
    }

    [Fact]
    public void Every_section_has_cause_check_and_remedy_and_every_code_it_names_exists()
    {
        Assert.All(Trouble.All, trouble => Assert.All(
            (string[])["**Cause:** ", "**Check:** ", "**Remedy:** "], part => Assert.Contains(part, trouble.Text)));
        Assert.All(CodeOfOurs().Matches(Page).Select(match => match.Value), code => Assert.NotNull(DiagnosticCatalog.Find(code)));
        Assert.All(
            LinkInPage().Matches(Page).Select(match => match.Groups[1].Value), link => Assert.Contains(link, Trouble.All.Select(trouble => trouble.Anchor)));
    }

    // As it is named in a sentence: what is required may be left out, what is written must be right.
    [Fact]
    public void Every_command_the_page_names_can_be_typed()
    {
        RootCommand root = CommandLine.Tree(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });
        string[][] lines =
        [
            .. CommandInPage().Matches(Page).Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => root.Subcommands.Any(command => command.Name == words[0])),
        ];

        Assert.True(lines.Length > 20, $"{lines.Length} commands");
        Assert.All(lines, words => Assert.DoesNotContain(Usage.Errors(root.Parse(words)), error => !Unfinished().IsMatch(error)));
    }

    private static string Best(string pasted) => Titles(pasted)[0];

    private static string[] Titles(string pasted) =>
    [
        .. JsonDocument.Parse(Isprecipe.Run("explain", "--json", "--", pasted).EndedWith(0).Out).RootElement.EnumerateArray()
            .Select(found => found.GetProperty("title").GetString()!),
    ];

    [GeneratedRegex("missing|required")]
    private static partial Regex Unfinished();

    [GeneratedRegex("`isprecipe ([^`\"|]*)")]
    private static partial Regex CommandInPage();

    [GeneratedRegex(@"ISP\d{4}")]
    private static partial Regex CodeOfOurs();

    [GeneratedRegex(@"\]\((#[^)]*)\)")]
    private static partial Regex LinkInPage();
}
