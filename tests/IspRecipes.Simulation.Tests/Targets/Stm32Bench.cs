using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Targets;

/// <summary>A virtual chip behind a virtual ST-Link, and the real target and driver to do a job on it.</summary>
internal sealed class Stm32Bench
{
    private readonly StLinkFirmware? _firmware;

    public Stm32Bench(string part = "stm32f103c8", Stm32Silicon? silicon = null, StLinkFirmware? firmware = null)
    {
        Part = Stm32Catalog.Find(part)!;
        _firmware = firmware;
        Chip = new VirtualStm32(Part, Clock, silicon);
    }

    public Stm32Part Part { get; }

    public VirtualClock Clock { get; } = new();

    public VirtualStm32 Chip { get; }

    public VirtualStLink Probe { get; private set; } = null!;

    /// <summary>Of the last run.</summary>
    public LinkCost Cost { get; private set; }

    public OptionBytes Options(byte rdp) => Chip.StoredOptions.With(OptionByteId.Rdp, rdp);

    public void Run(Action<Stm32Target> job) => Run(target =>
    {
        job(target);
        return true;
    });

    public T Run<T>(Func<Stm32Target, T> job)
    {
        Probe = new VirtualStLink(Chip, Clock, _firmware);
        using var link = new MeteredUsbLink(Probe, Clock);
        using var probe = new StLinkV2(link, Clock);
        probe.Open();
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(Part));
        target.Identify();
        target.ReadOptions();
        T result = job(target);
        target.Leave();
        Cost = link.Cost;
        return result;
    }

    public TargetException Fails(Action<Stm32Target> job) => Assert.Throws<TargetException>(() => Run(job));
}
