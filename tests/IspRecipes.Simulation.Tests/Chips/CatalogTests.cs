using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Tests.Chips;

/// <summary>The same small job on every part of the catalogue.</summary>
public sealed class CatalogTests
{
    /// <summary>All but those of the first instructions, which the virtual chip does not know, and those without fuses.</summary>
    public static TheoryData<string> Parts =>
        [.. AvrCatalog.All.Where(part => part.Old == OldInstructions.None && part.Fuses.Count > 0).Select(part => part.Id)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_part_is_entered_erased_written_read_and_left_without_breaking_a_rule(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;
        Pins pins = Pins.Programming(part);
        int lastWord = (int)(part.Flash.Size / 2) - 1;
        if (part.HasExtendedAddress)
        {
            pins.Send(0x4D, 0, (byte)(lastWord >> 16), 0);
        }

        Assert.Equal(part.Signature.Device, pins.Send(0x30, 0, 2, 0));
        pins.EraseChip();
        pins.LoadWord(lastWord, 0x12, 0x34);
        pins.WritePage(lastWord);
        pins.WriteEeprom((int)part.Eeprom.Size - 1, 0x56);
        pins.WriteLow(pins.Chip.Fuse(FuseId.Low));
        pins.WriteLock(0xFC);
        pins.Release();

        Assert.Equal([0x12, 0x34], pins.Chip.Flash[^2..]);
        Assert.Equal(0x56, pins.Chip.Eeprom[^1]);
        Assert.Equal(5, pins.Chip.Writes.Count);
        Assert.Empty(pins.Chip.Violations);
        Assert.True(pins.Chip.CanBeProgrammed);
    }
}
