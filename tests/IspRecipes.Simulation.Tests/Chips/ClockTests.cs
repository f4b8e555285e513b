using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips;

public sealed class ClockTests
{
    public static TheoryData<string, byte, string, double> Clocks => new()
    {
        // part, low fuse, what is soldered on, core clock in MHz; 0 for a chip that stands still
        { "atmega328p", 0x62, "nothing", 1 },
        { "atmega328p", 0xE2, "nothing", 8 },
        { "atmega328p", 0xE3, "nothing", 0.128 },
        { "atmega328p", 0x63, "nothing", 0.016 },
        { "atmega328p", 0xFF, "crystal", 16 },
        { "atmega328p", 0x7F, "crystal", 2 },
        { "atmega328p", 0xF7, "crystal", 16 },
        { "atmega328p", 0xFF, "nothing", 0 },
        { "atmega328p", 0xFF, "oscillator", 16 },
        { "atmega328p", 0xE0, "oscillator", 16 },
        { "atmega328p", 0xE0, "crystal", 0 },
        { "atmega328p", 0xE0, "nothing", 0 },
        { "atmega328p", 0xE4, "crystal", 0 },
        { "atmega328p", 0xE4, "watch crystal", 0.032768 },
        { "atmega328p", 0xE1, "crystal", 0 },
        { "atmega32u4", 0xE3, "nothing", 0 },
        { "attiny85", 0x62, "nothing", 1 },
        { "attiny85", 0xF1, "nothing", 16 },
        { "attiny85", 0xE3, "nothing", 6.4 },
        { "attiny85", 0xE4, "nothing", 0.128 },
        { "attiny85", 0xE0, "nothing", 0 },
        { "attiny85", 0xFF, "crystal", 16 },
        { "atmega32a", 0xE1, "nothing", 1 },
        { "atmega32a", 0xE4, "nothing", 8 },
        { "atmega32a", 0xE0, "crystal", 0 },
        { "atmega32a", 0xE9, "watch crystal", 0.032768 },
        { "atmega32a", 0xFF, "crystal", 16 },
        { "atmega32a", 0xFF, "nothing", 0 },
    };

    [Theory]
    [MemberData(nameof(Clocks))]
    public void The_core_runs_from_what_the_fuses_choose_if_the_board_has_it(
        string part, byte low, string soldered, double megahertz)
    {
        var pins = new Pins(Part(part));
        pins.Chip.Board = Board(soldered);
        pins.Chip.Preset(FuseId.Low, low);

        Assert.Equal(megahertz, pins.Chip.CoreHertz / 1e6, 6);
        Assert.Equal(megahertz > 0, pins.Chip.CanBeProgrammed);
    }

    [Fact]
    public void A_clock_the_board_lacks_bricks_the_chip_once_programming_mode_is_left()
    {
        var pins = new Pins(HandMade.Atmega328P);
        pins.Chip.Board = BoardClock.None;
        Assert.Equal(0x53, pins.Enter());
        pins.WriteLow(0xFF);
        Assert.Equal(0x1E, pins.Send(0x30, 0, 0, 0));

        Assert.NotEqual(0x53, pins.Enter());
    }

    [Theory]
    [InlineData(0x62, 250e3)]
    [InlineData(0xE2, 2e6)]
    [InlineData(0xFF, 16e6 / 6)]
    public void Up_to_its_limit_SCK_costs_no_bit(byte low, double fastest)
    {
        var pins = new Pins(HandMade.Atmega328P);
        pins.Chip.Preset(FuseId.Low, low);
        pins.Chip.SckHertz = fastest;

        Assert.Equal(0, WrongAnswers(pins));
    }

    [Theory]
    [InlineData(0x62, 250e3)]
    [InlineData(0xE2, 2e6)]
    [InlineData(0xFF, 16e6 / 6)]
    public void Above_a_quarter_of_a_slow_core_or_a_sixth_of_a_fast_one_SCK_costs_bits(byte low, double fastest)
    {
        var pins = new Pins(HandMade.Atmega328P);
        pins.Chip.Preset(FuseId.Low, low);
        Assert.Equal(0x53, pins.Enter());
        pins.Chip.SckHertz = fastest * 1.1;

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => pins.Send(0x30, 0, 0, 0) != 0x1E), 10, 90);
    }

    [Fact]
    public void Far_above_its_limit_the_chip_never_answers()
    {
        var pins = new Pins(HandMade.Atmega328P);
        pins.Chip.SckHertz = 1e6;

        Assert.Equal(20, WrongAnswers(pins));
    }

    [Fact]
    public void Bit_errors_are_the_same_in_every_run()
    {
        Assert.Equal(Garbled(), Garbled());

        static byte[] Garbled()
        {
            Pins pins = Pins.Programming(HandMade.Atmega328P);
            pins.Chip.SckHertz = 300e3;
            return [.. Enumerable.Range(0, 50).Select(_ => pins.Send(0x30, 0, 0, 0))];
        }
    }

    private static int WrongAnswers(Pins pins) =>
        Enumerable.Range(0, 20).Count(_ => pins.Enter() != 0x53 || pins.Send(0x30, 0, 0, 0) != 0x1E);

    private static AvrPart Part(string id) => id switch
    {
        "atmega328p" => HandMade.Atmega328P,
        "atmega32u4" => HandMade.Atmega32U4,
        "attiny85" => HandMade.Attiny85,
        _ => HandMade.Atmega32A,
    };

    private static BoardClock Board(string soldered) => soldered switch
    {
        "crystal" => BoardClock.Crystal(16e6),
        "watch crystal" => BoardClock.Crystal(32768),
        "oscillator" => BoardClock.Oscillator(16e6),
        _ => BoardClock.None,
    };
}
