using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Cli.Output;

/// <summary>What a probe found, as machines read it.</summary>
internal static class ProbeDocuments
{
    /// <param name="programmer">As it was asked for.</param>
    /// <param name="probe">Without a value where nothing was found; then the document has the shape of an AVR's.</param>
    public static object Of(string programmer, Checked<ProbeReport> probe)
    {
        object[] diagnostics = [.. probe.Diagnostics.Select(Messages.Document)];
        return probe.Value is ProbeReport.Stm32 stm32 ? Of(stm32, diagnostics) : Of(programmer, probe.Value as ProbeReport.Avr, diagnostics);
    }

    private static object Of(string programmer, ProbeReport.Avr? found, object[] diagnostics) => new
    {
        Programmer = programmer,
        found?.ProgrammerIdentity,
        found?.Port,
        Signature = found?.Signature.ToString(),
        Parts = (found?.Parts ?? []).Select(part => part.Id),
        Fuses = found?.Fuses.ToDictionary(pair => FuseNames.Of(pair.Key), pair => $"0x{pair.Value:X2}"),
        Calibration = (found?.Calibration ?? []).Select(value => $"0x{value:X2}"),
        ReadProtected = found?.IsReadProtected,
        Diagnostics = diagnostics,
    };

    private static object Of(ProbeReport.Stm32 found, object[] diagnostics) => new
    {
        found.Programmer,
        found.ProgrammerIdentity,
        found.Port,
        UsbPath = found.Device.Path,
        Serial = found.Device.SerialNumber,
        TargetVolts = found.TargetVolts is double volts ? Math.Round(volts, 2) : (double?)null,
        found.SwdHertz,
        DebugPortId = $"0x{found.Identity.DebugPortId:X8}",
        CpuId = $"0x{found.Identity.CpuId:X8}",
        Core = found.Part.Family.Core,
        CoreState = Stm32Words.Of(found.Identity.Core),
        DeviceId = $"0x{found.Identity.DeviceId:X3}",
        Revision = $"0x{found.Identity.Revision:X4}",
        RevisionName = found.Identity.Family.Revisions.GetValueOrDefault(found.Identity.Revision),
        Clone = found.Identity.CloneMark,
        found.Identity.UniqueId,
        Family = found.Part.Family.Id,
        Parts = found.Parts.Select(part => part.Id),
        FlashKiBRegister = found.Identity.FlashKiB,
        FlashBytes = found.Part.Flash.Size,
        found.Part.Family.PageSize,
        SramBytes = found.Parts.Select(part => part.Sram.Size).Distinct().ToArray() is [var only] ? only : (uint?)null,
        Options = found.Part.Family.Options.ToDictionary(option => OptionNames.Of(option.Id), option => Of(found, option)),
        found.ReadProtectionLevel,
        ReadProtected = found.IsReadProtected,
        found.WriteProtectedPages,
        Diagnostics = diagnostics,
    };

    private static object Of(ProbeReport.Stm32 found, OptionByte option) => new
    {
        Value = found.KeepsValueOf(option.Id) ? null : $"0x{found.Options[option.Id]:X2}",
        Fields = option.Fields.ToDictionary(field => field.Name, field => OptionNames.Value(field, field.Extract(found.Options[option.Id]))),
    };
}
