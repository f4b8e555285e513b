using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>What avrdude 7.1 and ATmegaBOOT said to each other is the third witness: our frames have to be among theirs.</summary>
public class CapturedBoardTests
{
    [Fact]
    public void Our_driver_says_what_avrdude_says_and_understands_what_ATmegaBOOT_answers()
    {
        Transcript capture = Transcript.Load("stk500v1/captured-avrdude-7.1-atmegaboot.txt");
        var board = new CapturedBoard(capture);
        byte[] flash = [.. board.Written('F').SelectMany(page => page)];
        byte[][] eeprom = [.. board.Written('E')];
        var clock = new ManualClock();
        using Stk500v1 programmer = Stk500v1.ArduinoBootloader(board, clock);

        programmer.Open();
        using AvrTarget target = AvrTarget.Connect(programmer, Chips.ATmega328P);
        target.Identify();
        target.WritePages(AvrMemory.Flash, 0, flash);
        target.Verify(AvrMemory.Flash, 0, flash);
        for (uint page = 0; page < eeprom.Length; page++)
        {
            target.WritePages(AvrMemory.Eeprom, page * 4, eeprom[page]);
            target.Verify(AvrMemory.Eeprom, page * 4, eeprom[page]);
        }

        target.Leave();

        Assert.Equal(384, flash.Length);
        Assert.Equal(2, eeprom.Length);
    }

    /// <summary>Answers each request as ATmegaBOOT answered it to avrdude, at the same address.</summary>
    private sealed class CapturedBoard : ISerialLink
    {
        private const byte SetDevice = 0x42, SetDeviceExtended = 0x45, LoadAddress = 0x55, ProgramPage = 0x64;

        private readonly Dictionary<(string Address, string Request), byte[]> _answers = [];
        private readonly List<byte[]> _requests = [];
        private readonly Queue<byte> _received = [];
        private string _address = "";

        public CapturedBoard(Transcript capture)
        {
            foreach ((TranscriptLine request, TranscriptLine answer) in capture.Lines.Chunk(2).Select(turn => (turn[0], turn[1])))
            {
                Learn(request.Bytes, answer.Bytes);
            }

            // Two questions that avrdude does not ask. Their answers: byte_response in ATmegaBOOT_168.c.
            Learn([0x41, 0x93, 0x20], [0x14, 0x00, 0x10]);
            Learn([0x41, 0x80, 0x20], [0x14, 0x02, 0x10]);
            _address = "";
        }

        public string Port => "captured";

        public bool OpeningResets => false;

        /// <summary>The blocks avrdude wrote to a memory, in order.</summary>
        public IEnumerable<byte[]> Written(char memory) => _requests
            .Where(request => request[0] == ProgramPage && request[3] == memory)
            .Select(request => request[4..^1]);

        public void Write(ReadOnlySpan<byte> bytes)
        {
            byte[] rest = bytes.ToArray();
            while (rest.Length > 0)
            {
                byte[] request = rest;
                byte[] known = _requests.Find(captured => Same(request.AsSpan(), captured))
                    ?? throw new TranscriptException($"avrdude never said {Convert.ToHexString(rest)}");
                Answer(known);
                rest = rest[known.Length..];
            }
        }

        public void Read(Span<byte> into, TimeSpan timeout)
        {
            for (int index = 0; index < into.Length; index++)
            {
                into[index] = _received.Dequeue();
            }
        }

        public void DiscardInput() => _received.Clear();

        public void SetLines(bool dtr, bool rts)
        {
        }

        public void Dispose()
        {
        }

        private void Learn(byte[] request, byte[] answer)
        {
            _requests.Add(request);
            _answers[Key(request)] = answer;
        }

        private void Answer(byte[] request) => Array.ForEach(_answers[Key(request)], _received.Enqueue);

        /// <summary>A page is another one at another address; the last answer is the one after the write.</summary>
        private (string Address, string Request) Key(byte[] request)
        {
            _address = request[0] == LoadAddress ? Convert.ToHexString(request) : _address;
            bool addressed = request[0] is ProgramPage or 0x74;
            return (addressed ? _address : "", Convert.ToHexString(request));
        }

        /// <summary>
        /// A request is the beginning of what was sent. The device code and the two pins of parallel programming may
        /// differ: no speaker of this dialect reads them.
        /// </summary>
        private static bool Same(ReadOnlySpan<byte> sent, byte[] captured)
        {
            if (sent.Length < captured.Length || sent[0] != captured[0])
            {
                return false;
            }

            byte[] request = sent[..captured.Length].ToArray();
            foreach (int free in request[0] switch { SetDevice => [1], SetDeviceExtended => [3, 4], _ => (int[])[] })
            {
                request[free] = captured[free];
            }

            return request.AsSpan().SequenceEqual(captured);
        }
    }
}
