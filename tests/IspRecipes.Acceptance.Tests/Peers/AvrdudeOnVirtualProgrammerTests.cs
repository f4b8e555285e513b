using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real avrdude programs our virtual chips through our virtual ArduinoISP, and finds nothing amiss.</summary>
public sealed class AvrdudeOnVirtualProgrammerTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4", 32768)]
    [InlineData("at90usb1286", 40000)]
    [InlineData("atmega2560", 140000)]
    [InlineData("attiny85", 8192)]
    public void Avrdude_erases_writes_and_verifies_flash(string partId, int size)
    {
        AvrPart part = AvrCatalog.Find(partId)!;
        byte[] image = Samples.Bytes(size);
        using var twin = new ServedTwin(part);
        Array.Fill<byte>(twin.Chip.Flash, 0x00);

        Run(twin, part, "-e", "-U", $"flash:w:{_scratch.SaveHex("flash.hex", image)}:i");

        Assert.Equal(Samples.Memory((int)part.Flash.Size, image), twin.Chip.Flash);
        Assert.Empty(twin.Chip.Violations);
        Assert.False(twin.Chip.IsHeldInReset);
    }

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4")]
    [InlineData("at90usb1286")]
    [InlineData("atmega2560")]
    [InlineData("attiny85")]
    public void Avrdude_writes_and_verifies_eeprom(string partId)
    {
        AvrPart part = AvrCatalog.Find(partId)!;
        byte[] image = Samples.Bytes((int)part.Eeprom.Size);
        using var twin = new ServedTwin(part);

        Run(twin, part, "-U", $"eeprom:w:{_scratch.SaveHex("eeprom.hex", image)}:i");

        Assert.Equal(image, twin.Chip.Eeprom);
        Assert.Empty(twin.Chip.Violations);
    }

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4")]
    [InlineData("at90usb1286")]
    [InlineData("atmega2560")]
    [InlineData("attiny85")]
    public void Avrdude_writes_and_verifies_fuses_and_lock(string partId)
    {
        AvrPart part = AvrCatalog.Find(partId)!;
        FuseBytes bytes = FuseBytes.Of(partId);
        using var twin = new ServedTwin(part);
        // Otherwise our chips answer 0x50 there; of the ATtiny85's lock byte avrdude 7.1 compares all eight bits.
        twin.Chip.UnimplementedBits = partId == "attiny85" ? (byte)0xFF : twin.Chip.UnimplementedBits;

        Run(twin, part, [.. bytes.AvrdudeOperations]);

        bytes.AssertIn(twin.Chip);
        // avrdude polls a fuse it has just written by reading it, which the datasheets know for flash and EEPROM only.
        Assert.DoesNotContain(twin.Chip.Violations, violation => !violation.EndsWith("a read while busy"));
    }

    [PeerFact(Avrdude.Program, ServedTwin.Needs)]
    public void Avrdude_finds_another_chip_and_leaves_it_alone()
    {
        using var twin = new ServedTwin(AvrCatalog.Find("atmega2560")!);

        AvrdudeRun run = Avrdude.Run(twin.Port, "m32u4", 19200, "-e");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0x1e9801", run.Messages);
        Assert.False(twin.Chip.Touched);
    }

    private static void Run(ServedTwin twin, AvrPart part, params string[] arguments)
    {
        AvrdudeRun run = Avrdude.Run(twin.Port, FuseBytes.Of(part.Id).Short, 19200, arguments);
        Assert.True(run.ExitCode == 0, run.Messages);
    }
}
