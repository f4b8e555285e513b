using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>What a chip told of itself, three times the same.</summary>
/// <param name="Signature">Its signature.</param>
/// <param name="Fuses">Fuse bytes and the lock byte; unimplemented bits are 1.</param>
internal sealed record ChipReading(Signature Signature, IReadOnlyDictionary<FuseId, byte> Fuses);

/// <summary>
/// Finds an SCK that a chip follows: from fast to slow, then one step slower than the first at which it answers, where
/// signature and fuses must read the same three times. An echo of Programming Enable alone is no answer, for it may come
/// by chance: the part's signature must come with it. Bit errors may look like another chip, but not at two speeds.
/// </summary>
internal sealed class BitClockSearch(IspProgrammer programmer, AvrPart part)
{
    private const int Readings = 3;

    /// <summary>Leaves the chip in programming mode at the SCK that was found, or at the slowest.</summary>
    /// <param name="steps">In hertz, fastest first.</param>
    /// <returns>What was read; null where nothing read the same three times.</returns>
    /// <exception cref="TargetException">The chip answers at no SCK (ISP6009: part).</exception>
    public ChipReading? Run(IReadOnlyList<double> steps)
    {
        Signature? faster = null; // as the step before read it; null where the chip did not answer there
        ChipReading? other = null;
        for (int index = 0; index < steps.Count; index++)
        {
            bool last = index == steps.Count - 1;
            if (!Answers(steps[index], throws: last || (index > 0 && programmer.SckHertz is null)))
            {
                faster = null;
                continue;
            }

            if (faster is null && !last && programmer.SckHertz is not null)
            {
                faster = programmer.ReadSignature();
                continue;
            }

            ChipReading? reading = Read();
            if (programmer.SckHertz is null || IsSettled(reading, faster, last) || IsSame(reading, other))
            {
                return reading;
            }

            (faster, other) = (reading?.Signature, reading);
        }

        return null;
    }

    private bool IsSettled(ChipReading? reading, Signature? faster, bool last) =>
        reading?.Signature == part.Signature && (faster == part.Signature || last);

    private static bool IsSame(ChipReading? reading, ChipReading? other) =>
        reading is not null && reading.Signature == other?.Signature;

    private bool Answers(double hertz, bool throws)
    {
        programmer.SetBitClock(hertz);
        try
        {
            programmer.EnterProgramming(part);
            return true;
        }
        catch (TargetException refused) when (!throws && refused.Fault.Code == FaultCode.ProgrammingModeRefused)
        {
            return false;
        }
    }

    private ChipReading? Read()
    {
        ChipReading? first = null;
        for (int count = 0; count < Readings; count++)
        {
            ChipReading next = ReadOnce();
            first ??= next;
            if (next.Signature != first.Signature || next.Fuses.Any(fuse => first.Fuses[fuse.Key] != fuse.Value))
            {
                return null;
            }
        }

        return first;
    }

    private ChipReading ReadOnce() => new(
        programmer.ReadSignature(),
        new SortedDictionary<FuseId, byte>(((FuseByte[])[.. part.Fuses, part.Lock]).ToDictionary(
            fuse => fuse.Id, fuse => (byte)(programmer.ReadFuse(fuse.Id) | ~fuse.Mask))));
}
