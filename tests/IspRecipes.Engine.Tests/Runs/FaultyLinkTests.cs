using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A run over a bad cable ends in success with the right bytes, or in a diagnostic; never in a hang.</summary>
public class FaultyLinkTests
{
    private static readonly byte[] App = Firmware.Program(700, 1);
    private static readonly byte[] Settings = Firmware.Program(20, 2);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 200)]
    [InlineData(200, 300)]
    public void Whatever_the_cable_does_the_report_tells_the_truth(int first, int end)
    {
        int done = 0;
        for (int seed = first; seed < end; seed++)
        {
            done += Run(seed) ? 1 : 0;
        }

        Assert.InRange(done, 1, end - first - 1);
    }

    /// <summary>Nothing is erased here: every byte that the recipe does not name must be what it was.</summary>
    [Theory]
    [InlineData("write: { flash: app, eeprom: settings }\nerase: none", false)]
    [InlineData("write: { flash: app }\neeprom: keep", true)]
    public void What_is_to_be_kept_is_kept_or_the_report_says_otherwise(string body, bool erases)
    {
        int done = 0;
        for (int seed = 300; seed < 400; seed++)
        {
            FaultRates rates = Rates(seed);
            using World world = World.With("avrisp", "atmega32u4")
                .Hex("app.hex", 0x84, App).Hex("settings.hex", 5, Settings)
                .Recipe($"files: {{ app: app.hex, settings: settings.hex }}\n{body}\nfuses: {{ high: 0xD9 }}\nallow: [ remove-bootloader ]");
            byte[] eeprom = Firmware.Program(1024, 9);
            eeprom.CopyTo(world.Chip.Eeprom, 0);
            world.Chip.Flash.AsSpan(0x80, 4).Fill(0x42);
            world.Chip.Flash[0x7000] = 0x43;
            byte[] flash = [.. world.Chip.Flash];
            world.Cable = (link, clock) => new FaultyLink(link, clock, rates, seed);

            RunReport report = world.Run();

            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            if (report.Exit != ExitCode.Done || report.Diagnostics.Any(warning => warning.Code == "ISP3029"))
            {
                continue;
            }

            done++;
            if (erases)
            {
                flash.AsSpan().Fill(0xFF);
            }
            else
            {
                Settings.CopyTo(eeprom, 5);
            }

            App.CopyTo(flash, 0x84);
            Assert.True(world.Chip.Flash.SequenceEqual(flash), $"seed {seed}: flash");
            Assert.True(world.Chip.Eeprom.SequenceEqual(eeprom), $"seed {seed}: EEPROM");
            Assert.Equal(0xD9, world.Chip.Fuse(FuseId.High));
        }

        Assert.InRange(done, 1, 99);
    }

    private static bool Run(int seed)
    {
        FaultRates rates = Rates(seed);
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, App).Hex("settings.hex", 0, Settings)
            .Recipe("""
                files: { app: app.hex, settings: settings.hex }
                write: { flash: app, eeprom: settings }
                fuses: { high: 0xD9, extended: 0xFB }
                lock: 0xEF
                """);
        world.Cable = (link, clock) => new FaultyLink(link, clock, rates, seed);

        RunReport report = world.Run();

        Assert.True(report.Elapsed < TimeSpan.FromMinutes(5), $"seed {seed}: {report.Elapsed}");
        Assert.NotEqual(ExitCode.OurBug, report.Exit);
        Assert.False(world.Bench.Programmer.IsOpen);
        if (report.Exit != ExitCode.Done)
        {
            Assert.NotNull(report.Failure);
            Assert.DoesNotContain("?", report.Failure.Message);
            return false;
        }

        Assert.True(Holds(world.Chip.Flash, App), $"seed {seed}: flash");
        Assert.True(Holds(world.Chip.Eeprom, Settings), $"seed {seed}: EEPROM");
        byte[] fuses = [.. Enum.GetValues<FuseId>().Select(world.Chip.Fuse)];
        Assert.True(fuses.SequenceEqual((byte[])[0x5E, 0xD9, 0xFB, 0xEF]), $"seed {seed}: {Convert.ToHexString(fuses)}");
        return true;
    }

    /// <summary>The image from address 0 on, and nothing else.</summary>
    private static bool Holds(byte[] memory, byte[] image) =>
        memory.AsSpan(0, image.Length).SequenceEqual(image) && !memory.AsSpan(image.Length).ContainsAnyExcept((byte)0xFF);

    /// <summary>From a good cable with one fault in two runs to a hopeless one; one kind of fault, or all.</summary>
    private static FaultRates Rates(int seed)
    {
        double rate = Math.Pow(10, -2.5 - (seed % 5) / 2.0);
        return (seed % 4) switch
        {
            0 => new FaultRates { Drop = rate },
            1 => new FaultRates { Double = rate },
            2 => new FaultRates { Flip = rate },
            _ => new FaultRates { Drop = rate / 3, Double = rate / 3, Flip = rate / 3, Delay = rate },
        };
    }
}
