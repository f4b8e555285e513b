using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Every AVR bootloader that guides hand out, with its fuses, on its part: no false alarm.</summary>
public sealed class BootloaderTableTests
{
    /// <summary>
    /// What the chip erase does to the EEPROM; bits the chip lacks; a crystal above the small swing's range; a bootloader
    /// without lock bits.
    /// </summary>
    private static readonly string[] Harmless = ["ISP3017", "ISP3019", "ISP3041", "ISP3066"];

    public static TheoryData<string> Rows => [.. BootloaderRow.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_bootloader_alone_raises_no_alarm(string name)
    {
        BootloaderRow row = BootloaderRow.Of(name);

        AssertQuiet(row, $"files: {{ boot: {{ path: boot.hex, {row.Facts} }} }}\nwrite: {{ flash: boot }}\n");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_bootloader_merged_with_an_application_raises_no_alarm(string name)
    {
        BootloaderRow row = BootloaderRow.Of(name);
        string boot = row.IsCombined ? "{ file: boot, clip: boot-section }" : "boot";

        AssertQuiet(row, $$"""
            files: { app: app.hex, boot: { path: boot.hex, {{row.Facts}} } }
            merge: { production: [ app, {{boot}} ] }
            write: { flash: production }

            """);
    }

    private static void AssertQuiet(BootloaderRow row, string body)
    {
        string supply = row.Board[row.Board.IndexOf("supply:", StringComparison.Ordinal)..];
        foreach (string board in (string[])
            ["programmer: avrisp", $"programmer: {{ type: avrisp, {supply} }}\nboard: {{ {row.Board} }}"])
        {
            using World world = World.With("avrisp", row.Mcu)
                .Text("boot.hex", row.Hex())
                .Text("app.hex", ApplicationHex())
                .RecipeText($"version: 1\nname: x\nmcu: {row.Mcu}\n{board}\n{body}fuses: {{ {row.Fuses} }}\n");

            Checked<Plan> plan = world.Plan();

            string told = $"{row.Name}, {board}{string.Join("\n", plan.Diagnostics)}";
            Assert.True(plan.Value is not null, told);
            Assert.True(
                plan.Diagnostics.All(note => note.Severity == Severity.Note && Harmless.Contains(note.Code)), told);
        }
    }

    /// <summary>As avr-objcopy writes it, CRLF, while the bootloaders are LF.</summary>
    private static string ApplicationHex() =>
        new BootloaderRow("app", "", "", "", "", "0000-2F00", Start: false, Line: "\r\n").Hex();
}
