using System.Diagnostics;
using IspRecipes.Acceptance.Tests.Cli;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real avrdude on our virtual STK500, on a pty, and on our virtual AVRISP mkII, through real libusb; our program there too.</summary>
public sealed class AvrdudeOnStk500v2Tests : IDisposable
{
    private static readonly UsbShape Shape = new(FullSpeed: true, Endpoints: [0x02, 0x82]);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4", 32768)]
    [InlineData("atmega2560", 140000)]
    [InlineData("attiny85", 8192)]
    public void Avrdude_writes_and_verifies_flash_through_the_serial_twin(string mcu, int size)
    {
        AvrPart part = AvrCatalog.Find(mcu)!;
        byte[] image = Samples.Bytes(size);
        using ServedTwin twin = Serve(part);

        Run(twin, part, "-e", "-U", $"flash:w:{_scratch.SaveHex("flash.hex", image)}:i");

        Assert.Equal(Samples.Memory((int)part.Flash.Size, image), twin.Chip.Flash);
        Assert.Empty(twin.Chip.Violations);
        Assert.False(twin.Chip.IsHeldInReset);
    }

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4")]
    [InlineData("attiny85")]
    public void Avrdude_writes_and_verifies_eeprom_through_the_serial_twin(string mcu)
    {
        AvrPart part = AvrCatalog.Find(mcu)!;
        byte[] image = Samples.Bytes((int)part.Eeprom.Size);
        using ServedTwin twin = Serve(part);

        Run(twin, part, "-U", $"eeprom:w:{_scratch.SaveHex("eeprom.hex", image)}:i");

        Assert.Equal(image, twin.Chip.Eeprom);
        Assert.Empty(twin.Chip.Violations);
    }

    [PeerFact(Avrdude.Program, ServedTwin.Needs)]
    public void Avrdude_writes_and_verifies_fuses_and_lock_through_the_serial_twin()
    {
        AvrPart part = AvrCatalog.Find("atmega32u4")!;
        FuseBytes bytes = FuseBytes.Of(part.Id);
        using ServedTwin twin = Serve(part);

        Run(twin, part, [.. bytes.AvrdudeOperations]);

        bytes.AssertIn(twin.Chip);
    }

    [UsbRigFact(Avrdude.Program)]
    public void Avrdude_writes_and_verifies_flash_through_the_usb_twin()
    {
        using var rig = new UsbRig();
        VirtualAvr chip = Plug(rig, "1-1");
        byte[] image = Samples.Bytes(32768);

        string[] arguments =
            ["-c", "avrispmkii", "-P", "usb", "-p", "m32u4", "-B", "4", "-U", $"flash:w:{_scratch.SaveHex("flash.hex", image)}:i"];
        using Process avrdude = rig.Start(IspRecipes.Testing.Peers.Require(Avrdude.Program), arguments);
        _ = avrdude.StandardOutput.ReadToEndAsync();
        string messages = avrdude.StandardError.ReadToEnd();
        avrdude.WaitForExit();

        Assert.True(avrdude.ExitCode == 0, messages);
        Assert.Equal(image, chip.Flash);
        Assert.Empty(chip.Violations);
    }

    [UsbRigFact]
    public void Our_program_writes_and_verifies_through_real_libusb()
    {
        using var rig = new UsbRig();
        VirtualAvr chip = Plug(rig, "1-2.3");
        VirtualAvr other = Plug(rig, "1-4");
        byte[] image = Samples.Bytes(32768);
        _scratch.SaveHex("app.hex", image);
        string recipe = _scratch.Save("r.yaml", """
            version: 1
            name: rig
            mcu: atmega32u4
            programmer: avrispmkii
            port: usb:path=1-2.3
            files: { app: app.hex }
            write: { flash: app }
            """);

        CliRun run = rig.Start(Isprecipe.Command("run", recipe, "--yes", "-v")).Finish();

        Assert.True(run.Exit == 0, run.Error + run.Out);
        Assert.Equal(image, chip.Flash);
        Assert.False(chip.IsHeldInReset);
        Assert.False(other.Touched);
    }

    [PeerFact(ServedTwin.Needs)]
    public void Our_program_writes_and_verifies_through_a_pty()
    {
        using ServedTwin twin = Serve(AvrCatalog.Find("atmega32u4")!);
        byte[] image = Samples.Bytes(5000);
        _scratch.SaveHex("app.hex", image);
        string recipe = _scratch.Save("r.yaml", """
            version: 1
            name: pty
            mcu: atmega32u4
            programmer: { type: stk500v2, sck: 400 kHz }
            files: { app: app.hex }
            write: { flash: app }
            """);

        CliRun run = Isprecipe.Start("run", recipe, "--yes", "--port", twin.Port).Finish();

        Assert.True(run.Exit == 0, run.Error + run.Out);
        Assert.Equal(image, twin.Chip.Flash[..image.Length]);
        Assert.Empty(twin.Chip.Violations);
    }

    private static ServedTwin Serve(AvrPart part)
    {
        var twin = new ServedTwin(part, programmer: "stk500v2");
        twin.Chip.Preset(FuseId.Low, part.Id == "attiny85" ? (byte)0xE2 : (byte)0xFF);
        return twin;
    }

    private static VirtualAvr Plug(UsbRig rig, string path)
    {
        var chip = new VirtualAvr(AvrCatalog.Find("atmega32u4")!, new VirtualClock());
        chip.Preset(FuseId.Low, 0xFF);
        rig.Plug(new VirtualAvrispMkII(chip, new VirtualClock(), path: path), Shape);
        return chip;
    }

    private static void Run(ServedTwin twin, AvrPart part, params string[] arguments)
    {
        AvrdudeRun run = Avrdude.RunAs("stk500v2", twin.Port, FuseBytes.Of(part.Id).Short, 115200, arguments);
        Assert.True(run.ExitCode == 0, run.Messages);
    }
}
