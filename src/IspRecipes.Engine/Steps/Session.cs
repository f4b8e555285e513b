using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps;

/// <summary>An open port with a programmer behind it and, once connected, a chip.</summary>
/// <param name="port">Where the programmer is.</param>
/// <param name="cost">Tells what has passed over the link.</param>
internal abstract class Session(string port, Func<LinkCost> cost) : IDisposable
{
    public string Port => port;

    public LinkCost Cost => cost();

    /// <summary>What answered, for people.</summary>
    public abstract string Identity { get; }

    /// <summary>Lets go of the chip, if nothing did before, and of the port.</summary>
    public abstract void Dispose();
}

/// <summary>A session with an AVR, held in RESET once connected.</summary>
/// <param name="programmer">Not yet opened; owns the link from here on.</param>
internal sealed class IspSession(string port, Func<LinkCost> cost, IspProgrammer programmer) : Session(port, cost)
{
    public IspProgrammer Programmer => programmer;

    public override string Identity => programmer.Identity;

    /// <summary>The chip; null before <see cref="Connect"/>.</summary>
    public AvrTarget? Target { get; private set; }

    /// <summary>Brings the chip into programming mode.</summary>
    /// <param name="part">What it is meant to be.</param>
    /// <param name="sckSteps">Every SCK in hertz to try, fastest first; none for the one that is set.</param>
    public AvrTarget Connect(AvrPart part, IReadOnlyList<double>? sckSteps = null) =>
        Target = AvrTarget.Connect(programmer, part, sckSteps);

    public override void Dispose()
    {
        try
        {
            Target?.Dispose();
        }
        finally
        {
            programmer.Dispose();
        }
    }
}

/// <summary>A session with an STM32 at the end of a debug probe.</summary>
/// <param name="device">The probe, as it is plugged in.</param>
/// <param name="probe">Not yet opened; owns the link from here on.</param>
internal sealed class SwdSession(UsbDeviceInfo device, Func<LinkCost> cost, ISwdProbe probe) : Session(device.Name, cost)
{
    public UsbDeviceInfo Device => device;

    public ISwdProbe Probe => probe;

    public override string Identity => probe.Identity;

    /// <summary>The chip; null before <see cref="Connect"/>.</summary>
    public Stm32Target? Target { get; private set; }

    /// <summary>Begins to debug the chip; it runs on.</summary>
    public Stm32Target Connect(Stm32Connection request) => Target = Stm32Target.Connect(probe, request);

    public override void Dispose()
    {
        try
        {
            Target?.Dispose();
        }
        finally
        {
            probe.Dispose();
        }
    }
}
