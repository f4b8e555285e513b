using System.Text.Json;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary><c>isprecipe fuses</c>: bytes to names, names to bytes, and what changes.</summary>
public class FusesTests
{
    [Fact]
    public void Bytes_are_told_by_name_and_by_what_they_mean() => Assert.Equal(
        """
        ATmega32U4: a bit that reads 0 is programmed, which is 'on'

        low 0x5E, as from the factory
          FIELD      BITS  VALUE   SETTING                     FACTORY  WHAT IT IS
          SUT_CKSEL  5:0   011110  EXTXOSC_8MHZ_XX_258CK_65MS  same     start-up time and clock source
          CKDIV8     7     0       on                          same     core clock divided by 8 at start
          CKOUT      6     1       off                         same     core clock on PC7
          SUT        5:4   01      1                           same     start-up time
          CKSEL      3:0   1110    14                          same     clock source

        high 0xD9, factory 0x99
          FIELD    BITS  VALUE  SETTING     FACTORY  WHAT IT IS
          OCDEN    7     1      off         same     on-chip debugging
          JTAGEN   6     1      off         on       JTAG interface
          SPIEN    5     0      on          same     serial programming
          WDTON    4     1      off         same     watchdog always on
          EESAVE   3     1      off         same     EEPROM survives chip erase
          BOOTSZ   2:1   00     2048 words  same     size of the boot section
          BOOTRST  0     1      off         same     reset starts the boot section

        extended 0xF3, as from the factory
          FIELD     BITS  VALUE  SETTING  FACTORY  WHAT IT IS
          HWBE      3     0      on       same     pin HWB low at reset starts the boot section
          BODLEVEL  2:0   011    2.6 V    same     brown-out level

        lock 0xEF, factory 0xEC
          FIELD  BITS  VALUE  SETTING      FACTORY            WHAT IT IS
          BLB1   5:4   10     SPM_DISABLE  same               protection of the boot section
          BLB0   3:2   11     NO_LOCK      same               protection of the application section
          LB     1:0   11     NO_LOCK      PROG_VER_DISABLED  protection from programmers

        clock        a crystal or resonator, 8 MHz and above; CKDIV8 divides it by 8: the core starts at 1 MHz and above
        boot section 4096 bytes (2048 words), 0x7000 to 0x7FFF
        reset        starts the application at 0x0000 (BOOTRST off), or the boot section at 0x7000 while the HWB pin is low (HWBE on)
        brown-out    resets below 2.6 V
        EEPROM       is erased with the chip (EESAVE off)
        lock         programmers may read and write; no program may overwrite the boot section

        """,
        Fuses("atmega32u4", "--low", "0x5E", "--high", "0xD9", "--extended", "0xF3", "--lock", "0x2F").EndedWith(0).Out);

    [Fact]
    public void Settings_by_name_give_the_bytes_to_paste() => Assert.EndsWith(
        """

        changes      SUT_CKSEL EXTXOSC_8MHZ_XX_258CK_65MS -> EXTXOSC_8MHZ_XX_16KCK_65MS, JTAGEN on -> off, BLB1 NO_LOCK -> SPM_DISABLE
        recipe       fuses: { low: 0x7F, high: 0xD9, extended: 0xF3 }
                     lock: 0xEF
        avrdude      -U lfuse:w:0x7F:m -U hfuse:w:0xD9:m -U efuse:w:0xF3:m -U lock:w:0xEF:m

        """,
        Fuses("atmega32u4", "BOOTSZ=2048", "JTAGEN=off", "sut_cksel=extxosc_8mhz_xx_16kck_65ms", "BLB1=SPM_DISABLE").EndedWith(0).Out);

