using System.Globalization;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using Xunit;

namespace IspRecipes.Testing.Usb;

/// <summary>What passes over the endpoints of a USB device, as text; docs/protocols/usb.md has the format.</summary>
public sealed record UsbTranscript(string Name, IReadOnlyList<UsbExchange> Exchanges)
{
    /// <summary>Reads a file below <c>tests/transcripts</c>.</summary>
    public static UsbTranscript Load(string path) =>
        Parse(path, File.ReadAllText(Repository.File("tests", "transcripts", path)));

    public static UsbTranscript Parse(string name, string text)
    {
        var exchanges = new List<UsbExchange>();
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Split('#')[0].Trim();
            if (line.StartsWith("> ep0 ", StringComparison.Ordinal))
            {
                exchanges.Add(ParseRequest(line[6..], number));
            }
            else if (line.StartsWith("< ep0", StringComparison.Ordinal) && exchanges.Count > 0)
            {
                exchanges[^1] = exchanges[^1] with { Answer = Bytes(line[5..]), Mask = Masks(line[5..]) };
            }
            else if (line == "= reset")
            {
                exchanges.Add(new UsbExchange(default, 0, number) { IsReset = true });
            }
            else if (line.StartsWith("< ep", StringComparison.Ordinal) && line.EndsWith(" silence", StringComparison.Ordinal))
            {
                exchanges.Add(ParseBulk(line[4..^8], number) with { IsSilence = true });
            }
            else if (line.StartsWith("> ep", StringComparison.Ordinal) || line.StartsWith("< ep", StringComparison.Ordinal))
            {
                exchanges.Add(ParseBulk(line[4..], number));
            }
            else if (line.Length > 0)
            {
                throw new FormatException($"{name}, line {number}: '{line}' is no line of a USB transcript");
            }
        }

