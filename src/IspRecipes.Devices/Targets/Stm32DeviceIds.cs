namespace IspRecipes.Devices.Targets;

/// <summary>
/// STM32s that this version cannot flash, by DEV_ID, so that one of them is named (RM0090, RM0383, RM0390 and the other reference
/// manuals, DBGMCU_IDCODE). Those it can are in the part catalogue.
/// </summary>
internal static class Stm32DeviceIds
{
    private static readonly Dictionary<ushort, string> Names = new()
    {
        [0x411] = "STM32F2",
        [0x413] = "STM32F405, F407, F415, F417",
        [0x419] = "STM32F42x, F43x",
        [0x421] = "STM32F446",
        [0x423] = "STM32F401xB, F401xC",
        [0x431] = "STM32F411",
        [0x433] = "STM32F401xD, F401xE",
        [0x434] = "STM32F469, F479",
        [0x441] = "STM32F412",
        [0x458] = "STM32F410",
        [0x463] = "STM32F413, F423",
        [0x449] = "STM32F74x, F75x",
        [0x451] = "STM32F76x, F77x",
        [0x452] = "STM32F72x, F73x",
        [0x450] = "STM32H742, H743, H750, H753",
        [0x480] = "STM32H7A3, H7B0, H7B3",
        [0x483] = "STM32H72x, H73x",
        [0x416] = "STM32L1, category 1",
        [0x429] = "STM32L1, category 2",
        [0x427] = "STM32L1, category 3",
        [0x436] = "STM32L1, category 4",
        [0x437] = "STM32L1, category 5 and 6",
        [0x457] = "STM32L01x, L02x",
        [0x425] = "STM32L03x, L04x",
        [0x417] = "STM32L05x, L06x",
        [0x447] = "STM32L07x, L08x",
        [0x464] = "STM32L41x, L42x",
        [0x435] = "STM32L43x, L44x",
        [0x462] = "STM32L45x, L46x",
        [0x415] = "STM32L47x, L48x",
        [0x461] = "STM32L49x, L4Ax",
        [0x470] = "STM32L4R, L4S",
        [0x472] = "STM32L552, L562",
        [0x466] = "STM32G03x, G04x",
        [0x456] = "STM32G05x, G06x",
        [0x460] = "STM32G07x, G08x",
        [0x467] = "STM32G0Bx, G0Cx",
        [0x468] = "STM32G431, G441",
        [0x469] = "STM32G47x, G48x",
        [0x479] = "STM32G491, G4A1",
        [0x443] = "STM32C011",
        [0x453] = "STM32C031",
        [0x495] = "STM32WB55, WB35",
        [0x497] = "STM32WLE5, WL55",
    };

    /// <summary>Null for one that we have no name for either.</summary>
    public static string? NameOf(ushort deviceId) => Names.GetValueOrDefault(deviceId);
}
