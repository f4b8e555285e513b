using IspRecipes.PartData;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>The generator of the part data, on a device file written for the purpose.</summary>
public sealed class GeneratorTests : IDisposable
{
    private const string DeviceFile = """
        <avr-tools-device-file>
          <devices>
            <device name="ATtoy1">
              <address-spaces>
                <memory-segment type="flash" name="FLASH" size="0x0800" pagesize="0x20"/>
                <memory-segment type="eeprom" name="EEPROM" size="0x80" pagesize="4"/>
                <memory-segment type="osccal" name="OSCCAL" size="1"/>
              </address-spaces>
              <property-groups>
                <property name="SIGNATURE0" value="0x1e"/>
                <property name="SIGNATURE1" value="0x91"/>
                <property name="SIGNATURE2" value="0x42"/>
                <property name="IspChipErase_pollMethod" value="1"/>
                <property name="IspProgramFlash_mode" value="0x41"/>
                <property name="IspProgramEeprom_mode" value="0x41"/>
              </property-groups>
            </device>
          </devices>
          <modules>
            <module name="FUSE">
              <register-group>
                <register name="LOW" offset="0" initval="0x22">
                  <bitfield name="CKOUT" mask="0x40" caption="Clock output on PORTB5"/>
                  <bitfield name="SUT_CKSEL" mask="0x33" values="CLOCKS"/>
                </register>
              </register-group>
              <value-group name="CLOCKS">
                <value name="INTRCOSC_4MHZ8_14CK_0MS" value="0x02"/>
                <value name="INTRCOSC_4MHZ8_14CK_0MS" value="0x12"/>
                <value name="INTRCOSC_4MHZ8_14CK_64MS_DEFAULT" value="0x22"/>
                <value name="EXTCLK_14CK_0MS" value="0x00"/>
                <value name="EXTXOSC_8MHZ_XX_14CK" value="0x03"/>
                <value name="EXTRCOSC_XX_0MHZ9_14CK" value="0x13"/>
              </value-group>
            </module>
            <module name="LOCKBIT">
              <register-group>
                <register name="LOCKBIT" offset="0" initval="0xFF">
                  <bitfield name="LB" mask="0x03" values="LOCKS"/>
                </register>
              </register-group>
              <value-group name="LOCKS">
                <value name="NO_LOCK" value="3"/>
              </value-group>
            </module>
          </modules>
        </avr-tools-device-file>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe-parts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_device_file_becomes_a_table_and_what_is_inherited_is_not_said_again()
    {
        File.WriteAllText(Path.Combine(_folder, "ATtoy1.atdf"), DeviceFile);
        File.WriteAllText(
            Path.Combine(_folder, "ATtoy2.atdf"),
            DeviceFile.Replace("ATtoy1", "ATtoy2", StringComparison.Ordinal)
                .Replace("0x42", "0x43", StringComparison.Ordinal)
                .Replace("0x0800", "0x1000", StringComparison.Ordinal));
        var generator = new Generator(
            ["# comment", "attoy1 - y1,toy 9.0 4.5 3.6 4.5 Datasheet 1A", "attoy2 attoy1 y2 9.0 4.5 3.6 4.5"],
            Corrections.Parse("""
                [
                  { "parts": ["attoy2"], "byte": "low", "factory": "F2", "reason": "seen" },
                  { "parts": ["attoy3"], "field": "LB", "rename": "LK", "reason": "never used" }
                ]
                """));

        IReadOnlyList<string> problems = generator.Write(_folder, [_folder]);

        Assert.Equal(["correction without effect: never used"], problems);
        Assert.Equal(Toy1, Read("attoy1.json"));
        Assert.Equal(Toy2, Read("attoy2.json"));
        Assert.Equal("attoy1 1E9142 y1 toy\nattoy2 1E9143 y2\n", Read("index.txt"));
    }

    [Fact]
    public void A_part_without_a_device_file_is_named()
    {
        var generator = new Generator(["attoy1 - y1 9.0 4.5 3.6 4.5"], Corrections.Parse("[]"));

        Assert.Equal(["attoy1: no device file"], generator.Write(_folder, [_folder]));
    }

    [Fact]
    public void The_index_is_that_of_the_data_files()
    {
        string data = Path.Combine(Repository.Root, "src/IspRecipes.Devices/Parts/Data");

        Assert.Equal(File.ReadAllText(Path.Combine(data, "index.txt")), Generator.Index(data));
    }

    private const string Toy1 = """
        {
          "name": "ATtoy1",
          "aliases": ["y1", "toy"],
          "signature": "1E 91 42",
          "flash": { "size": 2048, "page": 32 },
          "eeprom": { "size": 128, "page": 4 },
          "eeprom-pages": true,
          "poll-ready": true,
          "calibration-bytes": 1,
          "times": { "chip-erase": 9.0, "flash": 4.5, "eeprom": 3.6, "fuse": 4.5 },
          "low": {
            "factory": "AE",
            "fields": ["6 CKOUT core clock on PB5", "5:4 SUT start-up time", "1:0 CKSEL clock source"],
            "combined": ["5:4,1:0 SUT_CKSEL start-up time and clock source"]
          },
          "high": null,
          "extended": null,
          "lock": {
            "factory": "FF",
            "fields": ["1:0 LB protection from programmers"]
          },
          "values": {
            "SUT_CKSEL": [
              "00 EXTCLK_14CK_0MS",
              "02 INTRCOSC_4MHZ8_14CK_0MS",
              "03 EXTXOSC_8MHZ_XX_14CK",
              "06 INTRCOSC_4MHZ8_14CK_0MS_06",
              "07 EXTRCOSC_XX_0MHZ9_14CK",
              "0A INTRCOSC_4MHZ8_14CK_64MS"
            ],
            "LB": ["3 NO_LOCK"]
          },
          "clock": [
            "------00 external",
            "------10 internal 4800000",
            "--00--11 crystal 8000000 ?",
            "--01--11 external-rc ? 900000"
          ],
          "source": "Datasheet 1A; Microchip device file ATtoy1.atdf"
        }

        """;

    private const string Toy2 = """
        {
          "inherits": "attoy1",
          "name": "ATtoy2",
          "aliases": ["y2"],
          "signature": "1E 91 43",
          "flash": { "size": 4096 },
          "low": { "factory": "FE" },
          "source": "Microchip device file ATtoy2.atdf"
        }

        """;

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));
}
