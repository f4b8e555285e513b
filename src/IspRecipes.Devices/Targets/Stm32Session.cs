using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>A debug session with an STM32 from its beginning to its end: who answers, who holds the core, who lets it run again.</summary>
internal sealed class Stm32Session(ISwdProbe probe, CortexM core)
{
    private readonly List<Fault> _notices = [];
    private bool _ended;

    /// <summary>DPIDR, or 0 where the probe does not tell.</summary>
    public uint DebugPortId { get; private set; }

    public IReadOnlyList<Fault> Notices => _notices;

    /// <summary>Halted or reset, so that it has to be reset once more in the end.</summary>
    public bool IsDisturbed { get; private set; }

    /// <summary>Core at its reset vector, watchdogs frozen, clocks and bus masters as after power-up: what the stubs need.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Connects; under reset where that is asked for, or where nothing else helps.</summary>
    public void Enter(double? hertz, bool underReset)
    {
        if (!underReset)
        {
            try
            {
                DebugPortId = probe.Connect(hertz, underReset: false);
                return;
            }
            catch (TargetException)
            {
                // An application may have taken the pins, or sleep: NRST, where it is wired, stops it.
            }
        }

        DebugPortId = probe.Connect(hertz, underReset: true);
        IsDisturbed = true;
        if (!core.LeaveReset())
        {
            _notices.Add(new Fault(FaultCode.ResetNotWired));
        }
        else if (!underReset)
        {
            _notices.Add(new Fault(FaultCode.OnlyUnderReset));
        }
    }

    /// <summary>Resets the chip and holds its core before the first instruction.</summary>
    /// <param name="family">Whose watchdogs stand still while the core does.</param>
    /// <param name="request">Called when all is prepared; what resets the chip.</param>
    /// <exception cref="TargetException">The core does not come to a halt (ISP6031).</exception>
    public void Hold(Stm32Family family, Func<WordAccess> request)
    {
        IsDisturbed = true;
        core.HaltAndCatch();
        uint frozen = probe.ReadWord(family.FreezeAddress);
        probe.WriteWord(family.FreezeAddress, frozen | family.FreezeBits);
        if (!core.Reset(request()).IsHeld && !core.ResetByWire().IsHeld)
        {
            throw new TargetException(FaultCode.CoreNotHalted);
        }

        IsHeld = true;
    }

    /// <summary>Resets the chip if it was disturbed, and ends the session: its program runs.</summary>
    /// <exception cref="TargetException">Nothing resets it: its program does not run (ISP6046).</exception>
    public void Leave(Func<WordAccess> request)
    {
        _ended = true;
        try
        {
            if (IsDisturbed && !core.ResetToStart(request()))
            {
                throw new TargetException(FaultCode.NotRestarted);
            }
        }
        catch (DeviceException)
        {
            // Halted where the stub ended it would not start: once more, and then the failure is told.
            Quietly(() => core.ResetToStart(CortexM.ResetRequest));
            throw;
        }
        finally
        {
            probe.Disconnect();
        }
    }

    /// <summary>The same after a failure, which stays the one that is told; does nothing after <see cref="Leave"/>.</summary>
    /// <param name="finish">Waits for what nothing may interrupt, before the core is halted.</param>
    /// <param name="settle">Waits out what the flash is doing.</param>
    public void Abandon(Action finish, Action settle)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (IsDisturbed)
        {
            Quietly(finish);
            Quietly(core.Halt);
            Quietly(settle);
            Quietly(() => core.ResetToStart(CortexM.ResetRequest));
        }

        Quietly(probe.Disconnect);
    }

    private static void Quietly(Action ending)
    {
        try
        {
            ending();
        }
        catch (DeviceException)
        {
            // What ended the job is on its way to the user already.
        }
    }
}
