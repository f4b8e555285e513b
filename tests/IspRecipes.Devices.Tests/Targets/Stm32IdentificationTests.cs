using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Devices.Tests.Targets;

public sealed class Stm32IdentificationTests
{
    private const uint CpuId = 0xE000ED00;
    private const uint DebugId = 0xE0042000;
    private const uint FlashSize = 0x1FFFF7E0;

    private static readonly Stm32Part C8 = Stm32Catalog.Find("stm32f103c8")!;

    [Fact]
    public void A_chip_is_identified_without_being_disturbed()
    {
        PlainProbe probe = new(new PlainStm32(C8));
        using Stm32Target target = Stm32Target.Connect(probe, new Stm32Connection(C8));

        Stm32Identity identity = target.Identify();
        target.ReadOptions();
        target.Leave();

        Assert.Equal(0x1BA01477u, identity.DebugPortId);
        Assert.Equal(0x411FC231u, identity.CpuId);
        Assert.Equal((0x410, 0x2003), (identity.DeviceId, identity.Revision));
        Assert.Equal("stm32f1-medium", identity.Family.Id);
        Assert.Equal(64, identity.FlashKiB);
        Assert.Equal("0667FF535189728367185827", identity.UniqueId);
        Assert.Null(identity.CloneMark);
        Assert.Empty(target.Notices);
        Assert.Equal(0, target.ReadProtectionLevel);
        Assert.All(probe.Log, access => Assert.Matches("^(R|read) ", access));
        Assert.Equal(7, probe.Commands);
        Assert.Equal(0, probe.Resets);
        Assert.True(probe.RunsFree);
    }

    [Fact]
    public void Without_a_part_the_family_s_part_of_that_size_is_taken()
    {
        (Stm32Target target, _) = Identify(null);

        Assert.Equal("stm32f1-medium", target.Part.Family.Id);
        Assert.Equal(64u * 1024, target.Part.Flash.Size);
    }

    [Fact]
    public void A_Cortex_M0_has_its_device_id_elsewhere()
    {
        Stm32Part part = Stm32Catalog.Find("stm32f030f4") ?? Stm32Catalog.All.First(part => part.Family.Core == "Cortex-M0");
        PlainProbe probe = new(new PlainStm32(part)) { DebugPortId = part.Family.DebugPortIds[0] };
        probe.Words.Remove(DebugId);
        probe.Words[CpuId] = part.Family.CpuIds[0];
        probe.Words[0x40015800] = 0x10000000u | part.Family.DeviceId;
        probe.Words[part.Family.FlashSizeAddress] = part.Flash.Size / 1024;

        Assert.Equal(part.Family.Id, Stm32Target.Connect(probe, new Stm32Connection(null)).Identify().Family.Id);
    }

    [Theory]
    [InlineData(0x2BA01477u, 0x411FC231u, 0x20036410u, "DPIDR 0x2BA01477")]
    [InlineData(0x1BA01477u, 0x412FC231u, 0x20036410u, "CPUID 0x412FC231")]
    [InlineData(0x1BA01477u, 0x411FC231u, 0x13030410u, "REV_ID 0x1303, GD32F103/F1x0")]
    public void A_clone_is_named_and_refused_only_where_none_is_accepted(uint debugPortId, uint cpuId, uint debugId, string mark)
    {
        PlainProbe Clone() => Chip(debugPortId, (CpuId, cpuId), (DebugId, debugId));

        (Stm32Target target, Stm32Identity identity) = Identify(C8, Clone());

        Assert.Equal(mark, identity.CloneMark);
        Fault notice = Assert.Single(target.Notices);
        Assert.Equal((FaultCode.CloneFound, mark), (notice.Code, notice.Arguments[0]));
        Assert.Empty(Identify(C8, Clone(), request => request with { AcceptsGenuine = false }).Target.Notices.Skip(1));
        Refuses(FaultCode.CloneRefused, Clone(), request => request with { AcceptsClones = false });
    }

    [Fact]
    public void ST_s_own_is_refused_where_only_clones_are_accepted() =>
        Refuses(FaultCode.GenuineRefused, Chip(), request => request with { AcceptsGenuine = false });

