using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps;

/// <summary>An open port with a programmer behind it and, once connected, a chip held in RESET.</summary>
/// <param name="port">Where the programmer is.</param>
/// <param name="cost">Tells what has passed over the link.</param>
/// <param name="programmer">Not yet opened; owns the link from here on.</param>
public sealed class Session(string port, Func<LinkCost> cost, IspProgrammer programmer) : IDisposable
{
    public string Port => port;

    public LinkCost Cost => cost();

    public IspProgrammer Programmer => programmer;

    /// <summary>The chip; null before <see cref="Connect"/>.</summary>
    public AvrTarget? Target { get; private set; }

    /// <summary>Brings the chip into programming mode.</summary>
    /// <param name="part">What it is meant to be.</param>
    /// <param name="sckSteps">Every SCK in hertz to try, fastest first; none for the one that is set.</param>
    public AvrTarget Connect(AvrPart part, IReadOnlyList<double>? sckSteps = null) =>
        Target = AvrTarget.Connect(programmer, part, sckSteps);

    /// <summary>Lets go of the chip, if nothing did before, and of the port.</summary>
    public void Dispose()
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
