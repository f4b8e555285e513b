using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>A recipe whose <c>merge:</c> a test writes: what it is refused with, or what it writes and saves.</summary>
public abstract class Merges : IDisposable
{
    protected World World { get; } = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, Firmware.Program(0x1000));

    public void Dispose() => World.Dispose();

    protected void Files(string body)
    {
        string files = body.Contains("boot", StringComparison.Ordinal) && File.Exists(World.Path("boot.hex"))
            ? "files: { app: app.hex, boot: boot.hex }"
            : "files: { app: app.hex }";
        World.Recipe($"board: {{ clock: 16 MHz crystal }}\n{files}\n{body}");
    }

    protected Diagnostic Refused(string body, string code)
    {
        Files(body);
        Checked<Plan> plan = World.Plan();
        Assert.Null(plan.Value);
        Assert.Equal([code], plan.Diagnostics.Where(found => found.Severity == Severity.Error).Select(found => found.Code).Distinct());
        return plan.Diagnostics.First(found => found.Code == code);
    }

    protected MemoryImage Written(string body)
    {
        Files(body);
        return Sound().Steps.OfType<VerifyFlashStep>().Single().Image;
    }

    protected byte[] Saved(string body, string name)
    {
        Files(body);
        foreach (SaveImageStep step in Sound().Steps.OfType<SaveImageStep>())
        {
            ImageSaving.Save(step.Path, step.Image);
        }

        return File.ReadAllBytes(World.Path(name));
    }

    protected Plan Sound()
    {
        Checked<Plan> plan = World.Plan();
        Assert.True(plan.Value is not null, string.Join("\n", plan.Diagnostics));
        return plan.Value;
    }
}