    [Fact]
    public void A_probe_that_does_not_tell_DPIDR_makes_no_clone() => Assert.Null(Identify(C8, Chip(0)).Identity.CloneMark);

    [Fact]
    public void A_device_id_of_0_is_a_riddle_that_is_told_with_its_facts() =>
        Assert.Equal([0x411FC231u, 3.3], Refuses(FaultCode.DeviceIdBlank, Chip(words: (DebugId, 0u))).Arguments);

    [Fact]
    public void An_unknown_chip_is_named_as_far_as_it_is_known()
    {
        Fault known = Refuses(FaultCode.DeviceIdUnknown, Chip(words: [(DebugId, 0x10006431), (CpuId, 0x410FC241)]));
        Fault unknown = Refuses(FaultCode.DeviceIdUnknown, Chip(words: [(0xE0044000, 0x10006FFF), (CpuId, 0x410FD213)]));

        Assert.Equal(["Cortex-M4", "STM32F411"], known.Arguments[2..]);
        Assert.Equal(["Cortex-M33", null!], unknown.Arguments[2..]);
    }

    [Fact]
    public void Another_family_is_named_with_its_parts()
    {
        Fault fault = Refuses(FaultCode.ChipIsAnother, Chip(words: (DebugId, 0x10016414)));

        Assert.Equal("STM32F103C8", fault.Arguments[0]);
        Assert.Contains("stm32f103re", (IEnumerable<string>)fault.Arguments[4]);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xFFFF)]
    public void A_size_register_that_tells_nothing_is_no_reason_to_stop(ushort kiB)
    {
        (Stm32Target target, Stm32Identity identity) = Identify(C8, Chip(words: (FlashSize, 0xABCD0000u | kiB)));

        Assert.Null(identity.FlashKiB);
        Assert.Equal(64u * 1024, target.Part.Flash.Size);
        Assert.Equal(FaultCode.FlashSizeUntold, Assert.Single(target.Notices).Code);
    }

    [Fact]
    public void A_C8_that_says_64_has_128_where_the_recipe_says_so()
    {
        (Stm32Target target, Stm32Identity identity) =
            Identify(C8.WithFlash(128 * 1024), Chip(), request => request with { FlashSize = 128 * 1024 });

        Assert.Equal(64, identity.FlashKiB);
        Assert.Equal(128u * 1024, target.Part.Flash.Size);
        Assert.Empty(target.Notices);
    }

    [Fact]
    public void Less_flash_than_the_part_has_is_an_error() =>
        Assert.Equal([32, "STM32F103C8", 64u], Refuses(FaultCode.FlashSmaller, Chip(words: (FlashSize, 32u))).Arguments);

    [Fact]
    public void More_flash_than_the_part_has_is_none() =>
        Assert.Equal(64u * 1024, Identify(C8, Chip(words: (FlashSize, 128u))).Target.Part.Flash.Size);

    private static PlainProbe Chip(uint debugPortId = 0x1BA01477, params (uint Address, uint Value)[] words)
    {
        PlainProbe probe = new(new PlainStm32(C8)) { DebugPortId = debugPortId };
        foreach ((uint address, uint value) in words)
        {
            probe.Words[address] = value;
        }

        return probe;
    }

    private static (Stm32Target Target, Stm32Identity Identity) Identify(
        Stm32Part? part, PlainProbe? probe = null, Func<Stm32Connection, Stm32Connection>? with = null)
    {
        Stm32Connection request = new(part);
        Stm32Target target = Stm32Target.Connect(probe ?? Chip(), with?.Invoke(request) ?? request);
        return (target, target.Identify());
    }

    private static Fault Refuses(FaultCode code, PlainProbe probe, Func<Stm32Connection, Stm32Connection>? with = null)
    {
        Fault fault = Assert.Throws<TargetException>(() => Identify(C8, probe, with)).Fault;
        Assert.Equal(code, fault.Code);
        Assert.All(probe.Log, access => Assert.Matches("^(R|read) ", access));
        return fault;
    }
}
