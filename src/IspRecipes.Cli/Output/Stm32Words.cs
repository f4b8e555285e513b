using IspRecipes.Devices.Targets;

namespace IspRecipes.Cli.Output;

/// <summary>What an STM32 tells of itself, in words.</summary>
internal static class Stm32Words
{
    public static string Of(CoreActivity state) => state switch
    {
        CoreActivity.Halted => "halted",
        CoreActivity.Asleep => "asleep",
        CoreActivity.LockedUp => "locked up",
        _ => "running",
    };

    /// <summary><c>0x2003 (Y)</c>.</summary>
    public static string Revision(Stm32Identity identity) =>
        $"0x{identity.Revision:X4}{(identity.Family.Revisions.GetValueOrDefault(identity.Revision) is string name ? $" ({name})" : "")}";

    public static string SizeRegister(Stm32Identity identity) => identity.FlashKiB is int size
        ? $"the size register says {size} KiB"
        : "the largest of its family: the size register says nothing";
}