        return new UsbTranscript(name, exchanges);
    }

    /// <summary>This transcript and then others.</summary>
    public UsbTranscript Then(params UsbTranscript[] next) =>
        new($"{Name} and on", [.. Exchanges, .. next.SelectMany(one => one.Exchanges)]);

    /// <summary>Plays the computer's part to a twin, and holds the twin's answers to it.</summary>
    /// <param name="device">The twin.</param>
    /// <param name="clock">The computer's; goes on by 100 ms after RESET fell.</param>
    public void Play(IUsbLink device, IClock clock)
    {
        foreach (UsbExchange exchange in Exchanges)
        {
            string where = $"{Name}, line {exchange.Number}";
            if (exchange.IsReset)
            {
                device.Reset();
            }
            else if (exchange.IsSilence)
            {
                LinkException silence = Assert.Throws<LinkException>(() => device.BulkIn(exchange.Endpoint, new byte[64], TimeSpan.FromSeconds(1)));
                Assert.True(silence.Fault.Code == FaultCode.UsbTimeout, $"{where}: silence expected, {silence.Fault.Code} found");
            }
            else if (exchange.IsBulkIn)
            {
                byte[] into = new byte[WholePackets(exchange.Answer.Length)];
                int came = device.BulkIn(exchange.Endpoint, into, TimeSpan.FromMinutes(1));
                Assert.True(exchange.Fits(into.AsSpan(0, came)),
                    $"{where}: {Convert.ToHexString(exchange.Answer)} expected, {Convert.ToHexString(into[..came])} found");
            }
            else if (exchange.Endpoint != 0)
            {
                device.BulkOut(exchange.Endpoint, exchange.Data, TimeSpan.FromMinutes(1));
            }
            else if (exchange.Setup.IsIn)
            {
                byte[] into = new byte[exchange.Length];
                int came = device.ControlIn(exchange.Setup, into, TimeSpan.FromMinutes(1));
                Assert.True(exchange.Fits(into.AsSpan(0, came)),
                    $"{where}: {Convert.ToHexString(exchange.Answer)} expected, {Convert.ToHexString(into[..came])} found");
            }
            else
            {
                device.ControlOut(exchange.Setup, exchange.Data, TimeSpan.FromMinutes(1));
            }

            clock.Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    private static UsbExchange ParseRequest(string text, int number)
    {
        string[] parts = text.Split(" : ");
        byte[] packet = Bytes(parts[0]);
        var setup = new UsbSetup(
            packet[0], packet[1], (ushort)(packet[2] | packet[3] << 8), (ushort)(packet[4] | packet[5] << 8));
        return new UsbExchange(setup, packet[6] | packet[7] << 8, number)
        {
            Data = parts.Length > 1 ? Bytes(parts[1]) : [],
        };
    }

    private static int WholePackets(int length) => (length + 63) / 64 * 64;

    /// <summary><c>82 01 FE/00</c>: an endpoint and the bytes of a bulk transfer.</summary>
    private static UsbExchange ParseBulk(string text, int number)
    {
        byte[] bytes = Bytes(text);
        var exchange = new UsbExchange(default, 0, number) { Endpoint = bytes[0], Mask = Masks(text)[1..] };
        return exchange.IsBulkIn ? exchange with { Answer = bytes[1..] } : exchange with { Data = bytes[1..] };
    }

    private static byte[] Bytes(string words) => [.. Words(words).Select(word => word.Value)];

    private static byte[] Masks(string words) => [.. Words(words).Select(word => word.Mask)];

    /// <summary><c>1E FF*126 00/01</c>: a byte, a byte repeated, and one of which only bit 0 means anything.</summary>
    private static IEnumerable<(byte Value, byte Mask)> Words(string words) =>
        from word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let repeated = word.Split('*')
        let masked = repeated[0].Split('/')
        from value in Enumerable.Repeat(
            (Byte(masked[0]), masked.Length > 1 ? Byte(masked[1]) : (byte)0xFF), repeated.Length > 1 ? int.Parse(repeated[1]) : 1)
        select value;

    private static byte Byte(string digits) => byte.Parse(digits, NumberStyles.HexNumber);
}

/// <summary>A transfer: one on a bulk endpoint has an endpoint and data alone.</summary>
/// <param name="Length">wLength.</param>
/// <param name="Number">Line in the file, 1-based.</param>
public sealed record UsbExchange(UsbSetup Setup, int Length, int Number)
{
    /// <summary>Of a bulk transfer; 0 for a control transfer.</summary>
    public byte Endpoint { get; init; }

    /// <summary>No transfer at all: the device is reset.</summary>
    public bool IsReset { get; init; }

    /// <summary>A transfer that nothing comes of.</summary>
    public bool IsSilence { get; init; }

    public bool IsBulkIn => (Endpoint & 0x80) != 0;

    /// <summary>The data of a transfer to the device.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The data of a transfer from the device.</summary>
    public byte[] Answer { get; init; } = [];

    /// <summary>The bits of each byte of the answer that mean anything.</summary>
    public byte[] Mask { get; init; } = [];

    /// <summary>Whether an answer is this one, in the bits that mean anything.</summary>
    public bool Fits(ReadOnlySpan<byte> found)
    {
        bool fits = found.Length == Answer.Length;
        for (int index = 0; fits && index < Answer.Length; index++)
        {
            fits = ((Answer[index] ^ found[index]) & Mask[index]) == 0;
        }

        return fits;
    }
}

/// <summary>Plays the device's side of a transcript to a driver and fails on the first transfer that is another one.</summary>
public sealed class UsbTranscriptLink(UsbTranscript transcript, UsbDeviceInfo device) : IUsbLink
{
    private int _next;

    /// <summary>Plays transcripts, one after the other, to a driver, which must use all of them and close the device.</summary>
    /// <param name="folder">Below <c>tests/transcripts</c>.</param>
    /// <param name="names">Without their ending.</param>
    /// <param name="device">What the driver sees.</param>
    /// <param name="create">Makes the driver.</param>
    /// <param name="use">What is done with it.</param>
    public static void Play<TDriver>(
        string folder, string[] names, UsbDeviceInfo device, Func<IUsbLink, IClock, TDriver> create, Action<TDriver> use)
        where TDriver : IDisposable
    {
        UsbTranscript[] parts = [.. names.Select(name => UsbTranscript.Load($"{folder}/{name}.txt"))];
        var link = new UsbTranscriptLink(parts[0].Then(parts[1..]), device);
        using (TDriver driver = create(link, new ManualClock()))
        {
            use(driver);
        }

        link.AssertFinished();
        Assert.True(link.Closed);
    }

    public UsbDeviceInfo Device => device;

    public bool Closed { get; private set; }

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        UsbExchange exchange = Next(setup, into.Length, []);
        exchange.Answer.CopyTo(into);
        return exchange.Answer.Length;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => Next(setup, data.Length, data);

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        UsbExchange exchange = NextBulk(endpoint, []);
        if (exchange.IsSilence)
        {
            throw new LinkException(FaultCode.UsbTimeout, device.Name, $"bulk IN {endpoint:X2}", 0, into.Length, timeout.TotalSeconds);
        }

        exchange.Answer.CopyTo(into);
        return exchange.Answer.Length;
    }

    public void Reset()
    {
        UsbExchange exchange = Take("a reset");
        if (!exchange.IsReset)
        {
            throw new TranscriptException($"{transcript.Name}, line {exchange.Number}: the driver resets the device");
        }
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => NextBulk(endpoint, data);

    /// <summary>Fails where the driver has stopped before the end.</summary>
    public void AssertFinished() => Assert.Equal(transcript.Exchanges.Count, _next);

    public void Dispose() => Closed = true;

    private UsbExchange NextBulk(byte endpoint, ReadOnlySpan<byte> data)
    {
        string done = $"bulk {endpoint:X2}, data {Convert.ToHexString(data)}";
        UsbExchange exchange = Take(done);
        return exchange.Endpoint == endpoint && !exchange.IsReset && (exchange.IsBulkIn || data.SequenceEqual(exchange.Data))
            ? exchange
            : throw new TranscriptException($"{transcript.Name}, line {exchange.Number}: the driver does {done}");
    }

    private UsbExchange Take(string done) => _next < transcript.Exchanges.Count
        ? transcript.Exchanges[_next++]
        : throw new TranscriptException($"{transcript.Name} ends, and the driver goes on with {done}");

    private UsbExchange Next(UsbSetup setup, int length, ReadOnlySpan<byte> data)
    {
        string done = $"{setup}, length {length}, data {Convert.ToHexString(data)}";
        UsbExchange exchange = Take(done);
        return exchange.Endpoint == 0 && exchange.Setup == setup && exchange.Length == length && data.SequenceEqual(exchange.Data)
            ? exchange
            : throw new TranscriptException($"{transcript.Name}, line {exchange.Number}: the driver sends {done}");
    }
}
