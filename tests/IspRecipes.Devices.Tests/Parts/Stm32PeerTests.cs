using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>Holds the STM32s' data against two tables that other people made.</summary>
public partial class Stm32PeerTests
{
    private const string StLinkLibrary = "/usr/lib/x86_64-linux-gnu/libstlink.so.1.7.0";
    private const string OpenOcdTargets = "/usr/share/openocd/scripts/target/";

    /// <summary>Where stlink 1.7 has another SRAM size than our largest part, and why.</summary>
    private static readonly Dictionary<string, string> SramDiffers = new()
    {
        ["stm32f30x-8"] = "stlink takes the F302xB/xC's 40 KiB; DS9896 and DS9866 have 16 KiB",
        ["stm32f37x"] = "stlink 1.7 takes the F303's 40 KiB; DS8775 has 32 KiB",
    };

    public static TheoryData<string> Families { get; } = new(Stm32Catalog.Families.Select(family => family.Id));

    [PeerTheory(StLinkLibrary)]
    [MemberData(nameof(Families))]
    public void A_family_agrees_with_stlink(string id)
    {
        Stm32Family family = Stm32Catalog.Families.Single(family => family.Id == id);
        StLinkChip theirs = StLinkChip.Of(family.DeviceId);
        uint sram = Stm32Catalog.Of(family).Max(part => part.Sram.Size);

        Assert.Equal(family.DeviceId, theirs.ChipId);
        Assert.Equal(family.FlashSizeAddress, theirs.FlashSizeRegister);
        Assert.Equal((uint)family.PageSize, theirs.PageSize);
        Assert.Equal(!SramDiffers.ContainsKey(id), sram == theirs.SramSize);
    }

    [PeerTheory(OpenOcdTargets + "stm32f1x.cfg")]
    [MemberData(nameof(Families))]
    public void Debug_port_id_and_watchdog_freeze_agree_with_openocd(string id)
    {
        Stm32Family family = Stm32Catalog.Families.Single(family => family.Id == id);
        string script = File.ReadAllText($"{OpenOcdTargets}{id[..7]}x.cfg");

        Assert.Contains(
            Assert.Single(family.DebugPortIds),
            PortId().Matches(script).Select(match => uint.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber)));
        uint written = RegisterWrite().Matches(script)
            .Where(match => uint.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber) == family.FreezeAddress)
            .Select(match => uint.Parse(match.Groups[2].ValueSpan, NumberStyles.HexNumber))
            .First();
        Assert.Equal(family.FreezeBits, written & family.FreezeBits);
    }

    [GeneratedRegex("_CPUTAPID 0x([0-9a-f]{8})")]
    private static partial Regex PortId();

    [GeneratedRegex("mmw 0x([0-9a-fA-F]{8}) 0x([0-9a-fA-F]{8})")]
    private static partial Regex RegisterWrite();

    /// <summary>A row of stlink's table, <c>struct stlink_chipid_params</c> of 1.7 as far as we compare it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct StLinkChip
    {
        public readonly uint ChipId;
        public readonly nint Description;
        public readonly int FlashType;
        public readonly uint FlashSizeRegister;
        public readonly uint PageSize;
        public readonly uint SramSize;

        private delegate nint GetParameters(uint chipId);

        public static StLinkChip Of(uint deviceId)
        {
            nint library = NativeLibrary.Load(StLinkLibrary);
            nint get = NativeLibrary.GetExport(library, "stlink_chipid_get_params");
            nint row = Marshal.GetDelegateForFunctionPointer<GetParameters>(get)(deviceId);
            Assert.NotEqual(0, row);
            return Marshal.PtrToStructure<StLinkChip>(row);
        }
    }
}
