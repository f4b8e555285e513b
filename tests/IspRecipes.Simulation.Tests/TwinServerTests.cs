using System.IO.Pipes;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests;

public sealed class TwinServerTests
{
    [Fact]
    public void Another_program_gets_the_twins_answers_through_a_stream()
    {
        using var client = new Client(Bench.With("avrisp", HandMade.Atmega32U4));

        Assert.Equal([0x14, 0x10], client.Ask([0x30, 0x20], 2));
        Assert.Equal([0x14, 0x53, 0x10], client.Ask([0x41, 0x93, 0x20], 3));
    }

    [Fact]
    public void What_the_board_takes_passes_on_the_virtual_clock_only()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using var client = new Client(bench);
        client.Ask([0x50, 0x20], 2);
        byte[] page = [0x64, 0x01, 0x00, (byte)'F', .. new byte[256], 0x20];
        for (int i = 0; i < 10; i++)
        {
            client.Ask(page, 2);
        }

        // No SET_DEVICE: 128 pages of one word a frame, 30 ms each.
        Assert.InRange(bench.Clock.Now.TotalSeconds, 38.4, 42);
    }

    [Fact]
    public void What_the_other_program_waits_passes_on_the_virtual_clock_too()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        using var client = new Client(bench);
        client.Ask([0x50, 0x20], 2);
        client.Ask([0x56, 0xAC, 0x80, 0x00, 0x00, 0x20], 3);
        client.Wait(TimeSpan.FromMilliseconds(9));
        client.Ask([0x51, 0x20], 2);

        Assert.Empty(bench.Chip.Violations);
    }

    /// <summary>Its driver waits for the answer to one command, not for those to all that it sent ahead.</summary>
    [Fact]
    public void In_real_time_commands_sent_ahead_are_answered_one_by_one()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4);
        MemoryStream asked = new([0x50, 0x20, 0x74, 0x00, 0x04, (byte)'F', 0x20, 0x74, 0x00, 0x04, (byte)'F', 0x20]);
        Recorder answers = new();

        new TwinServer(bench.Programmer, bench.Clock) { RealTime = true }.Serve(new Duplex(asked, answers), CancellationToken.None);

        Assert.Equal([2, 6, 6], answers.Lengths);
    }

    [Fact]
    public void A_twin_that_vanishes_ends_the_service_and_closes_the_port()
    {
        SimulatedBench bench = Bench.With("avrisp", HandMade.Atmega32U4, new BoardOptions { HangsUpAfter = 2 });
        using var client = new Client(bench);
        client.Ask([0x30, 0x20], 2);
        client.Send([0x30]);
        client.Join();

        Assert.False(bench.Programmer.IsOpen);
    }

    /// <summary>A program at the other end of a pair of pipes.</summary>
    private sealed class Client : IDisposable
    {
        private readonly AnonymousPipeServerStream _out = new(PipeDirection.Out);
        private readonly AnonymousPipeServerStream _in = new(PipeDirection.In);
        private readonly ManualTime _time = new();
        private readonly Thread _server;

        public Client(SimulatedBench bench)
        {
            var twin = new TwinServer(bench.Programmer, bench.Clock, _time);
            var served = new Duplex(
                new AnonymousPipeClientStream(PipeDirection.In, _out.ClientSafePipeHandle),
                new AnonymousPipeClientStream(PipeDirection.Out, _in.ClientSafePipeHandle));
            _server = new Thread(() => twin.Serve(served, CancellationToken.None));
            _server.Start();
        }

        public byte[] Ask(byte[] frame, int length)
        {
            Send(frame);
            byte[] answer = new byte[length];
            _in.ReadExactly(answer);
            return answer;
        }

        public void Send(byte[] bytes)
        {
            _out.Write(bytes);
            _out.Flush();
        }

        public void Wait(TimeSpan time) => _time.Pass(time);

        public void Join() => _server.Join();

        public void Dispose()
        {
            _out.Dispose();
            _server.Join();
            _in.Dispose();
        }
    }

    /// <summary>Time that passes when it is told to.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>Two one-way pipes as one stream.</summary>
    /// <summary>How long each of the writes was.</summary>
    private sealed class Recorder : MemoryStream
    {
        public List<int> Lengths { get; } = [];

        public override void Write(byte[] buffer, int offset, int count)
        {
            Lengths.Add(count);
            base.Write(buffer, offset, count);
        }
    }

    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);
    }
}
