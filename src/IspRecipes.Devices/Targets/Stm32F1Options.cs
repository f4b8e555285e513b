using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// The option bytes that act, as FLASH_OBR and FLASH_WRPR hold them since the last reset (PM0075, 3.8 and 3.9; RM0091 and
/// RM0316, FLASH_OBR). Both stay readable under protection.
/// </summary>
/// <param name="Part">Whose they are.</param>
/// <param name="Obr">FLASH_OBR.</param>
/// <param name="Wrpr">FLASH_WRPR: a bit that is 0 protects.</param>
internal sealed record Stm32F1Options(Stm32Part Part, uint Obr, uint Wrpr)
{
    /// <summary>What stands for protection that is on: OBR tells that it is, not by which of 255 values.</summary>
    public const byte Protected = 0x00;

    /// <summary>RDPRT: bit 1; where there is a level 2, bits 2 and 1, of which that sets both.</summary>
    public int ReadProtectionLevel => Part.Family.ReadProtectionForEver is null
        ? (int)(Obr >> 1 & 1)
        : (Obr >> 1 & 3) switch { 0 => 0, 3 => 2, _ => 1 };

    public OptionBytes Bytes
    {
        get
        {
            uint user = Obr >> Part.Family.UserShift;
            byte rdp = ReadProtectionLevel switch
            {
                0 => Part.Family.ReadProtectionOff,
                2 => Part.Family.ReadProtectionForEver!.Value,
                _ => Protected,
            };
            byte[] values =
            [
                rdp, (byte)user, (byte)(user >> 8), (byte)(user >> 16),
                (byte)Wrpr, (byte)(Wrpr >> 8), (byte)(Wrpr >> 16), (byte)(Wrpr >> 24),
            ];
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = Has((OptionByteId)index) ? values[index] : (byte)0xFF;
            }

            return new OptionBytes(values);
        }
    }

    /// <summary>The same, with neither reading nor writing protected.</summary>
    public OptionBytes Unprotected
    {
        get
        {
            OptionBytes bytes = Bytes.With(OptionByteId.Rdp, Part.Family.ReadProtectionOff);
            for (OptionByteId id = OptionByteId.Wrp0; id <= OptionByteId.Wrp3; id++)
            {
                bytes = bytes.With(id, 0xFF);
            }

            return bytes;
        }
    }

    public bool Has(OptionByteId id) => Part.Family.Options.Any(option => option.Id == id);

    /// <summary>Stretches of write protected pages that a range touches, in ascending order.</summary>
    public IReadOnlyList<MemoryRegion> WriteProtected(uint address, int length)
    {
        uint size = (uint)Part.Flash.PageSize;
        uint first = (address - Part.Flash.Start) / size;
        uint end = (uint)((address - Part.Flash.Start + length + size - 1) / size);
        var stretches = new List<MemoryRegion>();
        uint? start = null;
        HashSet<int> held = [.. WriteProtection.Pages(Part, Bytes)];
        for (uint page = first; page <= end; page++)
        {
            bool isProtected = page < end && held.Contains((int)page);
            if (!isProtected && start is uint from)
            {
                stretches.Add(Stretch(from, page));
            }

            start = isProtected ? start ?? page : null;
        }

        return stretches;
    }

    /// <summary>Reads the two registers.</summary>
    public static Stm32F1Options Read(ISwdProbe probe, Stm32Part part)
    {
        uint registers = part.Family.FlashRegisters;
        Span<WordAccess> turn =
        [
            WordAccess.Read(registers + Stm32F1Registers.Obr), WordAccess.Read(registers + Stm32F1Registers.Wrpr),
        ];
        probe.Exchange(turn);
        return new Stm32F1Options(part, turn[0].Value, turn[1].Value);
    }

    /// <exception cref="TargetException">Read protected (ISP6042: verb).</exception>
    public void RefuseReadProtected(string verb)
    {
        if (ReadProtectionLevel != 0)
        {
            throw new TargetException(FaultCode.FlashReadProtected, verb);
        }
    }

    /// <exception cref="TargetException">Read protected at a level that nothing lifts (ISP6040).</exception>
    public void RefuseProtectedForEver()
    {
        if (ReadProtectionLevel == 2)
        {
            throw new TargetException(FaultCode.ProtectedForEver);
        }
    }

    /// <exception cref="TargetException">Pages of the range are write protected (ISP6036: pages).</exception>
    public void RefuseWriteProtected(uint address, int length)
    {
        if (WriteProtected(address, length) is { Count: > 0 } pages)
        {
            throw new TargetException(FaultCode.FlashWriteProtected, (object)pages.Select(page => page.Name).ToArray())
            {
                Address = pages[0].Start,
            };
        }
    }

    /// <exception cref="TargetException">Another byte acts than was written (ISP6041: byte, wanted, found).</exception>
    public void Compare(OptionBytes wanted)
    {
        foreach (OptionByteId id in Enum.GetValues<OptionByteId>())
        {
            if (wanted[id] != Bytes[id])
            {
                throw new TargetException(FaultCode.OptionMismatch, id, wanted[id], Bytes[id]);
            }
        }
    }

    /// <summary>Pages from <paramref name="first"/> to before <paramref name="end"/>, named for people.</summary>
    private MemoryRegion Stretch(uint first, uint end)
    {
        uint size = (uint)Part.Flash.PageSize;
        string name = end - first == 1 ? $"page {first}" : $"pages {first} to {end - 1}";
        return new MemoryRegion(name, Part.Flash.Start + (first * size), (end - first) * size, (int)size);
    }
}
