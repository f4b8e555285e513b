namespace IspRecipes.Engine.Steps;

/// <summary>What a file may be said to be, by the <c>kind</c> of a recipe or of a file we know by its hash.</summary>
/// <param name="Id">As a recipe writes it.</param>
/// <param name="IsBootloader">True for what lives in an AVR's boot section, or where there is none at the end of its flash.</param>
/// <param name="NeedsBootReset">
/// True for a bootloader that only a reset starts: without BOOTRST nothing reaches it once an application is there. The
/// others are started by pin HWB at reset too, or by the application.
/// </param>
internal sealed record FileKind(string Id, bool IsBootloader = false, bool NeedsBootReset = false)
{
    public static FileKind Application { get; } = new("application");

    /// <summary>A firmware that makes an ISP programmer of the board it runs on.</summary>
    public static FileKind IspFirmware { get; } = new("isp-firmware");

    /// <summary>The bootloader of the STM32F103, at the start of the flash.</summary>
    public static FileKind Stm32duino { get; } = new("stm32duino");

    public static IReadOnlyList<FileKind> All { get; } =
    [
        Application,
        new("atmegaboot", IsBootloader: true, NeedsBootReset: true),
        new("atmel-dfu", IsBootloader: true),
        new("bootloadhid", IsBootloader: true, NeedsBootReset: true),
        new("caterina", IsBootloader: true, NeedsBootReset: true),
        new("halfkay", IsBootloader: true),
        IspFirmware,
        new("lufa-dfu", IsBootloader: true),
        new("lufa-hid", IsBootloader: true),
        new("lufa-ms", IsBootloader: true),
        new("micronucleus", IsBootloader: true),
        new("optiboot", IsBootloader: true, NeedsBootReset: true),
        new("qmk-dfu", IsBootloader: true),
        new("qmk-hid", IsBootloader: true),
        new("stk500v2", IsBootloader: true, NeedsBootReset: true),
        Stm32duino,
        new("usbasploader", IsBootloader: true, NeedsBootReset: true),
    ];

    public static FileKind? Find(string id) => All.FirstOrDefault(kind => kind.Id == id);
}
