using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Option bytes of an STM32, with the cable failing at every transfer in turn: a chip whose option bytes stay erased is a protected one.</summary>
public class Stm32OptionFaultTests
{
    /// <summary>The first transfer of interest: before, the chip has not been touched.</summary>
    private const int Opening = 25;

    private static readonly byte[] Program = Stm32World.Program(2048);

    private static readonly OptionBytes Held = new([0xA5, 0xF8, 0x11, 0x22, 0xFF, 0xFF, 0x7F, 0xFF]);

    [Theory]
    [InlineData(FaultCode.UsbStall, 1)]
    [InlineData(FaultCode.UsbTimeout, 1)]
    [InlineData(FaultCode.UsbShort, 1)]
    [InlineData(FaultCode.UsbTimeout, 3)]
    [InlineData(FaultCode.UsbUnplugged, 1)]
    public void Option_bytes_are_the_old_or_the_new_wherever_the_cable_fails(FaultCode fault, int times)
    {
        OptionBytes wanted = Held.With(OptionByteId.Data0, 0x42).With(OptionByteId.Wrp0, 0xFE);
        EachTransfer(fault, times, Held, target => target.WriteOptions(wanted), (chip, told) =>
        {
            Assert.True(chip.LoadedOptions.Equals(wanted) || chip.LoadedOptions.Equals(Held), told);
            Assert.Equal(Program, chip.Flash[..Program.Length]);
        });
    }

    [Theory]
    [InlineData(FaultCode.UsbStall, 1)]
    [InlineData(FaultCode.UsbTimeout, 1)]
    [InlineData(FaultCode.UsbShort, 1)]
    [InlineData(FaultCode.UsbTimeout, 3)]
    [InlineData(FaultCode.UsbUnplugged, 1)]
    public void Protection_is_lifted_or_as_it_was_wherever_the_cable_fails(FaultCode fault, int times)
    {
        OptionBytes before = Held.With(OptionByteId.Rdp, 0);
        OptionBytes after = Held.With(OptionByteId.Wrp2, 0xFF);
        EachTransfer(fault, times, before, target => target.LiftReadProtection(), (chip, told) =>
            Assert.True(chip.LoadedOptions.Equals(before) || chip.LoadedOptions.Equals(after), told));
    }

    private static void EachTransfer(
        FaultCode fault, int times, OptionBytes held, Action<Stm32Target> job, Action<VirtualStm32, string> check)
    {
        bool reached = true;
        for (int struck = Opening; reached; struck++)
        {
            VirtualClock clock = new();
            Stm32Part part = Stm32Catalog.Find("stm32f103c8")!;
            VirtualStm32 chip = new(part, clock);
            chip.Preset(held);
            Program.CopyTo(chip.Flash, 0);
            int first = struck, last = 0;
            using var link = new StruckBulkLink(new VirtualStLink(chip, clock), (transfer, _, _) =>
            {
                last = transfer;
                return transfer >= first && transfer < first + times ? fault : null;
            });
            string outcome = Run(link, clock, part, job);
            reached = last >= first;
            clock.Wait(TimeSpan.FromMilliseconds(100));
            bool isFree = chip.IsRunning || chip.Flash[0] == 0xFF;
            chip.CyclePower();

            string told = $"transfer {struck}: {outcome}; {chip.LoadedOptions}";
            check(chip, told);
            Assert.True(isFree || times > 1 || fault == FaultCode.UsbUnplugged, $"{told}: its program does not run");
            Assert.True(chip.Violations.Count == 0, $"{told}; {string.Join("; ", chip.Violations)}");
        }
    }

    private static string Run(StruckBulkLink link, VirtualClock clock, Stm32Part part, Action<Stm32Target> job)
    {
        try
        {
            using var probe = new StLinkV2(link, clock);
            probe.Open();
            using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(part));
            target.Identify();
            job(target);
            target.Leave();
            return "done";
        }
        catch (DeviceException failure)
        {
            return $"{failure.Fault.Code}";
        }
    }
}
