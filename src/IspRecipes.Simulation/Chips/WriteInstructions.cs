using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The half of the instruction set that loads, writes and erases (datasheets, Serial Programming Instruction Set).
/// </summary>
internal sealed class WriteInstructions(AvrPart part, AvrMemories memories, AvrFuses fuses, SelfTimedWrites writes)
{
    /// <summary>Acts on a whole instruction; one that comes while the chip is busy is lost.</summary>
    public void Execute(byte first, byte second, byte third, byte fourth)
    {
        if (writes.IsBusy)
        {
            writes.Violate($"{first:X2} {second:X2} {third:X2} {fourth:X2} while busy");
            return;
        }

        switch (first)
        {
            case 0x40:
                memories.LoadLow(memories.WordAddress(second, third), fourth);
                break;
            case 0x48:
                LoadHigh(memories.WordAddress(second, third), fourth);
                break;
            case 0x4D when part.HasExtendedAddress:
                memories.ExtendedAddress = third;
                break;
            case 0x4C:
                WriteFlashPage(memories.WordAddress(second, third) * 2);
                break;
            case 0xC0:
                WriteEeprom((uint)(second << 8 | third), fourth);
                break;
            case 0xC1 when part.EepromPages:
                memories.LoadEeprom(third, fourth);
                break;
            case 0xC2 when part.EepromPages:
                WriteEepromPage((uint)(second << 8 | third));
                break;
            case 0xAC:
                WriteControl(second, fourth);
                break;
            default:
                writes.Violate($"{first:X2} {second:X2} {third:X2} {fourth:X2} is no instruction of the {part.Name}");
                break;
        }
    }

    /// <summary>The 0xAC group: Programming Enable (again), Chip Erase, fuses and lock bits.</summary>
    private void WriteControl(byte second, byte value)
    {
        switch (second)
        {
            case 0x53:
                break;
            case >= 0x80 and < 0xA0:
                EraseChip();
                break;
            case 0xA0:
                WriteFuse(FuseId.Low, value, ChipWriteKind.LowFuse);
                break;
            case 0xA8:
                WriteFuse(FuseId.High, value, ChipWriteKind.HighFuse);
                break;
            case 0xA4:
                WriteFuse(FuseId.Extended, value, ChipWriteKind.ExtendedFuse);
                break;
            case >= 0xE0:
                WriteLock(value);
                break;
            default:
                writes.Violate($"AC {second:X2} is no instruction of the {part.Name}");
                break;
        }
    }

    private void EraseChip()
    {
        memories.EraseFlash();
        if (!fuses.EepromSurvivesErase)
        {
            memories.EraseEeprom();
        }

        memories.ClearBuffers();
        fuses.EraseLock();
        writes.Start(ChipWriteKind.ChipErase, part.ChipEraseTime);
    }

    private void LoadHigh(uint wordAddress, byte value)
    {
        if (!memories.LoadHigh(wordAddress, value))
        {
            writes.Violate($"high byte of word 0x{wordAddress:X} loaded without its low byte");
        }
    }

    private void WriteFlashPage(uint address)
    {
        if (MayWrite("a flash page"))
        {
            memories.WriteFlashPage(address);
            writes.Start(ChipWriteKind.FlashPage, part.FlashWriteTime, memories.PageStart(address), memories.FlashPageSize);
        }
    }

    private void WriteEeprom(uint address, byte value)
    {
        if (MayWrite("an EEPROM byte"))
        {
            int offset = memories.EepromOffset(address);
            memories.Eeprom[offset] = value;
            writes.Start(ChipWriteKind.EepromByte, part.EepromWriteTime, offset);
        }
    }

    private void WriteEepromPage(uint address)
    {
        if (MayWrite("an EEPROM page"))
        {
            int size = memories.EepromPageSize;
            memories.WriteEepromPage(address);
            int start = memories.EepromOffset(address) / size * size;
            writes.Start(ChipWriteKind.EepromPage, part.EepromWriteTime, start, size);
        }
    }

    private void WriteFuse(FuseId id, byte value, ChipWriteKind kind)
    {
        if (!fuses.Has(id))
        {
            writes.Violate($"the {part.Name} has no {id} fuse byte");
        }
        else if (MayWrite($"the {id} fuse byte"))
        {
            fuses.Write(id, value);
            writes.Start(kind, part.FuseWriteTime);
        }
    }

    /// <summary>Mode 2 still lets the boot lock bits and LB2 fall; in mode 3 nothing is left to write.</summary>
    private void WriteLock(byte value)
    {
        if (fuses.ReadsLocked)
        {
            writes.Violate("the lock byte written in lock mode 3");
            return;
        }

        fuses.Write(FuseId.Lock, value);
        writes.Start(ChipWriteKind.Lock, part.FuseWriteTime);
    }

    private bool MayWrite(string what)
    {
        if (fuses.WritesLocked)
        {
            writes.Violate($"{what} written while the lock bits forbid it");
        }

        return !fuses.WritesLocked;
    }
}
