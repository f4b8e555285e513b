using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>What a run has learned of an STM32 so far.</summary>
internal sealed class Stm32State
{
    /// <summary>Null before the chip was identified.</summary>
    public Stm32Identity? Identity { get; set; }

    /// <summary>The part, with the flash size that counts; null before the chip was identified.</summary>
    public Stm32Part? Part { get; set; }

    /// <summary>The option bytes as first read; null before that.</summary>
    public OptionBytes? Before { get; private set; }

    /// <summary>The option bytes as last read.</summary>
    public OptionBytes? Now { get; private set; }

    /// <summary>What the option bytes shall hold where the recipe names nothing: what they held, but for protection that was lifted.</summary>
    public OptionBytes? Kept { get; private set; }

    /// <summary>What was written to the option bytes and acts from the next reset on; null for nothing.</summary>
    public OptionBytes? Pending { get; set; }

    /// <summary>0 for no read protection.</summary>
    public int ReadProtectionLevel { get; private set; }

    /// <summary>True once all of the flash is erased: nothing of it need be kept.</summary>
    public bool Erased { get; set; }

    /// <summary>True once the flash was found to hold all that it shall, and nothing else.</summary>
    public bool HoldsAll { get; set; }

    /// <summary>Pages that were erased or written one by one.</summary>
    public int PagesChanged { get; set; }

    /// <summary>What was written to flash, for verifying: the image, and the gaps within its pages as they were kept.</summary>
    public IReadOnlyList<FlashRun> Runs { get; set; } = [];

    /// <summary>Takes note of option bytes that were read.</summary>
    public void Learn(OptionBytes options, int readProtectionLevel)
    {
        Before ??= options;
        Kept ??= options;
        Now = options;
        ReadProtectionLevel = readProtectionLevel;
    }

    /// <summary>Takes note that read protection is off for good, unless the recipe switches it on again.</summary>
    public void Unlocked() => Kept = Kept!.With(OptionByteId.Rdp, Now![OptionByteId.Rdp]);
}
