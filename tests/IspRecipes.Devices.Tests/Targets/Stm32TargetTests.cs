using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Devices.Tests.Targets;

public sealed class Stm32TargetTests
{
    private static readonly Stm32Part C8 = Stm32Catalog.Find("stm32f103c8")!;

    private readonly PlainStm32 _chip = new(C8);
    private readonly PlainProbe _probe;

    public Stm32TargetTests() => _probe = new PlainProbe(_chip);

    [Theory]
    [InlineData(7172, false, 38)]
    [InlineData(65536, true, 113)]
    public void A_job_costs_few_commands(int length, bool erasesChip, int commands)
    {
        new Random(7).NextBytes(_chip.Flash);
        byte[] image = Some(length);
        using Stm32Target target = Identified();

        if (erasesChip)
        {
            target.EraseFlash();
        }

        int pages = target.Write(C8.Flash.Start, image);
        target.Verify(C8.Flash.Start, image);
        target.Leave();

        Assert.Equal((length + 1023) / 1024, pages);
        Assert.Equal(image, _chip.Flash[..length]);
        Assert.Equal(erasesChip ? [null] : Enumerable.Range(0, 8).Select(page => (uint?)(C8.Flash.Start + page * 1024)), _chip.Erases);
        Assert.True(_probe.RunsFree);
        Assert.Equal(commands, _probe.Commands);
    }

