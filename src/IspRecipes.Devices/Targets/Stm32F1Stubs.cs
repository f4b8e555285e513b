namespace IspRecipes.Devices.Targets;

/// <summary>
/// Our stubs for the flash controller of F1, F0 and F3, as
/// <c>arm-none-eabi-as -o stub.o stm32f1-flash.s &amp;&amp; arm-none-eabi-objcopy -O binary stub.o stub.bin</c> makes them of the
/// sources in the folder Stubs; a test does it again. What each works on is told at the head of its source.
/// </summary>
internal static class Stm32F1Stubs
{
    /// <summary>stm32f1-flash.s: makes pages equal to a buffer.</summary>
    public static byte[] Flash { get; } = Convert.FromHexString(
        "72B600F063F837A73A6813691B0A03D3304B5360304B53603423D3603E002436B868361A3C6900F040F87869FC6800F0"
        + "3CF8B868FB68984231D27C68241800F045F800210500AA5B2B889A4205D0012101331B0C01D1022106E00235A542F2D3"
        + "002901D12000E5E7F8613B6A01333B623A68022906D10223136150614223136100F01AF801231361855B03889D4202D0"
        + "058000F011F80230A042F5D3CAE700233A6880251561BB6100BEA04203D2037883550130F9E770470849094B0B60D368"
        + "5D08F9D214252B40EBD170470349044B0B60704723016745AB89EFCD00300040AAAA0000");

    /// <summary>stm32f1-options.s: erases the option bytes and writes them.</summary>
    public static byte[] Options { get; } = Convert.FromHexString(
        "72B620A73A68184C184D13691B0A01D35460556013699B0A01D2946095603423D360134B1361134B136100F012F8124B"
        + "13617868BB68984206D204684568258000F007F80830F5E7002380251561FB6000BE0A490A4B0B60D3685D08F9D21425"
        + "2B40F2D17047C04623016745AB89EFCD20020000600200001002000000300040AAAA0000");
}
