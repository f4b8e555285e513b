using System.Buffers.Binary;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// A program of ours in the chip's SRAM, with the words and bytes it works on behind it. It runs at the chip's pace while the
/// probe waits, and ends at a breakpoint with a word of its own changed, which proves that it was it that ended.
/// </summary>
/// <param name="probe">Way to the chip.</param>
/// <param name="core">Halted out of reset: clocks, DMA and interrupts are as after power-up.</param>
/// <param name="sram">Where it is put, divisible by four.</param>
/// <param name="code">What the assembler made of the source in the folder Stubs.</param>
internal sealed class FlashStub(ISwdProbe probe, CortexM core, uint sram, byte[] code)
{
    /// <summary>In the status word until the stub has ended.</summary>
    public const uint Unfinished = 0xFFFFFFFF;

    /// <summary>The longest time without a look at <see cref="CancellationToken"/>.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>Between polls of a stub that takes longer than predicted.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Address of the words behind the code.</summary>
    public uint Words { get; } = sram + (uint)code.Length;

    /// <summary>Puts the stub and what it works on into SRAM, and reads back all but the data.</summary>
    /// <param name="words">What the stub's source says, in its order.</param>
    /// <param name="data">Behind them; a multiple of four bytes.</param>
    /// <returns>False when SRAM holds something else, or is not there: nothing may be run then.</returns>
    public bool TryLoad(ReadOnlySpan<uint> words, ReadOnlySpan<byte> data)
    {
        byte[] image = new byte[code.Length + (words.Length * sizeof(uint)) + data.Length];
        code.CopyTo(image, 0);
        for (int index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(code.Length + (index * sizeof(uint))), words[index]);
        }

        data.CopyTo(image.AsSpan(image.Length - data.Length));
        byte[] held = new byte[image.Length - data.Length];
        try
        {
            probe.Write(sram, image);
            probe.Read(sram, held);
        }
        catch (TargetException)
        {
            return false; // no SRAM there
        }

        return image.AsSpan(0, held.Length).SequenceEqual(held);
    }

    /// <summary>Starts the stub, and waits until the core has halted.</summary>
    /// <param name="looks">When to look, from the start; what is predicted costs no more commands than it needs.</param>
    /// <param name="longest">From the start; then it is halted.</param>
    /// <param name="cancel">Asked all the time; then the core is halted, and flash may be busy still.</param>
    /// <exception cref="TargetException">Still running (ISP6033: seconds); the chip was reset meanwhile (ISP6035).</exception>
    public void Run(ReadOnlySpan<TimeSpan> looks, TimeSpan longest, CancellationToken cancel)
    {
        core.Start(sram);
        TimeSpan started = probe.Clock.Now;
        for (int look = 0; ; look++)
        {
            TimeSpan next = look < looks.Length ? started + looks[look] : probe.Clock.Now + Pause;
            WaitUntil(next, cancel);
            CoreState state = core.ReadState();
            if (state.WasReset)
            {
                throw new TargetException(FaultCode.ResetWhileWriting);
            }

            if (state.IsHalted)
            {
                return;
            }

            if (probe.Clock.Now - started > longest)
            {
                core.Halt();
                throw new TargetException(FaultCode.StubSilent, longest.TotalSeconds);
            }
        }
    }

    /// <summary>Waits until the stub has ended by itself, as one must that nothing may interrupt.</summary>
    /// <param name="longest">Then it is left as it is.</param>
    public void AwaitEnd(TimeSpan longest)
    {
        TimeSpan deadline = probe.Clock.Now + longest;
        while (!core.ReadState().IsHalted && probe.Clock.Now < deadline)
        {
            probe.Clock.Wait(Pause);
        }
    }

    /// <summary>Reads words that the stub has left, the first of which is its status.</summary>
    /// <param name="index">Of the status among the words.</param>
    /// <param name="results">Status first.</param>
    /// <exception cref="TargetException">The core halted elsewhere (ISP6034: PC).</exception>
    public void ReadResults(int index, Span<uint> results)
    {
        byte[] bytes = new byte[results.Length * sizeof(uint)];
        probe.Read(Words + (uint)(index * sizeof(uint)), bytes);
        for (int word = 0; word < results.Length; word++)
        {
            results[word] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(word * sizeof(uint)));
        }

        if (results[0] == Unfinished)
        {
            throw new TargetException(FaultCode.StubFell, probe.ReadRegister(CoreRegister.Pc));
        }
    }

    private void WaitUntil(TimeSpan time, CancellationToken cancel)
    {
        while (probe.Clock.Now < time)
        {
            StopIfAsked(cancel);
            TimeSpan left = time - probe.Clock.Now;
            probe.Clock.Wait(left < Slice ? left : Slice);
        }

        StopIfAsked(cancel);
    }

    private void StopIfAsked(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            core.Halt();
            cancel.ThrowIfCancellationRequested();
        }
    }
}