    [Fact]
    public void Settings_are_put_over_the_bytes_that_are_given() => Assert.Contains(
        "\nchanges      BODLEVEL 2.6 V -> 4.3 V\nrecipe       fuses: { low: 0xFF, high: 0xD8, extended: 0xF8 }\n",
        Fuses("atmega32u4", "--low", "0xFF", "--high", "0xD8", "--extended", "0xFB", "BODLEVEL=4.3 V").EndedWith(0).Out);

    [Fact]
    public void Two_sets_of_bytes_are_compared_by_name() => Assert.Equal(
        """
        ATmega32U4: what changes

        low 0x5E -> 0xFF
          FIELD      BITS  OLD                         NEW                         WHAT IT IS
          CKDIV8     7     on                          off                         core clock divided by 8 at start
          SUT_CKSEL  5:0   EXTXOSC_8MHZ_XX_258CK_65MS  EXTXOSC_8MHZ_XX_16KCK_65MS  start-up time and clock source

        high 0xD9 -> 0xD8
          FIELD    BITS  OLD  NEW  WHAT IT IS
          BOOTRST  0     off  on   reset starts the boot section

        extended 0xF3 -> 0xFB
          FIELD  BITS  OLD  NEW  WHAT IT IS
          HWBE   3     on   off  pin HWB low at reset starts the boot section

        clock        a crystal or resonator, 8 MHz and above; CKDIV8 divides it by 8: the core starts at 1 MHz and above
                  -> a crystal or resonator, 8 MHz and above
        reset        starts the application at 0x0000 (BOOTRST off), or the boot section at 0x7000 while the HWB pin is low (HWBE on)
                  -> starts the boot section at 0x7000 (BOOTRST on)

        """,
        Fuses("atmega32u4", "--diff", "0x5E,0xD9,0xF3", "0xFF,0xD8,0xFB").EndedWith(0).Out);

    [Fact]
    public void Bits_that_the_part_lacks_are_no_difference() => Assert.Equal(
        "ATmega32U4: the same in every bit the part has\n",
        Fuses("atmega32u4", "--diff", "factory", "0x5E,0x99,0x03,0x2C").EndedWith(0).Out);

    [Fact]
    public void A_field_alone_lists_its_values()
    {
        string told = Fuses("atmega32u4", "bodlevel", "EESAVE").EndedWith(0).Out;

        Assert.StartsWith("BODLEVEL, brown-out level: a name or a number, 0 to 7\n  VALUE  NAME      MEANS\n  000    4V3       4.3 V\n", told);
        Assert.EndsWith("EESAVE, EEPROM survives chip erase: on (programmed, 0), off (1)\n", told);
    }

    [Fact]
    public void All_of_it_is_data_too()
    {
        JsonElement decoded = Document(Fuses("m32u4", "--high", "0xD8", "--json"));
        JsonElement encoded = Document(Fuses("m32u4", "EESAVE=on", "--json"));
        JsonElement compared = Document(Fuses("m32u4", "--diff", "factory", "0x5E,0x99,0xF0", "--json"));

        Assert.Equal("atmega32u4", decoded.GetProperty("part").GetString());
        Assert.Equal(0x7000, decoded.GetProperty("meaning").GetProperty("bootStart").GetInt32());
        Assert.True(decoded.GetProperty("meaning").GetProperty("resetStartsBoot").GetBoolean());
        JsonElement high = decoded.GetProperty("bytes")[1];
        Assert.Equal(("high", "0xD8", "0x99"), (high.GetProperty("name").GetString(), high.GetProperty("value").GetString(), high.GetProperty("factory").GetString()));
        Assert.Equal("fuses: { low: 0x5E, high: 0x91, extended: 0xF3 }", encoded.GetProperty("recipe").GetString());
        Assert.Equal("on", encoded.GetProperty("changes")[0].GetProperty("after").GetString());
        JsonElement change = Assert.Single(compared.GetProperty("changes").EnumerateArray());
        Assert.Equal(("BODLEVEL", "2.6 V", "4.3 V"), (change.GetProperty("field").GetString(), change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));
    }

