using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>Whole jobs against the state machine of the sketch, with a strict chip behind it.</summary>
public class Stk500v1JobTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_full_atmega32u4_is_written_and_every_page_committed_once()
    {
        var chip = new FakeChip(Chips.ATmega32U4, _clock);
        using var link = new MeteredSerialLink(new FakeSketch(chip, _clock, 128), _clock);
        byte[] image = Image(32768);

        Flash(link, Chips.ATmega32U4, image);

        Assert.Equal(image, chip.Flash);
        Assert.Equal(256, chip.Pages);
    }

    [Fact]
    public void A_full_atmega2560_loads_four_addresses()
    {
        var chip = new FakeChip(Chips.ATmega2560, _clock);
        using var link = new MeteredSerialLink(new FakeSketch(chip, _clock, 256), _clock);
        byte[] image = Image(262144);

        Flash(link, Chips.ATmega2560, image);

        Assert.Equal(image, chip.Flash);
        Assert.Equal(1024, chip.Pages);
        Assert.Equal(new LinkCost(1172, 272615, 266366), link.Cost);
    }

    [Theory]
    [InlineData("ATmega32U4")]
    [InlineData("ATmega2560")]
    [InlineData("ATmega32A")]
    public void The_whole_eeprom_lands_where_it_belongs_byte_by_byte(string name)
    {
        AvrPart part = new[] { Chips.ATmega32U4, Chips.ATmega2560, Chips.ATmega32A }.Single(chip => chip.Name == name);
        var chip = new FakeChip(part, _clock);
        using Stk500v1 programmer = Open(new FakeSketch(chip, _clock, part.Flash.PageSize));
        programmer.EnterProgramming(part);
        byte[] eeprom = Image((int)part.Eeprom.Size);

        programmer.WritePages(AvrMemory.Eeprom, 0, eeprom);
        byte[] read = new byte[eeprom.Length];
        programmer.Read(AvrMemory.Eeprom, 0, read);
        byte[] single = [.. Enumerable.Range(0, eeprom.Length)
            .Select(address => (byte)programmer.Transfer(IspInstructions.ReadEeprom((uint)address)))];

        Assert.Equal(eeprom, chip.Eeprom);
        Assert.Equal(eeprom, read);
        Assert.Equal(eeprom, single);
    }

    [Fact]
    public void A_kilobyte_of_eeprom_takes_one_turn_a_page_and_its_nine_milliseconds()
    {
        var chip = new FakeChip(Chips.ATmega32U4, _clock);
        using var link = new MeteredSerialLink(new FakeSketch(chip, _clock, 128), _clock);
        using Stk500v1 programmer = Open(link);
        programmer.EnterProgramming(Chips.ATmega32U4);
        LinkCost before = link.Cost;
        TimeSpan start = _clock.Now;

        programmer.WritePages(AvrMemory.Eeprom, 0, Image(1024));

        Assert.Equal(new LinkCost(256, 256 * 30, 256 * 15), link.Cost - before);
        Assert.Equal(TimeSpan.FromMilliseconds(256 * 9), _clock.Now - start);
    }

    [Fact]
    public void Any_stretch_can_be_read_odd_ends_included()
    {
        var chip = new FakeChip(Chips.ATmega32U4, _clock);
        Image(32768).CopyTo(chip.Flash, 0);
        Image(1024).CopyTo(chip.Eeprom, 0);
        using Stk500v1 programmer = Open(new FakeSketch(chip, _clock, 128));
        programmer.EnterProgramming(Chips.ATmega32U4);

        Prop.ForAll<ushort, ushort, bool>((from, size, inFlash) =>
        {
            byte[] memory = inFlash ? chip.Flash : chip.Eeprom;
            int start = from % memory.Length;
            byte[] read = new byte[1 + (size % Math.Min(3000, memory.Length - start))];
            programmer.Read(inFlash ? AvrMemory.Flash : AvrMemory.Eeprom, (uint)start, read);
            return read.AsSpan().SequenceEqual(memory.AsSpan(start, read.Length));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Two_lost_bytes_of_a_block_do_not_let_the_sketch_commit_what_came_after_it()
    {
        // The sketch takes CRC_EOP and '0' for the two, and the ' ' of GET_SYNC for CRC_EOP.
        int lost = 0;
        var chip = new FakeChip(Chips.ATmega32U4, _clock);
        var sketch = new FakeSketch(chip, _clock, 128)
        {
            Line = value => value == 0xB7 && lost++ < 2 ? [] : [value],
        };
        using Stk500v1 programmer = Open(sketch);
        programmer.EnterProgramming(Chips.ATmega32U4);
        byte[] block = [.. Enumerable.Repeat((byte)0xB7, 256)];

        programmer.WritePages(AvrMemory.Flash, 0, block);

        Assert.Equal(block, chip.Flash[..256]);
        Assert.Equal(1, programmer.Repeats);
    }

    [Fact]
    public void A_faulty_line_ends_in_the_right_bytes_or_in_a_fault_and_always_in_time()
    {
        int mended = Enumerable.Range(0, 200).Count(seed => Survives(new Random(seed)));

        // Most lost and doubled bytes are mended by repeating; a flipped one nothing but a verify can find.
        Assert.InRange(mended, 100, 200);
    }

    /// <summary>Writes and verifies 2 KiB over a line with about two faults in that time.</summary>
    /// <returns>Whether the job succeeded.</returns>
    private static bool Survives(Random random)
    {
        var clock = new ManualClock();
        var chip = new FakeChip(Chips.ATmega32U4, clock) { Strict = false };
        using var link = new FakeSketch(chip, clock, 128) { Line = value => Disturb(random, value) };
        byte[] image = new byte[2048];
        random.NextBytes(image);
        bool done = true;
        try
        {
            Flash(Open(link, clock), Chips.ATmega32U4, image);
        }
        catch (DeviceException)
        {
            done = false;
        }

        Assert.InRange(clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True(!done || chip.Flash.AsSpan(0, image.Length).SequenceEqual(image));
        return done;
    }

    /// <summary>Of 9,000 bytes one is lost, one doubled, one gets a bit flipped.</summary>
    private static byte[] Disturb(Random random, byte value) => random.Next(9000) switch
    {
        0 => [],
        1 => [value, value],
        2 => [(byte)(value ^ (1 << random.Next(8)))],
        _ => [value],
    };

    /// <summary>The order of a run: identify, fuses and lock, erase, write, verify, three fuses, lock, leave.</summary>
    private void Flash(ISerialLink link, AvrPart part, byte[] image) => Flash(Open(link, _clock), part, image);

    private static void Flash(Stk500v1 programmer, AvrPart part, byte[] image)
    {
        using AvrTarget target = AvrTarget.Connect(programmer, part);
        target.Identify();
        target.ReadFuses();
        target.EraseChip();
        target.WritePages(AvrMemory.Flash, 0, image);
        target.Verify(AvrMemory.Flash, 0, image);
        target.WriteFuse(FuseId.Extended, 0xF3);
        target.WriteFuse(FuseId.High, 0xD9);
        target.WriteFuse(FuseId.Low, 0x5E);
        target.WriteLock(0xEF);
        target.Leave();
    }

    private Stk500v1 Open(ISerialLink link) => Open(link, _clock);

    private static Stk500v1 Open(ISerialLink link, ManualClock clock)
    {
        Stk500v1 programmer = Stk500v1.ArduinoIsp(link, clock);
        programmer.Open();
        return programmer;
    }

    private static byte[] Image(int size)
    {
        byte[] image = new byte[size];
        new Random(1).NextBytes(image);
        return image;
    }
}
