using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Real avrdude programs our virtual chips through our virtual Bus Pirate.</summary>
public sealed class AvrdudeOnBusPirateTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory(Avrdude.Program, ServedTwin.Needs)]
    [InlineData("atmega32u4", "m32u4", 5000)]
    [InlineData("atmega328p", "m328p", 3000)]
    public void It_erases_writes_and_verifies(string partId, string name, int size)
    {
        AvrPart part = AvrCatalog.Find(partId)!;
        byte[] image = Samples.Bytes(size);
        byte[] eeprom = Samples.Bytes(20);
        using var twin = new ServedTwin(part, programmer: "buspirate");
        twin.Chip.DeafAfterReset = TimeSpan.Zero; // avrdude does not wait
        Array.Fill<byte>(twin.Chip.Flash, 0x00);

        AvrdudeRun run = Avrdude.RunAs("buspirate", twin.Port, name, 115200, "-x", "spifreq=1", "-e",
            "-U", $"flash:w:{_scratch.SaveHex("flash.hex", image)}:i",
            "-U", $"eeprom:w:{_scratch.SaveHex("eeprom.hex", eeprom)}:i");

        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(Samples.Memory((int)part.Flash.Size, image), twin.Chip.Flash);
        Assert.Equal(eeprom, twin.Chip.Eeprom[..20]);
        Assert.Empty(twin.Chip.Violations);
        Assert.False(twin.Chip.IsHeldInReset);
    }
}
