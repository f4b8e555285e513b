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

/// <summary>Real avrdude, and our own program, on a virtual USBasp through real libusb.</summary>
public sealed class UsbAspInRigTests : IDisposable
{
    private readonly UsbRig _rig = new();
    private readonly Scratch _scratch = new();

    public void Dispose()
    {
        _rig.Dispose();
        _scratch.Dispose();
    }

    [UsbRigFact("avrdude")]
    public void Avrdude_writes_and_verifies_an_ATmega32U4() => Avrdude("atmega32u4", "m32u4", 32768);

    [UsbRigFact("avrdude")]
    public void Avrdude_writes_and_verifies_128_KiB() => Avrdude("at90usb1286", "usb1286", 131072);

    /// <summary>The twin plays it too. <c>ISPRECIPE_APPROVE=1</c> writes it anew.</summary>
    [UsbRigFact("avrdude")]
    public void What_avrdude_sends_for_256_bytes_is_the_transcript_we_keep()
    {
        string kept = Repository.File("tests", "transcripts", "usbasp", "captured-avrdude-7.1-write-256.txt");
        using var transcript = new StringWriter();
        var clock = new VirtualClock();
        var twin = new VirtualUsbAsp(new VirtualAvr(AvrCatalog.Find("atmega32u4")!, new VirtualClock()), clock);
        _rig.Plug(new MeteredUsbLink(new PacedUsbLink(twin, clock), clock, transcript));

        RunAvrdude("m32u4", [.. Enumerable.Range(0, 256).Select(index => (byte)index)]);

        string lines = string.Join('\n', transcript.ToString().Split('\n').Select(line => line.Split('#')[0].Trim()));
        if (Environment.GetEnvironmentVariable("ISPRECIPE_APPROVE") == "1")
        {
            File.WriteAllText(kept, "# avrdude 7.1 -c usbasp -p m32u4 -U flash:w:256 bytes, on the virtual USBasp.\n" + lines);
        }

        Assert.Equal(File.ReadAllText(kept).Split('\n', 2)[1], lines);
    }

    [UsbRigFact]
    public void Our_program_writes_and_verifies_an_ATmega32U4()
    {
        VirtualAvr chip = Plug("atmega32u4", "1-2.3");
        Plug("atmega32u4", "1-4");
        byte[] program = Image(32768);
        string recipe = _scratch.Save("r.yaml", """
            version: 1
            name: rig
            mcu: atmega32u4
            programmer: usbasp
            port: usb:path=1-2.3
            files: { app: { path: app.bin, format: bin, address: 0 } }
            write: { flash: app }
            """);
        File.WriteAllBytes(_scratch.Path("app.bin"), program);

        CliRun run = _rig.Start(Isprecipe.Command("run", recipe, "--yes", "-v")).Finish();

        Assert.True(run.Exit == 0, run.Error + run.Out);
        Assert.Equal(program, chip.Flash);
        Assert.False(chip.IsHeldInReset);
    }

    private void Avrdude(string mcu, string part, int size)
    {
        VirtualAvr chip = Plug(mcu, "1-1");
        byte[] program = Image(size);

        string messages = RunAvrdude(part, program);

        Assert.Contains($"{size} bytes of flash verified", messages);
        Assert.Equal(program, chip.Flash);
        Assert.Empty(chip.Violations);
    }

    private string RunAvrdude(string part, byte[] program)
    {
        string file = _scratch.Path("app.bin");
        File.WriteAllBytes(file, program);

        using Process avrdude = _rig.Start(Testing.Peers.Require("avrdude"), "-c", "usbasp", "-p", part, "-U", $"flash:w:{file}:r");
        _ = avrdude.StandardOutput.ReadToEndAsync();
        string messages = avrdude.StandardError.ReadToEnd();
        avrdude.WaitForExit();

        Assert.True(avrdude.ExitCode == 0, messages);
        return messages;
    }

    private VirtualAvr Plug(string mcu, string path)
    {
        var chip = new VirtualAvr(AvrCatalog.Find(mcu)!, new VirtualClock());
        chip.Preset(FuseId.Low, 0xFF);
        var clock = new VirtualClock();
        _rig.Plug(new PacedUsbLink(new VirtualUsbAsp(chip, clock, path: path), clock));
        return chip;
    }

    private static byte[] Image(int size)
    {
        byte[] image = new byte[size];
        new Random(5).NextBytes(image);
        return image;
    }
}
