using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>The tables of QMK's ISP flashing guide, and the warnings beside them.</summary>
public sealed class WiringTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // From the guide's tables, in its order: VCC, GND, RESET, SCLK, MOSI, MISO.
    [Theory]
    [InlineData("avrisp", "Pro Micro 5 V", "VCC GND 10 15 16 14")]
    [InlineData("avrisp", "Teensy 2.0", "VCC GND B0 B1 B2 B3")]
    [InlineData("stk500v1", "Arduino Uno", "5V GND 10 13 11 12")]
    [InlineData("stk500v1", "Arduino Micro", "5V GND 10 15 16 14")]
    [InlineData("usbasp", "USBasp", "VCC GND RST SCK MOSI MISO")]
    [InlineData("usbtiny", "USBtinyISP", "VTG GND RST SCK MOSI MISO")]
    [InlineData("usbtiny", "Pocket AVR", "VTG GND RST SCK MOSI MISO")]
    [InlineData("buspirate", "Bus Pirate", "+5V GND CS CLK MOSI MISO")]
    public void A_programmer_of_the_guide_is_wired_as_the_guide_says(string programmer, string hardware, string pins)
    {
        JsonElement wiring = Choice(Recipe("atmega32u4", programmer), hardware);

        Assert.Equal(pins.Split(' '), Wires(wiring).Select(wire => wire.From!.Split(' ', ',')[0]));
        Assert.Equal(["VCC", "GND", "RESET", "SCK (PB1)", "MOSI (PB2)", "MISO (PB3)"], Wires(wiring).Select(wire => wire.To));
    }

    // From the datasheets' tables "Pin Mapping Serial Programming" and their pinouts.
    [Theory]
    [InlineData("at90usb1286", "PB1 PB2 PB3")]
    [InlineData("atmega32a", "PB7 PB5 PB6")]
    [InlineData("atmega328p", "PB5 PB3 PB4")]
    [InlineData("atmega8", "PB5 PB3 PB4")]
    [InlineData("atmega2560", "PB1 PB2 PB3")]
    [InlineData("atmega2561", "PB1 PE0 PE1")]
    [InlineData("atmega128", "PB1 PE0 PE1")]
    [InlineData("attiny85", "PB2 PB0 PB1")]
    [InlineData("attiny84a", "PA4 PA6 PA5")]
    public void The_pins_are_those_of_the_part(string part, string pins)
    {
        JsonElement wiring = Assert.Single(Choices(Recipe(part, "usbasp")));

        Assert.Equal(pins.Split(' '), Wires(wiring).TakeLast(3).Select(wire => wire.To.Split('(', ')')[1]));
    }

    [Theory]
    [InlineData("atmega3290")]
    [InlineData("atmega16hvb")]
    [InlineData("attiny1634")]
    public void Of_a_part_whose_pins_are_not_known_none_are_made_up(string part)
    {
        JsonElement wiring = Assert.Single(Choices(Recipe(part, "usbasp")));

        Assert.Equal(["SCK", "MOSI", "MISO"], Wires(wiring).TakeLast(3).Select(wire => wire.To));
        Assert.Contains("datasheet", $"{wiring.GetProperty("notes")}");
    }

    [Theory]
    [InlineData("avrisp", "Never connect the programmer's own RESET")]
    [InlineData("stk500v1", "Never connect the programmer's own RESET")]
    [InlineData("buspirate", "Not the 5-pin header ICSP")]
    [InlineData("buspirate", "VPU goes to the target's VCC")]
    [InlineData("arduino", "no ISP wires")]
    public void What_is_easily_wired_wrong_stands_beside_every_table(string programmer, string warning) =>
        Assert.All(Choices(Recipe("atmega32u4", programmer)), choice => Assert.Contains(warning, $"{choice.GetProperty("notes")}"));

    [Fact]
    public void A_blue_pill_has_its_four_wires_and_its_jumpers()
    {
        string told = Isprecipe.Run("wiring", Recipe("stm32f103c8", "stlink-v2")).EndedWith(0).Out;

        Assert.Matches(@"SWCLK \(2\) +SWCLK", told);
        Assert.Matches(@"SWDIO \(4\) +SWDIO", told);
        Assert.Matches(@"GND \(6\) +GND", told);
        Assert.Matches(@"3\.3V \(8\) +3\.3V", told);
        Assert.Contains("BOOT0 and BOOT1, to 0", told);
    }

    [Fact]
    public void Another_programmer_may_be_named_and_a_5_volt_one_is_warned_of_on_a_board_of_less()
    {
        CliRun run = Isprecipe.Run("wiring", Recipe("atmega32u4", "usbasp", "board: { supply: 3.3 V }"), "--programmer", "avrisp").EndedWith(0);

        Assert.StartsWith("ATmega32U4 through avrisp\n", run.Out);
        Assert.Contains("warning ISP3042", run.Error);
        Assert.Matches("(?m)^  not connected +VCC \\(3.3 V of its own\\)$", run.Out);
    }

    [Theory]
    [InlineData("avrisp", "Pro Micro 5 V")]
    [InlineData("avrisp", "Teensy 2.0")]
    [InlineData("stk500v1", "Arduino Uno")]
    [InlineData("stk500v1", "Arduino Micro")]
    public void The_5_volts_of_a_board_are_kept_from_a_chip_of_less(string programmer, string hardware)
    {
        JsonElement wiring = Choice(Recipe("atmega32u4", programmer, "board: { supply: 3.3 V }"), hardware);

        (string? from, string to) = Wires(wiring)[0];
        Assert.Equal((null, "VCC (3.3 V of its own)"), (from, to));
        Assert.All(Wires(wiring)[2..], wire => Assert.EndsWith(" through a level shifter", wire.From));
        string notes = $"{wiring.GetProperty("notes")}";
        Assert.Contains("Its VCC is 5 V: never connect it to a target of 3.3 V.", notes);
        Assert.Contains("Its signals are 5 V", notes);
        Assert.Contains($"type: {programmer}, supply: 3.3 V", notes);
    }

    // The 3.3 V of these are their own, or follow the target.
    [Theory]
    [InlineData("avrisp", "Pro Micro 3.3 V", "VCC", false)]
    [InlineData("usbasp", "USBasp", "VCC (2), its jumper at 3.3 V", true)]
    [InlineData("{ type: usbasp, supply: 3.3 V }", "USBasp", "VCC (2), its jumper at 3.3 V", false)]
    [InlineData("usbtiny", "USBtinyISP", "VTG (2), its own supply switched off", false)]
    [InlineData("stk500v2", "STK500", "VTG (2), at the target's voltage", false)]
    [InlineData("avrispmkii", "AVRISP mkII", "VTG (2)", false)]
    [InlineData("buspirate", "Bus Pirate", "+3V3", false)]
    public void A_chip_of_3_volts_is_wired_to_3_volts(string programmer, string hardware, string vcc, bool isShifted)
    {
        JsonElement wiring = Choice(Recipe("atmega32u4", programmer, "board: { supply: 3.3 V }"), hardware);

        Assert.Equal((vcc, "VCC (3.3 V)"), Wires(wiring)[0]);
        Assert.All(Wires(wiring)[2..], wire => Assert.Equal(isShifted, wire.From!.EndsWith(" through a level shifter", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{ type: avrisp, supply: 3.3 V }", "board: { supply: 5 V }", "Its VCC is 3.3 V: never connect it to a target of 5 V.")]
    [InlineData("buspirate", "board: { supply: 1.8 V }", "Its VCC is 3.3 V: never connect it to a target of 1.8 V.")]
    public void Supplies_that_differ_are_never_connected(string programmer, string board, string note)
    {
        JsonElement wiring = Assert.Single(Choices(Recipe("atmega32u4", programmer, board)));

        Assert.Null(Wires(wiring)[0].From);
        Assert.Contains(note, $"{wiring.GetProperty("notes")}");
        Assert.EndsWith(" through a level shifter", Wires(wiring)[3].From);
    }

    // None of these boards runs at 1.8 V, whatever a recipe says.
    [Theory]
    [InlineData("avrisp")]
    [InlineData("usbasp")]
    [InlineData("buspirate")]
    public void A_supply_that_the_hardware_does_not_have_is_never_connected(string programmer) => Assert.All(
        Choices(Recipe("atmega32u4", $"{{ type: {programmer}, supply: 1.8 V }}", "board: { supply: 1.8 V }")),
        choice =>
        {
            Assert.Null(Wires(choice)[0].From);
            Assert.All(Wires(choice)[2..], wire => Assert.EndsWith(" through a level shifter", wire.From));
            Assert.Matches(@"Its VCC is (3\.3|5) V: never connect it to a target of 1\.8 V\.", $"{choice.GetProperty("notes")}");
        });

    // Its buffer, a 74AC125, leads the 5 V of its signals to VTG though the switch is at No Power: forum.sparkfun.com, topic 48654.
    [Fact]
    public void A_Pocket_AVR_Programmer_does_not_touch_the_supply_of_a_chip_of_3_volts()
    {
        JsonElement wiring = Choice(Recipe("atmega32u4", "usbtiny", "board: { supply: 3.3 V }"), "Pocket AVR");

        Assert.Equal((null, "VCC (3.3 V of its own)"), Wires(wiring)[0]);
        Assert.All(Wires(wiring)[2..], wire => Assert.EndsWith(" through a level shifter", wire.From));
    }

    // Without VTG their signals have no level, or that of USB.
    [Theory]
    [InlineData("usbtiny", "USBtinyISP")]
    [InlineData("stk500v2", "STK500")]
    [InlineData("avrispmkii", "AVRISP mkII")]
    public void VTG_of_a_programmer_whose_signals_follow_it_is_never_left_out(string programmer, string hardware)
    {
        foreach (string board in (string[])["", "board: { supply: 3.3 V }", "board: { supply: 5 V }"])
        {
            JsonElement wiring = Choice(Recipe("atmega32u4", programmer, board), hardware);

            Assert.StartsWith("VTG (2)", Wires(wiring)[0].From);
            Assert.DoesNotContain("leave VCC out", $"{wiring.GetProperty("notes")}");
        }
    }

    [Theory]
    [InlineData("avrisp", "for a target of 5 V", "supply: 3.3 V")]
    [InlineData("{ type: usbasp, supply: 3.3 V }", "for a target of 3.3 V", "supply: 5 V")]
    public void Where_the_recipe_says_no_supply_the_table_says_which_it_is_for(string programmer, string target, string other)
    {
        string notes = $"{Choices(Recipe("atmega32u4", programmer))[0].GetProperty("notes")}";

        Assert.Contains(target, notes);
        Assert.Contains(other, notes);
    }

    [Theory]
    [InlineData("promicro-3v3-caterina")]
    [InlineData("feather-32u4-caterina")]
    [InlineData("itsybitsy-3v3-caterina")]
    [InlineData("lilypad-usb-caterina")]
    public void No_table_of_a_3_volt_board_leads_5_volts_to_it(string recipe)
    {
        foreach (string programmer in (string[])["avrisp", "stk500v1", "usbasp", "usbtiny", "stk500v2", "avrispmkii", "buspirate"])
        {
            string told = Isprecipe.Run("wiring", Repository.File("recipes", $"{recipe}.yaml"), "--programmer", programmer).EndedWith(0).Out;

            Assert.DoesNotMatch(@"(?m)^  \S*5 ?V.* VCC", told);
            Assert.Contains(" VCC (3.3 V", told);
        }
    }

    [Fact]
    public void A_variable_that_says_the_supply_may_be_set()
    {
        string told = Isprecipe.Run(
            "wiring", Repository.File("recipes", "atmega32u4-dfu.yaml"), "--programmer", "buspirate", "--set", "supply=3.3 V").EndedWith(0).Out;

        Assert.Matches(@"(?m)^  \+3V3 +VCC \(3.3 V\)$", told);
    }

    // The guide's tables of its section Hardware: the target's pins are named as on an ISP header.
    [Fact]
    public void The_recipe_of_the_ISP_firmwares_tells_how_their_boards_are_wired_to_a_target()
    {
        string recipe = Repository.File("recipes", "isp-firmware.yaml");

        string told = Isprecipe.Run("wiring", recipe).EndedWith(0).Out;

        Assert.StartsWith("A target through avrisp\n", told);
        Assert.Equal(["Pro Micro 5 V/16 MHz with pro_micro_ISP_B6_10.hex", "Teensy 2.0 with teensy_2.0_ISP_B0.hex"], Choices(recipe).Select(Name));
        Assert.Equal(
            [("VCC", "VCC"), ("GND", "GND"), ("10 (B6)", "RESET"), ("15 (B1)", "SCK"), ("16 (B2)", "MOSI"), ("14 (B3)", "MISO")], Wires(Choice(recipe, "Pro Micro")));
        Assert.Equal(
            [("VCC", "VCC"), ("GND", "GND"), ("B0", "RESET"), ("B1", "SCK"), ("B2", "MOSI"), ("B3", "MISO")], Wires(Choice(recipe, "Teensy")));
        Assert.Contains("Never connect the programmer's own RESET", told);
        Assert.Contains("ISP8040", Isprecipe.Run("wiring", recipe, "--programmer", "usbasp").EndedWith(2).Error);
    }

    [Theory]
    [InlineData("stm32f103c8", "usbasp", 3, "ISP3071")]
    [InlineData("atmega99", "usbasp", 3, "ISP2010")]
    [InlineData("atmega32u4", "avrips", 3, "ISP2011")]
    public void What_cannot_be_wired_is_refused_as_a_run_refuses_it(string part, string programmer, int exit, string code) =>
        Assert.Contains(code, Isprecipe.Run("wiring", Recipe(part, programmer)).EndedWith(exit).Error);

    [Fact]
    public void A_recipe_that_only_merges_has_nothing_to_wire()
    {
        string recipe = _scratch.Save("merge.yaml", "version: 1\nname: m\nfiles: { a: a.hex, b: b.hex }\nmerge: { all: { inputs: [ a, b ], save: all.hex } }\n");

        Assert.Contains("ISP8040", Isprecipe.Run("wiring", recipe).EndedWith(2).Error);
    }

    private string Recipe(string part, string programmer, string more = "") => _scratch.Save(
        "board.yaml", $"version: 1\nname: w\nmcu: {part}\nprogrammer: {programmer}\nfiles: {{ a: not-there.hex }}\nwrite: {{ flash: a }}\n{more}\n");

    private static List<JsonElement> Choices(string recipe) =>
        [.. JsonDocument.Parse(Isprecipe.Run("wiring", recipe, "--json").EndedWith(0).Out).RootElement.GetProperty("choices").EnumerateArray()];

    private static string Name(JsonElement choice) => choice.GetProperty("hardware").GetString()!;

    private static JsonElement Choice(string recipe, string hardware) =>
        Choices(recipe).Single(choice => Name(choice).StartsWith(hardware, StringComparison.Ordinal));

    private static (string? From, string To)[] Wires(JsonElement choice) =>
        [.. choice.GetProperty("wires").EnumerateArray().Select(wire => (wire.GetProperty("programmer").GetString(), wire.GetProperty("target").GetString()!))];
}
