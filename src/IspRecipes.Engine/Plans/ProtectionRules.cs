using System.Numerics;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe does to an STM32's protection, and whether it consents to what that costs.</summary>
internal sealed class ProtectionRules(Stm32Job job, DiagnosticBag found)
{
    private readonly Consents _consents = new(job.Recipe, found);

    private Stm32Family Family => job.Part.Family;

    public void Check()
    {
        CheckUnlock();
        CheckReadProtection();
        CheckWriteProtection();
        _consents.ReportNeedless();
    }

    private void CheckUnlock()
    {
        if (job.Unlocks && !_consents.Allows(Consent.MassErase))
        {
            found.Add(DiagnosticCode.UnlockRefused, job.Recipe.Unlock!.Where, job.Part.Name);
        }
    }

    private void CheckReadProtection()
    {
        if (Planned(OptionByteId.Rdp) is not var (setting, value))
        {
            return;
        }

        if (value == Stm32Family.ProtectedForEver)
        {
            found.Add(DiagnosticCode.ReadProtectionForEver, setting.ValueWhere, setting.Words(), Family.ReadProtectionOff);
        }
        else if (value != Family.ReadProtectionOff)
        {
            if (!_consents.Allows(Consent.WriteProtect))
            {
                found.Add(DiagnosticCode.ReadProtectionRefused, setting.ValueWhere, setting.Words(), job.Part.Name, Family.ReadProtectionOff);
            }
        }
        else if (!job.Unlocks)
        {
            found.Add(DiagnosticCode.OptionUnlocksNothing, setting.ValueWhere, setting.Words());
        }
    }

    private void CheckWriteProtection()
    {
        foreach (OptionByte option in Family.Options.Where(option => option.Id >= OptionByteId.Wrp0))
        {
            if (Planned(option.Id) is var (setting, value) && (job.Options!.Mask[option.Id] & ~value) is int bits and not 0
                && !_consents.Allows(Consent.WriteProtect))
            {
                (uint first, uint last) = Protected(option.Id, (byte)bits);
                found.Add(DiagnosticCode.WriteProtectionRefused, setting.ValueWhere, setting.Words(), first, last);
            }
        }
    }

    /// <summary>First and last address that these bits of a WRP byte stand for; the last bit of all stands for the rest of the flash.</summary>
    private (uint First, uint Last) Protected(OptionByteId id, byte bits)
    {
        uint perBit = (uint)(Family.PagesPerProtectionBit * Family.PageSize);
        int firstBit = (8 * (id - OptionByteId.Wrp0)) + BitOperations.TrailingZeroCount(bits);
        int lastBit = (8 * (id - OptionByteId.Wrp0)) + BitOperations.Log2(bits);
        int lastOfAll = (8 * (Family.Options.Max(option => option.Id) - OptionByteId.Wrp0)) + 7;
        uint flash = job.Part.Flash.Start;
        uint end = lastBit == lastOfAll ? Math.Max(job.Part.Flash.End, flash + ((uint)lastBit + 1) * perBit) : flash + (((uint)lastBit + 1) * perBit);
        return (flash + ((uint)firstBit * perBit), end - 1);
    }

    /// <summary>The setting of an option byte that is one field, and its value; null where the recipe leaves it alone.</summary>
    private (FuseSetting Setting, byte Value)? Planned(OptionByteId id) =>
        job.Options is PlannedOptions options && options.Mask[id] != 0
            ? (options.Settings.First(setting => Family.FindOption(setting.Name.Value)?.Byte.Id == id), options.Values[id])
            : null;
}
