using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A Bus Pirate is found in whatever state it was left, and nothing else is taken for one.</summary>
public sealed class BusPirateOpeningTests : BusPirateWorlds
{
    [Theory]
    [InlineData("m\r")] // a menu
    [InlineData("half a line")]
    [InlineData("00*20")] // BBIO
    [InlineData("00*20 01")] // SPI
    [InlineData("00*20 02")] // I2C
    [InlineData("00*20 01 1F AA")] // fifteen bytes are missing
    [InlineData("00*20 01 05 10 00 00 01 AA")] // 4095 bytes are missing
    [InlineData("00*20 01 05 02 00 10 00 AA")]
    [InlineData("00*3")]
    public void It_is_found_wherever_another_program_left_it(string sent)
    {
        World world = Full();
        Programmer(world).LeftAfter(Sent(sent));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        AssertLetGo(world);
    }

    /// <summary>In BBIO each of the zeros too many is answered by five bytes: its receiver would run over and stop for good.</summary>
    [Fact]
    public void Zeros_that_another_program_left_counted_do_not_make_it_deaf()
    {
        World world = Full();
        Programmer(world).LeftAfter(new byte[12]);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(0, Programmer(world).LostBytes);
        AssertLetGo(world);
    }

    [Fact]
    public void A_silent_port_fails_within_two_seconds()
    {
        World world = Full();
        Plug(world, BusPirateBuild.V70, new BoardOptions { Silent = true, OpeningResets = true });

        RunReport report = world.Run();

        Assert.Equal("ISP4009", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1, 2.1);
    }

    [Fact]
    public void Garbage_is_no_bus_pirate()
    {
        World world = Full();
        world.Cable = (link, _) => new TamperedLink(link) { Back = (_, bytes) => bytes.AsSpan().Fill(0x7E) };

        RunReport report = world.Run();

        Assert.Equal("ISP5006", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1, 12);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void Another_mode_instead_of_spi_is_told()
    {
        World world = Full();
        world.Cable = (link, _) => new TamperedLink(link) { Out = sent => sent is [0x01] ? [0x03] : sent };

        RunReport report = world.Run();

        Assert.Equal("ISP5027", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
        AssertLetGo(world);
    }

    private static byte[] Sent(string words)
    {
        if (!words.StartsWith("00", StringComparison.Ordinal))
        {
            return System.Text.Encoding.ASCII.GetBytes(words);
        }

        return [.. words.Split(' ').SelectMany(word =>
        {
            string[] parts = word.Split('*');
            return Enumerable.Repeat(Convert.ToByte(parts[0], 16), parts.Length > 1 ? int.Parse(parts[1]) : 1);
        })];
    }
}
