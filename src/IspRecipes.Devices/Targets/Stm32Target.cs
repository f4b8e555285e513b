using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// A live STM32 at the end of a probe: what it is, whether it is protected, and how its flash and option bytes are changed.
/// From <see cref="Connect"/> to <see cref="Leave"/>; disposed without that, it waits out what the flash is doing, sets the
/// core running and ends the session quietly, so that the failure that ended the job stays the one that is told.
/// </summary>
public sealed class Stm32Target : IDisposable
{
    /// <summary>What a read moves at most between two looks at progress and cancel; a command of an ST-Link.</summary>
    private const int Block = 6144;

    private readonly ISwdProbe _probe;
    private readonly Stm32Connection _request;
    private readonly CortexM _core;
    private readonly Stm32Session _session;
    private readonly List<Fault> _notices = [];
    private Stm32Part? _part;
    private Stm32F1Flash? _flash;
    private Stm32F1Options? _options;

    private Stm32Target(ISwdProbe probe, Stm32Connection request)
    {
        _probe = probe;
        _request = request;
        _core = new CortexM(probe);
        _session = new Stm32Session(probe, _core);
    }

    /// <summary>What the chip is taken for, with the flash size that counts. Known after <see cref="Identify"/>.</summary>
    public Stm32Part Part => _part ?? throw new InvalidOperationException("the chip has not been identified");

    /// <summary>What was noticed and did not stop the run: a clone, no NRST wire, a size register that says nothing.</summary>
    public IReadOnlyList<Fault> Notices => [.. _session.Notices, .. _notices];

    /// <summary>How often something had to be sent again.</summary>
    public int Repeats => _probe.Repeats;

    /// <summary>True once flash or option bytes may hold something else than they did.</summary>
    public bool MayHaveChanged => _flash?.MayHaveChanged == true;

    /// <summary>True where option bytes were written and none of the resets since has loaded them: of an F0 and F3, only power-on does.</summary>
    public bool OptionsActAtPowerOn => _flash?.Options.AwaitsReset == true && Part.Family.HasOptionLaunch;

    /// <summary>0 for none; 1, and 2 where the family has such a level.</summary>
    public int ReadProtectionLevel => Options.ReadProtectionLevel;

    private Stm32F1Flash Flash => _flash ??= Part.Family.Controller switch
    {
        FlashController.F1 => new Stm32F1Flash(_probe, _core, Part),
        _ => throw new NotSupportedException($"flash controller {Part.Family.Controller}"),
    };

    private Stm32F1Options Options => _options ??= Stm32F1Options.Read(_probe, Part);

