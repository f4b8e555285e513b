using System.Buffers.Binary;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// Finds out what chip is at the end of a probe, and whether it is the one that is expected. Reads only; the core is neither
/// halted nor reset.
/// </summary>
/// <param name="probe">Connected.</param>
/// <param name="debugPortId">DPIDR, or 0 where the probe does not tell.</param>
/// <param name="request">What is expected.</param>
internal sealed class Stm32Identification(ISwdProbe probe, uint debugPortId, Stm32Connection request)
{
    /// <summary>CPUID, PARTNO: Cortex-M0 and M0+ (ARMv6-M ARM, B3.2.3), and M33.</summary>
    private const uint CortexM0 = 0xC20;
    private const uint CortexM0Plus = 0xC60;
    private const uint CortexM33 = 0xD21;

    private readonly List<Fault> _notices = [];

    public IReadOnlyList<Fault> Notices => _notices;

    /// <summary>The part that counts: with the family of the chip's revision and the flash size that it is taken to have.</summary>
    public Stm32Part? Part { get; private set; }

    /// <summary>FLASH_OBR and FLASH_WRPR as they were read on the way.</summary>
    public (uint Obr, uint Wrpr) Options { get; private set; }

    /// <exception cref="TargetException">
    /// DEV_ID is 0 (ISP6021: CPUID, volts), nobody's that we know (ISP6022: DEV_ID, REV_ID, core, name), another family's
    /// (ISP6023: part, expected DEV_ID, found DEV_ID, family, parts); not of a maker that is accepted (ISP6024, ISP6025: mark,
    /// DPIDR); less flash than the part has (ISP6027: KiB found, part, KiB expected).
    /// </exception>
    public Stm32Identity Run()
    {
        uint cpuId = probe.ReadWord(CortexM.CpuId);
        uint debugId = probe.ReadWord(DebugIdAddress(cpuId));
        ushort deviceId = (ushort)(debugId & 0xFFF);
        ushort revision = (ushort)(debugId >> 16);
        Stm32Family family = FamilyOf(deviceId, revision, cpuId);
        uint[] factory =
        [
            family.FlashSizeAddress & ~3u, family.UniqueIdAddress, family.UniqueIdAddress + 4, family.UniqueIdAddress + 8,
        ];
        uint[] registers =
        [
            family.FlashRegisters + Stm32F1Registers.Obr, family.FlashRegisters + Stm32F1Registers.Wrpr, CortexM.Dhcsr,
        ];
        uint[] words = probe.Batches ? ReadWords([.. factory, .. registers]) : [.. ReadCorner(factory), .. ReadWords(registers)];
        family = family.Of(revision, words[4]);
        ushort kiB = (ushort)(words[0] >> (int)(8 * (family.FlashSizeAddress & 2)));
        var identity = new Stm32Identity
        {
            DebugPortId = debugPortId,
            CpuId = cpuId,
            DeviceId = deviceId,
            Revision = revision,
            Family = family,
            FlashKiB = kiB is 0 or 0xFFFF ? null : kiB,
            UniqueId = $"{words[1]:X8}{words[2]:X8}{words[3]:X8}",
            CloneMark = CloneMark(family, cpuId, revision),
            Core = new CoreState(words[6]).Activity,
        };
        Options = (words[4], words[5]);
        JudgeMaker(identity);
        Part = PartOf(identity);
        if (identity.Core == CoreActivity.LockedUp)
        {
            _notices.Add(new Fault(FaultCode.CoreLockedUp));
        }

        return identity;
    }

    private uint DebugIdAddress(uint cpuId) => (cpuId >> 4 & 0xFFF) switch
    {
        CortexM0 or CortexM0Plus => 0x40015800, // RM0091, 32.4.1
        CortexM33 => 0xE0044000, // RM0438, DBGMCU
        0 => request.Part?.Family.DebugIdAddress ?? 0xE0042000,
        _ => 0xE0042000, // RM0008, 31.6.1
    };

