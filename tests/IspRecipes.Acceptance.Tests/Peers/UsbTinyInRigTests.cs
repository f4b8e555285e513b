using System.Diagnostics;
using IspRecipes.Acceptance.Tests.Cli;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real avrdude, and our own program, on a virtual USBtiny through real libusb.</summary>
public sealed class UsbTinyInRigTests : IDisposable
{
    private readonly UsbRig _rig = new();
    private readonly Scratch _scratch = new();

    public void Dispose()
    {
        _rig.Dispose();
        _scratch.Dispose();
    }

    [UsbRigFact("avrdude")]
    public void Avrdude_writes_and_verifies_an_ATmega32U4()
    {
        VirtualAvr chip = Plug("atmega32u4", "1-1");
        byte[] program = Image(32768);
        byte[] settings = [.. Image(32).Select(value => value == 0xFF ? (byte)0 : value)]; // it polls 0xFF wrongly

        string messages = RunAvrdude(
            "-U", $"flash:w:{Save("app.bin", program)}:r", "-U", $"eeprom:w:{Save("settings.bin", settings)}:r");

        Assert.Contains("32768 bytes of flash verified", messages);
        Assert.Contains("32 bytes of eeprom verified", messages);
        Assert.Equal(program, chip.Flash);
        Assert.Equal(settings, chip.Eeprom[..32]);
        Assert.Empty(chip.Violations);
    }

    /// <summary>Why our driver names 0xFF as the poll byte.</summary>
    [UsbRigFact("avrdude")]
    public void Avrdude_7_1_loses_the_eeprom_byte_after_an_0xFF()
    {
        VirtualAvr chip = Plug("atmega32u4", "1-1");

        chip.Eeprom.AsSpan(0, 4).Fill(0x11);
        using Process avrdude = Start("-U", $"eeprom:w:{Save("settings.bin", [0x01, 0xFF, 0x03, 0x04])}:r");
        string messages = avrdude.StandardError.ReadToEnd();
        avrdude.WaitForExit();

        Assert.Equal(1, avrdude.ExitCode);
        Assert.Contains("verification", messages);
        Assert.Equal([0x01, 0xFF, 0x11, 0x04], chip.Eeprom[..4]);
    }

    /// <summary>The twin plays it too. <c>ISPRECIPE_APPROVE=1</c> writes it anew.</summary>
    [UsbRigFact("avrdude")]
    public void What_avrdude_sends_for_256_bytes_is_the_transcript_we_keep()
    {
        string kept = Repository.File("tests", "transcripts", "usbtiny", "captured-avrdude-7.1-write-256.txt");
        using var transcript = new StringWriter();
        Plug("atmega32u4", "1-1", transcript);

        RunAvrdude("-U", $"flash:w:{Save("app.bin", [.. Enumerable.Range(0, 256).Select(index => (byte)index)])}:r");

        string lines = string.Join('\n', transcript.ToString().Split('\n').Select(line => line.Split('#')[0].Trim()));
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(kept, "# avrdude 7.1 -c usbtiny -p m32u4 -U flash:w:256 bytes, on the virtual USBtiny.\n" + lines);
        }

        Assert.Equal(File.ReadAllText(kept).Split('\n', 2)[1], lines);
    }

    [UsbRigFact]
    public void Our_program_writes_and_verifies_an_ATmega32U4()
    {
        VirtualAvr chip = Plug("atmega32u4", "1-2.3");
        VirtualAvr other = Plug("atmega32u4", "1-4");
        byte[] program = Image(4096);

        CliRun run = Run("atmega32u4", program, 0);

        Assert.True(run.Exit == 0, run.Error + run.Out);
        Assert.Equal(program, chip.Flash[..4096]);
        Assert.Empty(chip.Violations);
        Assert.False(chip.IsHeldInReset);
        Assert.False(other.Touched);
    }

    [UsbRigFact]
    public void Beyond_64_KiB_our_program_keeps_the_bus_busy()
    {
        PacedUsbLink? link = null;
        VirtualAvr chip = Plug("at90usb1286", "1-2.3", plugged: device => link = device);
        byte[] program = Image(2048);

        CliRun run = Run("at90usb1286", program, 0x10000);

        Assert.True(run.Exit == 0, run.Error + run.Out);
        Assert.Equal(program, chip.Flash[0x10000..0x10800]);
        Assert.Empty(chip.Violations);
        UsbTraffic traffic = _rig.TrafficOf(link!);
        Assert.InRange(traffic.Transfers, 2048, 2150);
        Assert.InRange(traffic.Gaps, 1, traffic.Transfers / 20); // idle after less than 5 % of them
    }

    private CliRun Run(string mcu, byte[] program, int address)
    {
        Save("app.bin", program);
        string recipe = _scratch.Save("r.yaml", $$"""
            version: 1
            name: rig
            mcu: {{mcu}}
            programmer: { type: usbtiny, sck: 1 MHz }
            port: usb:path=1-2.3
            files: { app: { path: app.bin, format: bin, address: {{address}} } }
            write: { flash: app }
            allow: [ remove-bootloader ]
            """);
        return _rig.Start(Isprecipe.Command("run", recipe, "--yes", "-v")).Finish();
    }

    private string RunAvrdude(params string[] arguments)
    {
        using Process avrdude = Start(arguments);
        string messages = avrdude.StandardError.ReadToEnd();
        avrdude.WaitForExit();
        Assert.True(avrdude.ExitCode == 0, messages);
        return messages;
    }

    private Process Start(params string[] arguments)
    {
        Process avrdude = _rig.Start(Testing.Peers.Require("avrdude"), ["-c", "usbtiny", "-p", "m32u4", .. arguments]);
        _ = avrdude.StandardOutput.ReadToEndAsync();
        return avrdude;
    }

    private string Save(string name, byte[] content)
    {
        File.WriteAllBytes(_scratch.Path(name), content);
        return _scratch.Path(name);
    }

    private VirtualAvr Plug(string mcu, string path, TextWriter? transcript = null, Action<PacedUsbLink>? plugged = null)
    {
        var chip = new VirtualAvr(AvrCatalog.Find(mcu)!, new VirtualClock());
        chip.Preset(FuseId.Low, 0xFF);
        var clock = new VirtualClock();
        var link = new PacedUsbLink(new VirtualUsbTiny(chip, clock, path), clock, realTime: path != "1-1");
        plugged?.Invoke(link);
        _rig.Plug(transcript is null ? link : new MeteredUsbLink(link, clock, transcript));
        return chip;
    }

    private static byte[] Image(int size)
    {
        byte[] image = new byte[size];
        new Random(5).NextBytes(image);
        return image;
    }
}
