using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// Flash and option bytes written by the probe itself, a half-word a command, for a chip whose SRAM does not hold the stub. The
/// bus waits while a half-word is programmed. Slow: a page of 1 KiB takes 512 commands.
/// </summary>
internal sealed class Stm32F1Direct(ISwdProbe probe, Stm32Part part)
{
    private readonly Stm32F1Banks _banks = new(probe, part);

    /// <summary>True once it had to do what a stub could not.</summary>
    public bool HasTakenOver { get; private set; }

    /// <summary>Takes the place of a stub that SRAM does not hold.</summary>
    /// <exception cref="TargetException">The probe cannot write half-words either (ISP6032: address).</exception>
    public void TakeOver()
    {
        if (!probe.WritesHalfWords)
        {
            throw new TargetException(FaultCode.SramNotHeld, part.Sram.Start) { Address = part.Sram.Start };
        }

        HasTakenOver = true;
    }

    /// <inheritdoc cref="Stm32Target.Write"/>
    public int Write(uint address, ReadOnlySpan<byte> bytes, CancellationToken cancel)
    {
        uint size = (uint)part.Flash.PageSize;
        int changed = 0;
        for (int offset = 0; offset < bytes.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            uint at = address + (uint)offset;
            uint page = at - ((at - part.Flash.Start) % size);
            int length = (int)Math.Min(bytes.Length - offset, page + size - at);
            byte[] held = new byte[size];
            probe.Read(page, held);
            byte[] wanted = [.. held];
            bytes.Slice(offset, length).CopyTo(wanted.AsSpan((int)(at - page)));
            if (!wanted.AsSpan().SequenceEqual(held))
            {
                WritePage(page, held, wanted);
                changed++;
            }

            offset += length;
        }

        return changed;
    }

    /// <param name="entries">Address and value, in the order of writing.</param>
    public void WriteOptions(IReadOnlyList<(uint Address, byte Value)> entries)
    {
        Stm32F1Registers registers = _banks.OfOptions;
        registers.Unlock(options: true);
        uint errors = registers.Erase(Stm32F1Registers.EraseOptions, null, FlashTimes.Erase, FlashTimes.LongestErase);
        registers.Set(Stm32F1Registers.ProgramOptions);
        foreach ((uint address, byte value) in entries)
        {
            probe.WriteHalfWord(address, value);
            errors |= registers.AwaitReady(FlashTimes.LongestMassErase);
        }

        registers.Lock();
        Stm32F1Registers.Check(errors, Stm32F1OptionArea.Region);
    }

    private void WritePage(uint page, byte[] held, byte[] wanted)
    {
        Stm32F1Registers registers = _banks.Of(page);
        registers.Unlock();
        uint errors = 0;
        if (NeedsErase(held, wanted))
        {
            errors = registers.Erase(Stm32F1Registers.ErasePage, page, FlashTimes.Erase, FlashTimes.LongestErase);
            held.AsSpan().Fill(0xFF);
        }

        registers.Set(Stm32F1Registers.Program);
        for (int at = 0; errors == 0 && at < wanted.Length; at += 2)
        {
            if (!wanted.AsSpan(at, 2).SequenceEqual(held.AsSpan(at, 2)))
            {
                probe.WriteHalfWord(page + (uint)at, BitConverter.ToUInt16(wanted, at));
            }
        }

        errors |= registers.AwaitReady(FlashTimes.LongestErase);
        registers.Lock();
        Stm32F1Registers.Check(errors, new($"page {(page - part.Flash.Start) / wanted.Length}", page, (uint)wanted.Length, wanted.Length));
    }

    /// <summary>Only half-words that are erased can be programmed.</summary>
    private static bool NeedsErase(ReadOnlySpan<byte> held, ReadOnlySpan<byte> wanted)
    {
        for (int at = 0; at < held.Length; at += 2)
        {
            if (!held.Slice(at, 2).SequenceEqual(wanted.Slice(at, 2)) && (held[at] & held[at + 1]) != 0xFF)
            {
                return true;
            }
        }

        return false;
    }
}