    [Fact]
    public void Any_range_is_written_and_all_beside_it_kept_and_a_second_time_nothing()
    {
        Stm32Part small = C8.WithFlash(6 * 1024);
        Prop.ForAll<uint, ushort, int>((from, count, seed) =>
        {
            var random = new Random(seed);
            var chip = new PlainStm32(small) { BusyReads = random.Next(3) };
            random.NextBytes(chip.Flash);
            chip.Flash.AsSpan(1024, 1024).Fill(0xFF);
            uint at = from % small.Flash.Size;
            byte[] bytes = new byte[1 + (count % (small.Flash.Size - at))];
            random.NextBytes(bytes);
            chip.Flash.AsSpan((int)at, bytes.Length / 3).CopyTo(bytes);
            byte[] expected = [.. chip.Flash];
            bytes.CopyTo(expected.AsSpan((int)at));
            using Stm32Target target = Identified(new PlainProbe(chip), small);

            int changed = target.Write(small.Flash.Start + at, bytes);
            int erased = chip.Erases.Count;
            int again = target.Write(small.Flash.Start + at, bytes);

            return expected.AsSpan().SequenceEqual(chip.Flash) && changed >= erased && again == 0 && chip.Erases.Count == erased
                && chip.Cr == 0x80 && chip.WatchdogReloads > 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_page_that_holds_the_bytes_or_is_blank_is_not_erased()
    {
        byte[] image = Some(3 * 1024);
        image.AsSpan(0, 1024).CopyTo(_chip.Flash);
        _chip.Flash[2 * 1024] = 0x12;
        using Stm32Target target = Identified();

        Assert.Equal(2, target.Write(C8.Flash.Start, image));
        Assert.Equal(C8.Flash.Start + (2 * 1024), Assert.Single(_chip.Erases));
        Assert.Equal(image, _chip.Flash[..image.Length]);
    }

    [Fact]
    public void Write_protected_pages_are_found_before_anything_is_changed()
    {
        _chip.Options[8] = 0b1111_1001;
        _chip.LoadOptions();
        using Stm32Target target = Identified();

        Assert.Equal(["pages 4 to 11"], target.WriteProtected(C8.Flash.Start, 64 * 1024).Select(pages => pages.Name));
        Assert.Empty(target.WriteProtected(C8.Flash.Start, 4 * 1024));
        TargetException refused = Throws(FaultCode.FlashWriteProtected, () => target.Write(C8.Flash.Start + 4095, Some(2)));
        Throws(FaultCode.FlashWriteProtected, target.EraseFlash);

        Assert.Equal(["page 4"], (IEnumerable<string>)refused.Fault.Arguments[0]);
        Assert.Equal(0, _probe.Resets);
    }

    [Fact]
    public void Flash_that_is_read_protected_is_neither_read_nor_erased_nor_written()
    {
        Protect();
        using Stm32Target target = Identified();

        Assert.Equal("read", Throws(FaultCode.FlashReadProtected, () => target.Read(C8.Flash.Start, new byte[4])).Fault.Arguments[0]);
        Throws(FaultCode.FlashReadProtected, () => target.Write(C8.Flash.Start, Some(4)));
        Throws(FaultCode.FlashReadProtected, target.EraseFlash);
        target.Read(C8.Sram.Start, new byte[4]);
        Assert.Equal(0, _probe.Resets);
    }

    [Fact]
    public void Cells_that_do_not_erase_are_told_by_their_page()
    {
        _chip.Worn.Add(C8.Flash.Start + 2048);
        _chip.Flash[2048] = 0;
        using Stm32Target target = Identified();

        TargetException worn = Throws(FaultCode.ProgrammingFailed, () => target.Write(C8.Flash.Start, Some(4096)));
        target.Dispose();

        Assert.Equal(C8.Flash.Start + 2048, worn.Address);
        Assert.Equal(["page 2", C8.Flash.Start + 2048], worn.Fault.Arguments);
        Assert.Equal(0x80u, _chip.Cr);
        Assert.True(_probe.RunsFree);
    }

    [Fact]
    public void What_reads_back_wrong_is_told_by_its_first_address()
    {
        byte[] image = Some(100);
        using Stm32Target target = Identified();
        target.Write(C8.Flash.Start, image);
        _chip.Flash[40] ^= 1;
        _chip.Flash[50] ^= 1;

        TargetException wrong = Throws(FaultCode.VerifyMismatch, () => target.Verify(C8.Flash.Start, image));

        Assert.Equal(["flash", C8.Flash.Start + 40, image[40], _chip.Flash[40], 2], wrong.Fault.Arguments);
    }

    [Fact]
    public void A_run_is_cancelled_with_the_core_halted_the_controller_locked_and_the_program_running_again()
    {
        using var cancel = new CancellationTokenSource();
        Stm32Target target = Identified();
        _probe.Before = access =>
        {
            if (access.StartsWith("reg Xpsr"))
            {
                cancel.Cancel();
            }
        };

        Assert.Throws<OperationCanceledException>(() => target.Write(C8.Flash.Start, Some(4096), null, cancel.Token));
        Assert.Equal("W E000EDF0 A05F0003", _probe.Log[^1]);
        target.Dispose();

        Assert.Equal(0x80u, _chip.Cr);
        Assert.True(_probe.RunsFree);
    }

    [Theory]
    [InlineData("read 20000000")]
    [InlineData("reg Pc")]
    [InlineData("R E000EDF0")]
    public void A_probe_that_is_gone_leaves_one_failure_and_no_other(string access)
    {
        Stm32Target target = Identified();
        _probe.Before = now =>
        {
            if (now.StartsWith(access))
            {
                _probe.Before = _ => throw new LinkException(FaultCode.UsbUnplugged, "gone");
                throw new LinkException(FaultCode.UsbUnplugged, "gone");
            }
        };

        Assert.Throws<LinkException>(() => target.Write(C8.Flash.Start, Some(4096)));
        target.Dispose();
        Assert.False(_probe.Connected);
    }

    [Fact]
    public void Leaving_after_reading_resets_nothing_and_after_writing_lets_the_new_program_run()
    {
        using (Stm32Target reader = Identified())
        {
            reader.Read(C8.Flash.Start, new byte[10]);
            reader.Leave();
        }

        Assert.Equal(0, _probe.Resets);
        using Stm32Target writer = Identified();
        writer.Write(C8.Flash.Start, Some(10));
        writer.Leave();
        Assert.Equal(2, _probe.Resets);
        Assert.True(_probe.RunsFree);
    }

    private Stm32Target Identified() => Identified(_probe, C8);

    private static Stm32Target Identified(PlainProbe probe, Stm32Part part)
    {
        Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(part));
        target.Identify();
        return target;
    }

    private void Protect()
    {
        _chip.Options[0] = 0x00;
        _chip.LoadOptions();
    }

    private static byte[] Some(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static TargetException Throws(FaultCode code, Action act)
    {
        TargetException thrown = Assert.Throws<TargetException>(act);
        Assert.Equal(code, thrown.Fault.Code);
        return thrown;
    }
}