    [Fact]
    public void Settings_that_cannot_be_are_data_too()
    {
        JsonElement told = JsonDocument.Parse(Fuses("m32u4", "BOOTSZ=2049", "--json").EndedWith(3).Out).RootElement;

        Assert.Equal("ISP3030", told.GetProperty("diagnostics")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void What_ends_a_chip_is_warned_of() => Assert.Contains(
        "\nWARNING      RSTDISBL is on: RESET is an ordinary pin", Fuses("atmega328p", "RSTDISBL=on").EndedWith(0).Out);

    [Fact]
    public void What_no_source_tells_is_said_to_be_unknown() => Assert.All(
        AvrCatalog.All.Where(part => !part.KnowsFields).Take(2),
        part =>
        {
            string told = Fuses(part.Id).EndedWith(0).Out;

            Assert.Contains("No source names the bits", told);
            Assert.DoesNotContain("shows what a byte means", told);
        });

    [Fact]
    public void Bits_that_the_part_lacks_are_noted_with_the_byte_to_write()
    {
        CliRun run = Fuses("atmega328p", "--extended", "0x04").EndedWith(0);

        Assert.Contains("--extended: note ISP3019: 'extended: 0x04' has 0 in bits that ATmega328P lacks: it is written as 0xFC", run.Error);
        Assert.Contains("extended 0xFC, factory 0xFF", run.Out);
    }

    [Theory]
    [InlineData(2, "there is no part 'atmega32u5'", "atmega32u5")]
    [InlineData(2, "did you mean 'BOOTSZ'", "atmega32u4", "BOOTZS")]
    [InlineData(2, "'BOOTSZ' has no value; write BOOTSZ=VALUE", "atmega32u4", "BOOTSZ", "EESAVE=on")]
    [InlineData(2, "--low takes a byte such as 0x5E, 0x00 to 0xFF, and not '0x1FF'", "atmega32u4", "--low", "0x1FF")]
    [InlineData(2, "write low,high or low,high,lock", "atmega32a", "--diff", "factory", "1,2,3,4")]
    [InlineData(2, "'x' in '1,x' is no byte", "atmega32a", "--diff", "1,x", "factory")]
    [InlineData(2, "--diff stands alone", "atmega32a", "--low", "1", "--diff", "factory", "1,2")]
    [InlineData(3, "error ISP3002: ATmega32A has no extended fuse byte", "atmega32a", "--extended", "0xFF")]
    [InlineData(3, "error ISP3001: unknown fuse 'EESAV' for ATmega32U4; did you mean 'EESAVE'?", "atmega32u4", "EESAV=on")]
    [InlineData(3, "error ISP3030: BOOTSZ of ATmega32U4 has no value '2049'; did you mean '2048W'?", "atmega32u4", "BOOTSZ=2049")]
    public void What_cannot_be_meant_is_refused(int exit, string says, params string[] args)
    {
        CliRun run = Fuses(args).EndedWith(exit);

        Assert.Contains(says, run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("isprecipe fuses atmega32u4 BOOT", "BOOTSZ=", "BOOTRST=")]
    [InlineData("isprecipe fuses atmega32u4 BOOTSZ=", "BOOTSZ=2048W", "BOOTSZ=256W")]
    [InlineData("isprecipe fuses atmega32u4 EESAVE=o", "EESAVE=on", "EESAVE=off")]
    public void A_shell_is_told_fields_and_their_values(string line, params string[] expected)
    {
        string[] words = [.. Isprecipe.Run($"[suggest:{line.Length}]", line).EndedWith(0).Out.Split('\n').Select(told => told.Split('\t')[0])];

        Assert.All(expected, word => Assert.Contains(word, words));
    }

    private static CliRun Fuses(params string[] args) => Isprecipe.Run(["fuses", .. args]);

    private static JsonElement Document(CliRun run) => JsonDocument.Parse(run.EndedWith(0).Out).RootElement;
}
