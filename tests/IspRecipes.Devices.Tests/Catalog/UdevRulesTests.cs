using System.Text.RegularExpressions;
using IspRecipes.Devices.Catalog;

namespace IspRecipes.Devices.Tests.Catalog;

public class UdevRulesTests
{
    private static readonly string[] Rules = [.. UdevRules.Text().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    public static TheoryData<string> Ids =>
        [.. ProgrammerCatalog.Rows.SelectMany(row => row.UsbIds).Concat(KnownFiles.All.Select(file => file.Usb)).Distinct().Select(id => $"{id}")];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_programmer_and_every_known_bootloader_may_be_used_by_who_sits_there(string id) =>
        Assert.Contains(Rules, rule => rule.Contains("TAG+=\"uaccess\"", StringComparison.Ordinal) && Fits(rule, id));

    [Theory]
    [InlineData("1781:0C9F", "USBtinyISP; QMK's rules say 1782")]
    [InlineData("16C0:05DC", "USBasp")]
    [InlineData("16C0:0483", "Teensy and Pro Micro as ISP")]
    [InlineData("0403:6001", "Bus Pirate v3")]
    [InlineData("04D8:FB00", "Bus Pirate v4")]
    [InlineData("0483:3748", "ST-Link/V2")]
    [InlineData("0483:374B", "ST-Link/V2-1")]
    [InlineData("0483:374F", "ST-Link/V3")]
    [InlineData("2341:0043", "Arduino Uno")]
    [InlineData("1B4F:9205", "SparkFun Pro Micro")]
    [InlineData("03EB:2FF4", "Atmel DFU, ATmega32U4")]
    [InlineData("03EB:2FEF", "no bootloader of ours")]
    [InlineData("1EAF:0003", "STM32duino")]
    public void Ids_are_those_of_the_devices(string id, string what) =>
        Assert.Equal(what != "no bootloader of ours", Rules.Any(rule => rule.Contains("uaccess", StringComparison.Ordinal) && Fits(rule, id)));

    [Fact]
    public void ModemManager_is_kept_from_serial_programmers_at_the_device_it_looks_at() => Assert.All(
        ProgrammerCatalog.Rows.Where(row => row.Reach is Reach.Serial).SelectMany(row => row.UsbIds),
        id => Assert.Contains(Rules, rule => Regex.IsMatch(rule, "DEVTYPE.*ATTR\\{.*ENV\\{ID_MM_DEVICE_IGNORE\\}=\"1\"$") && Fits(rule, $"{id}")));

    // udev(7): comma-separated KEY op "value"; == and != match, = and += assign.
    [Fact]
    public void Every_rule_is_one_that_udev_reads() => Assert.All(Rules, rule => Assert.Matches(
        """^(SUBSYSTEM|(ATTRS?|ENV)\{\w+\})=="[^"]+"(, (ATTRS?|ENV)\{\w+\}=="[^"]+")*(, (MODE|ENV\{\w+\})="\w+")?(, TAG\+="uaccess")?$""", rule));

    private static bool Fits(string rule, string id)
    {
        string[] halves = id.ToLowerInvariant().Split(':');
        return IsMatch("idVendor", halves[0]) && IsMatch("idProduct", halves[1]);

        bool IsMatch(string key, string value) =>
            Regex.Match(rule, $"{key}}}==\"([^\"]*)\"") is not { Success: true } match || Regex.IsMatch(value, $"^{match.Groups[1].Value}$");
    }
}
