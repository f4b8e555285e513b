using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe's fuses and lock bits would do that cannot be undone by ISP, and whether it consents.</summary>
internal sealed class ConsentRules(Job job, FlashSections sections, DiagnosticBag found)
{
    private readonly Consents _consents = new(job.Recipe, found);

    public void Check()
    {
        if (sections.Deciding("SPIEN") is var (spien, spienField, spienValue) && spienValue == 1)
        {
            FuseSetting setting = spien.SettingOf(spienField);
            found.Add(DiagnosticCode.SpiDisableRefused, setting.ValueWhere, setting.Words());
        }

        CheckProgrammed("RSTDISBL", Consent.ResetDisable, DiagnosticCode.ResetDisableRefused);
        CheckProgrammed("DWEN", Consent.DebugWire, DiagnosticCode.DebugWireRefused);
        CheckClock();
        CheckWriteProtection();
        if (job.ErasesChip && sections.LargestBoot is not null)
        {
            _consents.Allows(Consent.RemoveBootloader);
        }

        _consents.ReportNeedless();
    }

    private void CheckProgrammed(string name, Consent consent, DiagnosticCode refusal)
    {
        if (sections.Deciding(name) is var (fuse, field, value) && value == 0 && !_consents.Allows(consent))
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(refusal, setting.ValueWhere, setting.Words());
        }
    }

    /// <summary>Fuses and board that contradict each other need no chip to be refused; the rest is checked against it.</summary>
    private void CheckClock()
    {
        if (PlannedClock.Of(job) is not PlannedClock planned || planned.Setting is not FuseSetting setting)
        {
            return;
        }

        BoardClock? board = job.Recipe.Board.Clock?.Value;
        ClockChoice? clock = planned.Kind;
        if (clock is not null && board?.Serves(clock.Class) == true)
        {
            return;
        }

        if (!_consents.Allows(Consent.ClockSource) && clock is not null && board is not null)
        {
            found.Add(CheckClockStep.Refusal(setting.Words(), clock, board, setting.ValueWhere));
        }
    }

    private void CheckWriteProtection()
    {
        if (job.Lock is not PlannedFuse change
            || sections.Part.Lock.Field("LB") is not FuseField field
            || !change.Change.Programs(field))
        {
            return;
        }

        if (!_consents.Allows(Consent.WriteProtect))
        {
            FuseSetting setting = change.SettingOf(field);
            found.Add(DiagnosticCode.WriteProtectRefused, setting.ValueWhere, setting.Words());
        }
    }
}
