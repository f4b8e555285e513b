using IspRecipes.Devices.Programmers;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The driver's blocks against plain memory: any address and length, on every kind of firmware, with WAIT in between.</summary>
public sealed class StLinkMemoryTests
{
    private const uint Start = 0x20000000;

    private static readonly int[] Borders = [0, 1, 2, 3, 4, 5, 63, 64, 65, 511, 512, 513, 6143, 6144, 6145, 6148, 12288, 12289];

    public static TheoryData<StLinkFirmware> Firmwares => [.. (StLinkFirmware[])
    [
        StLinkFirmware.V2J14, StLinkFirmware.V2J17, StLinkFirmware.V2J26, StLinkFirmware.V2J37S7, StLinkFirmware.V21J29, StLinkFirmware.V3J7,
        StLinkFirmware.V2J37S7 with { ClearsStickyErrors = false },
    ]];

    [Theory]
    [MemberData(nameof(Firmwares))]
    public void What_is_written_is_in_memory_and_what_is_read_was_there(StLinkFirmware firmware)
    {
        Random random = new(firmware.Jtag);
        WordChip chip = new();
        VirtualStLink twin = new(chip, chip.Clock, firmware);
        using StLinkV2 probe = new(twin, chip.Clock);
        probe.Open();
        probe.Connect(4e6, underReset: false);
        byte[] memory = new byte[chip.Memory.Length];
        for (int turn = 0; turn < 150; turn++)
        {
            int length = turn < 4 * Borders.Length ? Borders[turn / 4] : random.Next(300);
            int at = (4 * random.Next((memory.Length - length) / 4)) + (turn % 4);
            twin.WaitsToCome = random.Next(3);
            byte[] bytes = new byte[Math.Min(length, memory.Length - at)];
            random.NextBytes(bytes);

            probe.Write(Start + (uint)at, bytes);
            bytes.CopyTo(memory, at);
            int from = random.Next(memory.Length);
            byte[] read = new byte[Math.Min(length, memory.Length - from)];
            twin.WaitsToCome = random.Next(3);
            probe.Read(Start + (uint)from, read);

            Assert.True(memory.AsSpan().SequenceEqual(chip.Memory), $"{bytes.Length} bytes written at {at}");
            Assert.True(read.AsSpan().SequenceEqual(memory.AsSpan(from, read.Length)), $"{read.Length} bytes read at {from}");
        }
    }

    /// <summary>Whatever a killed program left due, and in whatever mode it left the probe.</summary>
    [Theory]
    [MemberData(nameof(Firmwares))]
    public void A_probe_that_a_killed_program_left_anyhow_is_taken_over(StLinkFirmware firmware)
    {
        byte[][] left =
        [
            [], [0xF1], [0xF7], [0xF2, 0x30, 0xA3], [0xF2, 0x36, 0, 0, 0, 0x20], [0xF2, 0x07, 0, 0, 0, 0x20, 0, 0x18], [0xF2, 0x07, 0, 0, 0, 0x20, 64, 0],
            [0xF2, 0x08, 0, 0, 0, 0x20, 64, 0], [0xF2, 0x08, 0, 0, 0, 0x20, 0, 0x18], [0xF2, 0x3C, 0],
        ];
        foreach (StLinkMode mode in (StLinkMode[])[StLinkMode.Dfu, StLinkMode.MassStorage, StLinkMode.Debug, StLinkMode.Swim])
        {
            foreach (byte[] command in left)
            {
                WordChip chip = new();
                VirtualStLink twin = new(chip, chip.Clock, firmware) { Mode = mode };
                if (command.Length > 0)
                {
                    twin.BulkOut(firmware.OutEndpoint, [.. command, .. new byte[16 - command.Length]], TimeSpan.FromSeconds(1));
                }

                using StLinkV2 probe = new(twin, chip.Clock);
                probe.Open();
                probe.Connect(null, underReset: false);
                probe.Write(Start, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

                Assert.True(chip.Memory.AsSpan(0, 9).SequenceEqual((byte[])[1, 2, 3, 4, 5, 6, 7, 8, 9]), $"{mode} {Convert.ToHexString(command)}");
            }
        }
    }
}
