using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The transcripts that the driver is held to, played to the twin as well: the two cannot agree on an error.</summary>
public sealed class TranscriptTests
{
    /// <summary>What the twin is no witness for, and why.</summary>
    private static readonly Dictionary<string, string> NotPlayed = new()
    {
        ["enter-refused.txt"] = "no sketch looks for the echo; AVR061's own firmware does, and has no twin",
        ["open-noise.txt"] = "no firmware that has a twin prints while it starts",
        ["open-late-answer.txt"] = "a player takes an answer whenever it comes; only a driver gives up waiting",
    };

    private static readonly string[] Entered = ["open.txt", "enter-atmega32u4.txt"];

    private static readonly Scene[] Scenes =
    [
        new("open.txt"),
        new("bootloader-first.txt") { Options = new BoardOptions { OpeningResets = true } },
        new("enter-atmega32u4.txt") { After = ["open.txt"] },
        new("enter-atmega2560.txt") { After = ["open.txt"], Part = HandMade.Atmega2560 },
        new("enter-deaf.txt") { After = ["open.txt"], Before = (chip, turn) => chip.MisoStuckAt = Deaf(turn) },
        new("leave.txt") { After = Entered },
        new("leave-cut.txt") { After = Entered, Lost = (turn, at) => turn < 14 && (turn > 0 || at >= 4 + 4 + 63) },
        new("erase.txt") { After = Entered },
        new("fuses.txt") { After = Entered, Before = Fuses },
        new("fuse-slow.txt")
        {
            After = Entered,
            Part = HandMade.Atmega32U4 with { FuseWriteTime = TimeSpan.FromMilliseconds(12) },
        },
        new("flash-write.txt") { After = Entered },
        new("flash-write-nosync.txt") { After = Entered, Lost = (turn, at) => turn == 2 && at == 100 },
        new("flash-read.txt") { After = Entered, Before = Program },
        new("flash-extended.txt") { After = ["open.txt", "enter-atmega2560.txt"], Part = HandMade.Atmega2560 },
        new("eeprom.txt") { After = Entered },
        new("bootloader.txt") { Programmer = "arduino", Part = HandMade.Atmega328P },
        new("captured-avrdude-7.1-atmegaboot.txt") { Programmer = "arduino", Part = HandMade.Atmega328P },
    ];

    public static TheoryData<string> Names => [.. Scenes.Select(scene => scene.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_twin_answers_as_the_transcript_says(string name)
    {
        Scene scene = Scenes.Single(scene => scene.Name == name);
        SimulatedBench bench = Bench.With(scene.Programmer, scene.Part, scene.Options);
        var link = new LossyLink(bench.Open());
        foreach (string before in scene.After)
        {
            link.Play(Load(before), bench.Clock);
        }

        Transcript transcript = Load(name);
        for (int turn = 0; turn < transcript.Lines.Count; turn++)
        {
            scene.Before(bench.Chip, turn);
            link.Lost = at => scene.Lost(turn, at);
            link.Play(transcript with { Lines = [transcript.Lines[turn]] }, bench.Clock);
        }

        Assert.Throws<Devices.LinkException>(() => link.Read(new byte[1], TimeSpan.FromSeconds(1)));
        Assert.Empty(bench.Chip.Violations);
        Assert.Equal(0, bench.Programmer.LostBytes);
    }

    [Fact]
    public void Every_transcript_is_played_or_has_a_reason()
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.File("tests", "transcripts", "stk500v1"), "*.txt")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

        Assert.Equal(
            files,
            Scenes.Select(scene => scene.Name).Concat(NotPlayed.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary>Deaf to the first two attempts, seen as a line that nothing drives and as one held low.</summary>
    private static byte? Deaf(int turn) => turn switch { < 6 => 0xFF, < 12 => 0x00, _ => null };

    private static void Fuses(VirtualAvr chip, int turn)
    {
        if (turn == 0)
        {
            chip.UnimplementedBits = 0xFF;
            chip.Preset(FuseId.Low, 0x5E);
            chip.Preset(FuseId.Extended, 0xF3);
            chip.Preset(FuseId.Lock, 0xEF);
        }
    }

    private static void Program(VirtualAvr chip, int turn)
    {
        chip.Flash.AsSpan(0x100, 256).Fill(1);
        chip.Flash.AsSpan(0x200, 256).Fill(2);
        chip.Flash.AsSpan(0x300, 256).Fill(3);
    }

    private static Transcript Load(string name) => Transcript.Load($"stk500v1/{name}");

    /// <summary>What a transcript needs to be true.</summary>
    private sealed record Scene(string Name)
    {
        public string Programmer { get; init; } = "avrisp";

        public AvrPart Part { get; init; } = HandMade.Atmega32U4;

        public BoardOptions Options { get; init; } = new();

        /// <summary>Transcripts that come first.</summary>
        public string[] After { get; init; } = [];

        /// <summary>Sets the chip up before a turn, counted from 0.</summary>
        public Action<VirtualAvr, int> Before { get; init; } = (_, _) => { };

        /// <summary>Whether a byte of a turn is lost on its way to the programmer, both counted from 0.</summary>
        public Func<int, int, bool> Lost { get; init; } = (_, _) => false;
    }

    /// <summary>A line that loses the bytes it is told to, one way.</summary>
    private sealed class LossyLink(ISerialLink inner) : ISerialLink
    {
        public Func<int, bool> Lost { get; set; } = _ => false;

        public string Port => inner.Port;

        public bool OpeningResets => inner.OpeningResets;

        public void Write(ReadOnlySpan<byte> bytes) =>
            inner.Write([.. bytes.ToArray().Where((_, index) => !Lost(index))]);

        public void Read(Span<byte> into, TimeSpan timeout) => inner.Read(into, timeout);

        public void DiscardInput() => inner.DiscardInput();

        public void SetLines(bool dtr, bool rts) => inner.SetLines(dtr, rts);

        public void Dispose() => inner.Dispose();
    }
}
