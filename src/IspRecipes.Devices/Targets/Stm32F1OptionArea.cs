using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// The option bytes as they lie in flash: half-words from 0x1FFFF800, a byte and its complement, which the controller makes
/// (PM0075, 2.5).
/// </summary>
internal static class Stm32F1OptionArea
{
    public static MemoryRegion Region => OptionBytes.Region;

    /// <summary>
    /// What to write, and where, in this order. Once the option bytes are erased, the chip counts as read protected: the byte
    /// that lifts that comes first, and one that asks for it last.
    /// </summary>
    /// <exception cref="ArgumentException">Protected for ever. Nothing else makes half-words of option bytes.</exception>
    public static IReadOnlyList<(uint Address, byte Value)> InOrder(Stm32Family family, OptionBytes wanted)
    {
        if (wanted[OptionByteId.Rdp] == Stm32Family.ProtectedForEver)
        {
            throw new ArgumentException("read protection that nothing lifts is never written", nameof(wanted));
        }

        OptionByteId[] others = [.. family.Options.Select(option => option.Id).Where(id => id != OptionByteId.Rdp).Order()];
        bool protects = family.ProtectionLevel(wanted[OptionByteId.Rdp]) > 0;
        OptionByteId[] order = protects ? [.. others, OptionByteId.Rdp] : [OptionByteId.Rdp, .. others];
        return [.. order.Select(id => (AddressOf(id), wanted[id]))];
    }

    /// <summary>The first byte that is not what was written, or whose complement is not; null when all is well.</summary>
    /// <param name="held">All of <see cref="Region"/>.</param>
    public static (OptionByteId Id, byte Expected, byte Found)? FirstDifference(
        Stm32Family family, OptionBytes wanted, ReadOnlySpan<byte> held)
    {
        foreach ((uint address, byte value) in InOrder(family, wanted))
        {
            int at = (int)(address - Region.Start);
            byte found = (byte)(held[at] == value ? ~held[at + 1] : held[at]);
            if (found != value)
            {
                return ((OptionByteId)(at / 2), value, found);
            }
        }

        return null;
    }

    /// <summary>The first byte but RDP that is whole in flash and acts as something else, in bits that have a meaning; null for none.</summary>
    /// <param name="acting">What FLASH_OBR and FLASH_WRPR tell.</param>
    /// <param name="held">All of <see cref="Region"/>.</param>
    public static OptionByteId? Contradiction(Stm32Family family, OptionBytes acting, ReadOnlySpan<byte> held)
    {
        foreach (OptionByte option in family.Options.Where(option => option.Id != OptionByteId.Rdp))
        {
            (byte value, byte complement) = (held[2 * (int)option.Id], held[(2 * (int)option.Id) + 1]);
            int meaning = option.Fields.Aggregate(0, (bits, field) => bits | field.Mask);
            if (complement == (byte)~value && ((value ^ acting[option.Id]) & meaning) != 0)
            {
                return option.Id;
            }
        }

        return null;
    }

    private static uint AddressOf(OptionByteId id) => Region.Start + (2 * (uint)id);
}
