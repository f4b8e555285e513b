namespace IspRecipes.Devices.Images;

/// <summary>A byte address as its maker writes it: <c>0x7000</c> for an AVR, all eight digits, <c>0x08002000</c>, for an STM32.</summary>
public static class HexAddress
{
    public static string Of(long address) => address > 0xFF_FFFF ? $"0x{address:X8}" : $"0x{address:X4}";
}