    /// <summary>Words of one corner of the system memory: all of it costs less than each by itself.</summary>
    private uint[] ReadCorner(uint[] addresses)
    {
        uint start = addresses.Min();
        byte[] corner = new byte[addresses.Max() + 4 - start];
        probe.Read(start, corner);
        return [.. addresses.Select(address => BinaryPrimitives.ReadUInt32LittleEndian(corner.AsSpan((int)(address - start))))];
    }

    private uint[] ReadWords(uint[] addresses)
    {
        WordAccess[] turn = [.. addresses.Select(WordAccess.Read)];
        probe.Exchange(turn);
        return [.. turn.Select(access => access.Value)];
    }

    private Stm32Family FamilyOf(ushort deviceId, ushort revision, uint cpuId)
    {
        if (deviceId == 0)
        {
            throw new TargetException(FaultCode.DeviceIdBlank, cpuId, probe.TargetVolts!);
        }

        Stm32Family[] families = [.. Stm32Catalog.WithDeviceId(deviceId)];
        if (families.Length == 0)
        {
            throw new TargetException(
                FaultCode.DeviceIdUnknown, deviceId, revision, CoreName(cpuId), Stm32DeviceIds.NameOf(deviceId)!);
        }

        Stm32Family found = families.FirstOrDefault(family => family.Id == request.Part?.Family.Id) ?? families[0];
        if (request.Part is Stm32Part part && part.Family.Id != found.Id)
        {
            string[] parts = [.. Stm32Catalog.Of(found).Select(other => other.Id)];
            throw new TargetException(
                FaultCode.ChipIsAnother, part.Name, part.Family.DeviceId, deviceId, found.Name, parts);
        }

        return found;
    }

    private static string CoreName(uint cpuId) => (cpuId >> 4 & 0xFFF) switch
    {
        CortexM0 => "Cortex-M0",
        CortexM0Plus => "Cortex-M0+",
        0xC23 => "Cortex-M3",
        0xC24 => "Cortex-M4",
        0xC27 => "Cortex-M7",
        CortexM33 => "Cortex-M33",
        _ => $"CPUID 0x{cpuId:X8}",
    };

    /// <summary>What tells it from ST's own: the most telling first. A probe that does not tell DPIDR marks nobody.</summary>
    private string? CloneMark(Stm32Family family, uint cpuId, ushort revision) =>
        family.Clones.TryGetValue(revision, out Stm32Clone? clone) ? $"REV_ID 0x{revision:X4}, {clone.Name}"
        : debugPortId != 0 && !family.DebugPortIds.Contains(debugPortId) ? $"DPIDR 0x{debugPortId:X8}"
        : !family.CpuIds.Contains(cpuId) ? $"CPUID 0x{cpuId:X8}"
        : null;

    private void JudgeMaker(Stm32Identity identity)
    {
        if (identity.CloneMark is not string mark)
        {
            if (!request.AcceptsGenuine)
            {
                throw new TargetException(FaultCode.GenuineRefused, identity.DebugPortId);
            }
        }
        else if (!request.AcceptsClones)
        {
            throw new TargetException(FaultCode.CloneRefused, mark);
        }
        else
        {
            _notices.Add(new Fault(FaultCode.CloneFound, mark));
        }
    }

    /// <summary>The part that is expected, or the family's that fits, with the flash size that counts.</summary>
    private Stm32Part PartOf(Stm32Identity identity)
    {
        Stm32Part[] parts = [.. Stm32Catalog.Of(identity.Family)];
        Stm32Part part = request.Part
            ?? parts.FirstOrDefault(part => part.Flash.Size == identity.FlashKiB * 1024u)
            ?? parts[^1];
        part = part with { Family = identity.Family };
        if (request.FlashSize is uint size)
        {
            return part.WithFlash(size);
        }

        if (identity.FlashKiB is not int kiB)
        {
            _notices.Add(new Fault(FaultCode.FlashSizeUntold, part.Flash.Size / 1024));
            return part;
        }

        if (request.Part is null)
        {
            return part.WithFlash((uint)kiB * 1024);
        }

        return kiB * 1024u >= part.Flash.Size
            ? part
            : throw new TargetException(FaultCode.FlashSmaller, kiB, part.Name, part.Flash.Size / 1024);
    }
}
