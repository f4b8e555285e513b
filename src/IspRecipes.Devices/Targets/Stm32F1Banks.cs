using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>The banks of a part's flash, each with registers of its own: one, and in XL density parts a second (RM0008, 3.3.3).</summary>
internal sealed class Stm32F1Banks(ISwdProbe probe, Stm32Part part)
{
    /// <summary>Distance between the registers of the two banks (RM0008, 3.3.3: FLASH_KEYR2 at 0x44).</summary>
    private const uint Stride = 0x40;

    /// <summary>The registers of each bank that the part has.</summary>
    public IEnumerable<Stm32F1Registers> All => part.Family.SecondBank is uint second && second < part.Flash.End
        ? [Of(part.Flash.Start), Of(second)]
        : [Of(part.Flash.Start)];

    /// <summary>The registers that the option bytes belong to: the first bank's.</summary>
    public Stm32F1Registers OfOptions => Of(part.Flash.Start);

    /// <summary>The registers that the flash at this address belongs to.</summary>
    public Stm32F1Registers Of(uint address) => new(probe, RegistersOf(address));

    /// <summary>Their address.</summary>
    public uint RegistersOf(uint address) =>
        address >= part.Family.SecondBank ? part.Family.FlashRegisters + Stride : part.Family.FlashRegisters;

    /// <summary>Waits until nothing is erased or programmed any more, and locks the banks.</summary>
    public void Settle()
    {
        foreach (Stm32F1Registers registers in All)
        {
            registers.AwaitReady(FlashTimes.Settling);
            registers.Lock();
        }
    }
}
