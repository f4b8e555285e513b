using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests;

public sealed class FaultyLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    [Fact]
    public void Without_faults_it_is_a_cable()
    {
        using ISerialLink link = Faulty(new FaultRates(), seed: 1);
        link.Play("""
            > 30 20
            < 14 10
            < silence
            """);

        Assert.Equal("nothing in 4 bytes", link.ToString());
    }

    [Fact]
    public void A_dropped_byte_is_missing()
    {
        using ISerialLink link = Faulty(new FaultRates { Drop = 1 }, seed: 1);
        link.Play("""
            > 30 20
            < silence
            """);

        Assert.Equal("2 dropped in 2 bytes", link.ToString());
    }

    [Fact]
    public void A_doubled_byte_comes_twice()
    {
        using ISerialLink link = Faulty(new FaultRates { Double = 1 }, seed: 1);
        link.Play("""
            > 20
            < 15 15 15 15
            """);
    }

    [Fact]
    public void A_flipped_byte_differs_in_one_bit()
    {
        using ISerialLink link = Faulty(new FaultRates { Flip = 1 }, seed: 1);
        link.Write([0x30, 0x20]);
        byte[] answer = new byte[1];
        link.Read(answer, Patience);

        Assert.Equal(3, ((FaultyLink)link).Incidents.Count);
        Assert.Equal(1, System.Numerics.BitOperations.PopCount((uint)(answer[0] ^ 0x15)));
    }

    [Fact]
    public void A_delay_takes_time_and_changes_nothing()
    {
        SimulatedBench bench = Bench.WithFaults("avrisp", HandMade.Atmega32U4, new FaultRates { Delay = 1 }, seed: 1);
        using ISerialLink link = bench.Open();
        link.Play("""
            > 30 20
            < 14 10
            """);

        Assert.InRange(bench.Clock.Now.TotalMilliseconds, 50, 1200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_hangs_up_at_its_byte_in_either_direction_and_for_good(long at)
    {
        using ISerialLink link = Faulty(new FaultRates { HangsUpAt = at }, seed: 1);
        LinkException hangUp = Assert.Throws<LinkException>(() => link.Play("""
            > 30 20
            < 14 10
            """));

        Assert.Equal(FaultCode.LinkHungUp, hangUp.Fault.Code);
        Assert.Throws<LinkException>(() => link.Read(new byte[1], Patience));
        Assert.Equal(at, Assert.Single(((FaultyLink)link).Incidents).Byte);
    }

    [Fact]
    public void A_silence_is_told_in_the_readers_numbers()
    {
        using ISerialLink link = Faulty(new FaultRates(), seed: 1);
        link.Write([0x30, 0x20]);
        LinkException silence = Assert.Throws<LinkException>(() => link.Read(new byte[3], Patience));

        Assert.Equal(["sim", 2, 3, 1.0], silence.Fault.Arguments);
    }

    [Fact]
    public void The_same_seed_does_the_same_and_another_does_not() => Prop.ForAll<int>(seed =>
        Run(seed).SequenceEqual(Run(seed)) && !Run(seed).SequenceEqual(Run(seed + 1))).QuickCheckThrowOnFailure();

    private static IReadOnlyList<Incident> Run(int seed)
    {
        var rates = new FaultRates { Drop = 0.05, Double = 0.05, Flip = 0.05, Delay = 0.05 };
        using var link = (FaultyLink)Faulty(rates, seed);
        for (int i = 0; i < 50; i++)
        {
            link.Write([0x30, 0x20]);
            try
            {
                link.Read(new byte[2], Patience);
            }
            catch (LinkException)
            {
                link.DiscardInput();
            }
        }

        return link.Incidents;
    }

    private static ISerialLink Faulty(FaultRates rates, int seed) =>
        Bench.WithFaults("avrisp", HandMade.Atmega32U4, rates, seed).Open();
}
