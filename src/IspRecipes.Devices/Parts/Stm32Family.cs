namespace IspRecipes.Devices.Parts;

/// <summary>
/// What all STM32s with one device id have in common, as their reference manual and flash programming manual state it.
/// </summary>
public sealed record Stm32Family
{
    /// <summary>
    /// The RDP byte of a protection that nothing lifts: of F0 and F3, and of chips by GigaDevice that answer as an F1 (GD32F1x0
    /// user manual, FMC, security protection). Written to no chip of any family.
    /// </summary>
    public const byte ProtectedForEver = 0xCC;

    /// <summary>Catalogue id: <c>stm32f1-medium</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For people: <c>STM32F101/102/103 medium density</c>.</summary>
    public required string Name { get; init; }

    /// <summary>DEV_ID, bits 11 to 0 of DBGMCU_IDCODE: 0x410.</summary>
    public required ushort DeviceId { get; init; }

    /// <summary>For people: <c>Cortex-M3</c>.</summary>
    public required string Core { get; init; }

    /// <summary>DPIDR values of the maker's own chips; another value is a clone's mark, never an error.</summary>
    public required IReadOnlyList<uint> DebugPortIds { get; init; }

    /// <summary>CPUID values of the maker's own chips; another value is a clone's mark, never an error.</summary>
    public required IReadOnlyList<uint> CpuIds { get; init; }

    /// <summary>Address of DBGMCU_IDCODE.</summary>
    public required uint DebugIdAddress { get; init; }

    /// <summary>Address of the DBGMCU register that stops watchdogs while the core is halted.</summary>
    public required uint FreezeAddress { get; init; }

    /// <summary>The bits of IWDG and WWDG in it.</summary>
    public required uint FreezeBits { get; init; }

    /// <summary>Address of the flash size register, 16 bits, in KiB.</summary>
    public required uint FlashSizeAddress { get; init; }

    /// <summary>Address of the unique device id, 96 bits.</summary>
    public required uint UniqueIdAddress { get; init; }

    /// <summary>Which flash controller it has; each has a class of its own in Targets.</summary>
    public required FlashController Controller { get; init; }

    /// <summary>Base address of the flash controller's registers: 0x40022000.</summary>
    public required uint FlashRegisters { get; init; }

    /// <summary>In bytes.</summary>
    public required int PageSize { get; init; }

    /// <summary>Bytes of flash in the largest part; what counts where the size register says nothing.</summary>
    public required uint LargestFlash { get; init; }

    /// <summary>First byte address of the second bank, which has registers of its own 0x40 above the first's; null for one bank.</summary>
    public uint? SecondBank { get; init; }

    /// <summary>Pages that a bit of the write protection stands for; the last bit stands for all that remain.</summary>
    public required int PagesPerProtectionBit { get; init; }

    /// <summary>RDP byte that switches read protection off: 0xA5 or 0xAA.</summary>
    public required byte ReadProtectionOff { get; init; }

    /// <summary>RDP byte that switches it on for ever; null where there is no such level. Never written.</summary>
    public byte? ReadProtectionForEver { get; init; }

    /// <summary>True where FLASH_CR has OBL_LAUNCH (bit 13), which loads the option bytes by a reset of its own.</summary>
    public bool HasOptionLaunch { get; init; }

    /// <summary>Where in FLASH_OBR the user byte begins: bit 2 on F1, bit 8 on F0 and F3. The data bytes follow it.</summary>
    public required int UserShift { get; init; }

    /// <summary>The option bytes, in the order of <see cref="OptionByteId"/>; a family may have fewer WRP bytes than four.</summary>
    public required IReadOnlyList<OptionByte> Options { get; init; }

    /// <summary>REV_ID, bits 31 to 16 of DBGMCU_IDCODE, by name: <c>0x2003</c>, <c>Y</c>.</summary>
    public IReadOnlyDictionary<ushort, string> Revisions { get; init; } = new Dictionary<ushort, string>();

    /// <summary>REV_IDs of other makers' chips that answer with this device id: <c>0x1704</c>, GD32F3x0.</summary>
    public IReadOnlyDictionary<ushort, Stm32Clone> Clones { get; init; } = new Dictionary<ushort, Stm32Clone>();

    /// <summary>Document number and section.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The family as the chip with this REV_ID has it: some clones load and show option bytes as F0 does. Two of GigaDevice's
    /// share a REV_ID and differ in that: there FLASH_OBR tells, bits 31 to 26 of which are 0 on an F1, and bits 7 to 3 on an F0
    /// (PM0075, 3.8; RM0091, FLASH_OBR).
    /// </summary>
    public Stm32Family Of(ushort revision, uint optionRegister)
    {
        bool looksAsF0 = optionRegister >> 26 != 0 || (optionRegister & 0xF8) == 0;
        return Clones.GetValueOrDefault(revision) is Stm32Clone clone && (clone.OptionsAsF0 ?? looksAsF0)
            ? this with { UserShift = 8, HasOptionLaunch = true, ReadProtectionForEver = ProtectedForEver }
            : this;
    }

    /// <summary>What an RDP byte stands for: 0 for no protection, 2 for one that nothing lifts, 1 for all else.</summary>
    public int ProtectionLevel(byte rdp) => rdp == ReadProtectionOff ? 0 : rdp == ReadProtectionForEver ? 2 : 1;

    /// <summary>An option byte's field by the manual's name, in any case; null where the family has none.</summary>
    public (OptionByte Byte, FuseField Field)? FindOption(string name)
    {
        foreach (OptionByte option in Options)
        {
            if (option.Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is FuseField found)
            {
                return (option, found);
            }
        }

        return null;
    }
}

/// <summary>How flash is unlocked, erased and written. A family with another one needs a class and a twin of its own.</summary>
public enum FlashController
{
    /// <summary>F1, F0 and F3: pages, half-words, FLASH_AR (PM0075; RM0091 and RM0316, embedded flash memory).</summary>
    F1,
}

/// <summary>The option bytes of F1, F0 and F3, in the order of their addresses, each with its complement behind it.</summary>
public enum OptionByteId
{
    Rdp,
    User,
    Data0,
    Data1,
    Wrp0,
    Wrp1,
    Wrp2,
    Wrp3,
}

/// <summary>One option byte of a family.</summary>
/// <param name="Id">Which byte.</param>
/// <param name="Factory">As the maker delivers it.</param>
/// <param name="Fields">By the manual's names, highest bit first; a byte without fields of its own has one over all of its bits.</param>
public sealed record OptionByte(OptionByteId Id, byte Factory, IReadOnlyList<FuseField> Fields);

/// <summary>Another maker's chip that answers with a family's device id.</summary>
/// <param name="Name">As its maker calls it: <c>GD32F3x0</c>.</param>
/// <param name="OptionsAsF0">
/// True where the user byte begins at bit 8 of FLASH_OBR, and FLASH_CR has OBL_LAUNCH; null where the REV_ID does not tell.
/// </param>
public sealed record Stm32Clone(string Name, bool? OptionsAsF0);
