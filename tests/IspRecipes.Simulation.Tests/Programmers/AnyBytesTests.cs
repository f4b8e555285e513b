using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>Firmware that is sent anything at all answers or waits, and does so again.</summary>
public sealed class AnyBytesTests
{
    [Theory]
    [InlineData("avrisp", false)]
    [InlineData("avrisp", true)]
    [InlineData("arduino", true)]
    public void Whatever_is_sent_is_taken_the_same_way_every_time(string programmer, bool openingResets) =>
        Prop.ForAll<byte[][]>(writes =>
        {
            var options = new BoardOptions { OpeningResets = openingResets };
            return Answers(programmer, options, writes).SequenceEqual(Answers(programmer, options, writes));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void From_any_command_that_waits_for_no_data_sixty_ends_of_packet_lead_back_into_sync() =>
        Prop.ForAll<byte>(command =>
        {
            SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
            using var link = bench.Open();
            byte[] answer = bench.Programmer.Receive([0x50, 0x20, command, .. Enumerable.Repeat((byte)0x20, 60)]);
            return command == 0x64 || bench.Programmer.Receive([0x30, 0x20]).SequenceEqual(new byte[] { 0x14, 0x10 });
        }).QuickCheckThrowOnFailure();

    private static byte[] Answers(string programmer, BoardOptions options, byte[][] writes)
    {
        SimulatedBench bench = Bench.With(programmer, HandMade.Atmega328P, options);
        using var link = bench.Open();
        return [.. writes.SelectMany(bytes => bench.Programmer.Receive(bytes))];
    }
}
