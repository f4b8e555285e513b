using System.Globalization;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>Byte addresses as the trade writes them: an AVR's with four digits or five, those of a 32-bit core with all eight.</summary>
internal static class AddressText
{
    /// <summary>Without 0x: <c>7000</c>, <c>1F000</c>, <c>08002000</c>.</summary>
    public static string Digits(long address) => address.ToString(address > 0xFF_FFFF ? "X8" : "X4", CultureInfo.InvariantCulture);
}