    /// <summary>Connects without halting or resetting; under reset where <paramref name="request"/> says so, or nothing else helps.</summary>
    /// <param name="probe">Opened by the caller, and closed by the caller.</param>
    /// <param name="request">How, and what is expected.</param>
    /// <exception cref="TargetException">Nobody answers (ISP6019).</exception>
    public static Stm32Target Connect(ISwdProbe probe, Stm32Connection request)
    {
        var target = new Stm32Target(probe, request);
        try
        {
            target._session.Enter(request.Hertz, request.UnderReset);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Finds out what chip it is, and compares it with the part that is expected, where one is.</summary>
    /// <inheritdoc cref="Stm32Identification.Run"/>
    public Stm32Identity Identify()
    {
        var identification = new Stm32Identification(_probe, _session.DebugPortId, _request);
        Stm32Identity identity = identification.Run();
        _part = identification.Part!;
        _options = new Stm32F1Options(_part, identification.Options.Obr, identification.Options.Wrpr);
        _notices.AddRange(identification.Notices);
        return identity;
    }

    /// <summary>
    /// The option bytes that act now, as FLASH_OBR and FLASH_WRPR hold them; readable under protection. These tell that
    /// protection of level 1 is on, not by which value: then RDP is 0.
    /// </summary>
    public OptionBytes ReadOptions() => Options.Bytes;

    /// <summary>Where the write protection that acts now stands in the way of writing this range; empty where it does not.</summary>
    /// <returns>Stretches of whole pages in ascending order, named for people: <c>pages 0 to 3</c>.</returns>
    public IReadOnlyList<MemoryRegion> WriteProtected(uint address, int length) => Options.WriteProtected(address, length);

    /// <summary>Reads memory: flash, SRAM, registers.</summary>
    /// <param name="done">Told bytes done so far.</param>
    /// <exception cref="TargetException">Flash is read protected (ISP6042: verb).</exception>
    public void Read(uint address, Span<byte> into, Action<long>? done = null, CancellationToken cancel = default)
    {
        if (Part.Flash.Contains(address))
        {
            Options.RefuseReadProtected("read");
        }

        for (int offset = 0; offset < into.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            int length = Math.Min(into.Length - offset, Block);
            _probe.Read(address + (uint)offset, into.Slice(offset, length));
            offset += length;
            done?.Invoke(offset);
        }
    }

    /// <summary>Lifts read protection, which erases all of the flash; the other option bytes keep what they hold, but WRP, which is lifted too.</summary>
    /// <exception cref="TargetException">
    /// Still protected after a reset (ISP6039): a power cycle is needed; protected for ever (ISP6040); an option byte that
    /// reads back as something else (ISP6041: byte, wanted, found).
    /// </exception>
    public void LiftReadProtection()
    {
        if (ReadProtectionLevel == 0)
        {
            return;
        }

        OptionBytes wanted = Options.Unprotected;
        ProgramOptions(wanted);
        ResetAndHalt();
        if (ReadProtectionLevel != 0)
        {
            throw new TargetException(FaultCode.StillReadProtected);
        }

        Flash.AssumeBlank();
        Options.Compare(wanted);
    }

    /// <summary>Erases all of the flash.</summary>
    /// <exception cref="TargetException">Protected (ISP6036: pages; ISP6042: verb); busy (ISP6011), locked (ISP6038).</exception>
    public void EraseFlash()
    {
        Options.RefuseReadProtected("erase");
        Options.RefuseWriteProtected(Part.Flash.Start, (int)Part.Flash.Size);
        Hold();
        Flash.EraseAll();
    }

    /// <summary>
    /// Makes flash hold these bytes. A page that holds them already is neither erased nor written; bytes of a page beside the
    /// range keep what they are.
    /// </summary>
    /// <param name="address">Any address in flash.</param>
    /// <param name="bytes">Up to the end of flash.</param>
    /// <param name="done">Told bytes done so far.</param>
    /// <param name="cancel">Heard within a moment; the page in work is not finished then.</param>
    /// <returns>How many pages were erased or written.</returns>
    /// <exception cref="TargetException">
    /// Protected (ISP6036: pages; ISP6042: verb), cells that refuse (ISP6037: page), or a stub that failed (ISP6032 to ISP6035).
    /// </exception>
    public int Write(uint address, ReadOnlySpan<byte> bytes, Action<long>? done = null, CancellationToken cancel = default)
    {
        if (address < Part.Flash.Start || address + (ulong)bytes.Length > Part.Flash.End)
        {
            throw new ArgumentOutOfRangeException(nameof(address), address, "outside of flash");
        }

        Options.RefuseReadProtected("write");
        Options.RefuseWriteProtected(address, bytes.Length);
        Hold();
        int changed = Flash.Write(address, bytes, done, cancel);
        if (Flash.WritesDirectly && !_notices.Exists(notice => notice.Code == FaultCode.WrittenByProbe))
        {
            _notices.Add(new Fault(FaultCode.WrittenByProbe, Part.Sram.Start));
        }

        return changed;
    }

    /// <summary>Reads flash back and compares.</summary>
    /// <exception cref="TargetException">
    /// They differ (ISP6006: memory, first address, expected, found, number of differing bytes).
    /// </exception>
    public void Verify(uint address, ReadOnlySpan<byte> expected, Action<long>? done = null, CancellationToken cancel = default)
    {
        byte[] found = new byte[expected.Length];
        Read(address, found, done, cancel);
        ReadBack.Compare(Part.Flash.Name, address, expected, found);
    }

    /// <summary>
    /// Erases the option bytes and writes all of them, in an order that never leaves a chip protected that shall not be, and
    /// reads them back. They act from the next reset on. Not to be interrupted.
    /// </summary>
    /// <exception cref="ArgumentException">Protection for ever, or none on a chip that is protected: see <see cref="LiftReadProtection"/>.</exception>
    /// <exception cref="TargetException">One reads back as something else (ISP6041: byte, wanted, found).</exception>
    public void WriteOptions(OptionBytes wanted)
    {
        if (ReadProtectionLevel != 0 && Part.Family.ProtectionLevel(wanted[OptionByteId.Rdp]) == 0)
        {
            throw new ArgumentException($"would erase flash; that is {nameof(LiftReadProtection)}", nameof(wanted));
        }

        ProgramOptions(wanted);
        if (ReadProtectionLevel == 0) // else they may not be readable; the registers show them after the reset
        {
            Flash.Options.Verify(wanted);
        }
    }

    /// <summary>Resets the chip, which loads the option bytes, and holds its core before the first instruction.</summary>
    /// <exception cref="TargetException">The core does not come to a halt (ISP6031).</exception>
    public void ResetAndHalt()
    {
        _session.Hold(Part.Family, ResetRequest);
        _options = null;
        _flash?.Options.WasReset();
    }

    /// <summary>Resets the chip if it was halted or changed, lets it run, and ends the session with debug off.</summary>
    public void Leave() => _session.Leave(ResetRequest);

    public void Dispose() => _session.Abandon(() => _flash?.Options.Finish(), () => _flash?.Settle());

    private void Hold()
    {
        if (!_session.IsHeld)
        {
            ResetAndHalt();
        }
    }

    private WordAccess ResetRequest() => _flash?.Options.ResetRequest() ?? CortexM.ResetRequest;

    private void ProgramOptions(OptionBytes wanted)
    {
        Options.RefuseProtectedForEver();
        Hold();
        Flash.Options.Write(wanted, Options.Bytes);
    }
}
