using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace IspRecipes.Testing;

/// <summary>
/// Firmware nobody here wrote, running in simavr's ATmega328P at 16 MHz behind a pty: a bootloader, or a programmer
/// whose SPI and RESET pins are wired to a virtual target. The messages stand in tests/peers/README.md.
/// </summary>
public sealed class SimavrRig : IDisposable
{
    /// <summary>Built by tests/peers/build.sh.</summary>
    public const string Program = "artifacts/peers/simavr-rig";

    /// <summary>Debian's arduino-core-avr: STK500v1 at 57600 baud, from 0x7800.</summary>
    public const string AtmegaBoot =
        "/usr/share/arduino/hardware/arduino/avr/bootloaders/atmega/ATmegaBOOT_168_atmega328.hex";

    /// <summary>The sketch of Debian's arduino package at 19200 baud; built by tests/peers/build.sh.</summary>
    public const string ArduinoIsp = "artifacts/peers/arduinoisp.hex";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TargetPins? _pins;
    private readonly Thread _reader;
    private readonly Task<string> _complaints;
    private readonly BlockingCollection<string> _answers = [];
    private volatile Exception? _failure;

    private SimavrRig(TargetPins? pins, params string[] arguments)
    {
        _pins = pins;
        _process = Process.Start(new ProcessStartInfo(Peers.Require(Program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.StandardInput.AutoFlush = true;
        _complaints = _process.StandardError.ReadToEndAsync();
        _reader = new Thread(ReadMessages) { IsBackground = true, Name = "simavr-rig" };
        _reader.Start();
        Port = Answer("pty");
    }

    /// <summary>Path of the pty that is the chip's UART.</summary>
    public string Port { get; }

    /// <summary>A chip that holds nothing but the bootloader, which waits for its client.</summary>
    public static SimavrRig RunAtmegaBoot() => new(null, "--start", "0x7800", AtmegaBoot);

    /// <summary>An Arduino Uno as programmer. Its setup blinks for half a second, then the pty is there.</summary>
    public static SimavrRig RunArduinoIsp(TargetPins target) =>
        new(target, "--target", "--settle", "1000", Peers.Require(ArduinoIsp));

    /// <summary>
    /// As <see cref="RunArduinoIsp"/>, right after a reset and with a bootloader before the sketch, as an Uno has it.
    /// Its time-out runs by the wall clock, for a client that waits it out.
    /// </summary>
    public static SimavrRig RunArduinoIspBehindAtmegaBoot(TargetPins target) =>
        new(target, "--target", "--idle", "1", "--start", "0x7800", Peers.Require(ArduinoIsp), AtmegaBoot);

    /// <summary>Pulls the simulated chip's RESET: its memories stay, its firmware starts again.</summary>
    public void Reset() => Ask("reset", "ok");

    /// <summary>The simulated chip's own flash.</summary>
    public byte[] ReadFlash() => Dump("flash");

    /// <summary>The simulated chip's own EEPROM.</summary>
    public byte[] ReadEeprom() => Dump("eeprom");

    /// <summary>What went over the UART so far, and what its receiver lost.</summary>
    public SerialTally Serial
    {
        get
        {
            long[] counts = [.. Ask("serial", "serial").Split(' ').Select(long.Parse)];
            return new SerialTally(counts[0], counts[1], counts[2]);
        }
    }

    /// <summary>Waits until all that the firmware has done to its pins has reached the target.</summary>
    public void AwaitTarget() => _ = Serial; // its answer comes behind their messages

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(Patience))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }

        _reader.Join();
        _process.Dispose();
        _answers.Dispose();
    }

    private byte[] Dump(string memory)
    {
        string path = Path.GetTempFileName();
        try
        {
            Ask($"{memory} {path}", "ok");
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string Ask(string command, string answer)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine(command);
        }

        return Answer(answer);
    }

    /// <summary>Waits for the line that begins with <paramref name="word"/> and returns the rest of it.</summary>
    private string Answer(string word)
    {
        if (!_answers.TryTake(out string? line, Patience) || !line.StartsWith(word, StringComparison.Ordinal))
        {
            string complaints = _process.HasExited ? _complaints.Result : "";
            throw new InvalidOperationException(
                $"the simavr rig answers '{line}', not '{word}' {complaints}", _failure);
        }

        return line[word.Length..].Trim();
    }

    private void ReadMessages()
    {
        try
        {
            while (_process.StandardOutput.ReadLine() is { } line)
            {
                string[] words = line.Split(' ');
                switch (words[0])
                {
                    case "S":
                        AnswerByte(byte.Parse(words[1], NumberStyles.HexNumber), Microseconds(words[2]));
                        break;
                    case "R":
                        _pins?.AdvanceTo(Microseconds(words[2]));
                        _pins?.SetReset(words[1] == "1");
                        break;
                    default:
                        _answers.Add(line);
                        break;
                }
            }
        }
        catch (Exception failure)
        {
            // The target threw: end the rig, so that its client sees the port hang up and the test goes on to say why.
            _failure = failure;
            _process.Kill();
        }

        _answers.CompleteAdding();
    }

    private void AnswerByte(byte sent, TimeSpan time)
    {
        _pins!.AdvanceTo(time);
        byte answer = _pins.Shift(sent);
        lock (_process)
        {
            _process.StandardInput.WriteLine(answer.ToString("x2"));
        }
    }

    private static TimeSpan Microseconds(string text) => TimeSpan.FromMicroseconds(long.Parse(text));
}

/// <summary>What a simulated programmer's ISP pins are wired to. Called on one thread, not the test's.</summary>
/// <param name="Shift">A byte on MOSI; returns the byte on MISO.</param>
/// <param name="SetReset">The level of RESET: true is high, the target runs.</param>
/// <param name="AdvanceTo">The simulated time of what comes next; never goes back.</param>
public sealed record TargetPins(Func<byte, byte> Shift, Action<bool> SetReset, Action<TimeSpan> AdvanceTo);

/// <param name="Received">Bytes that came over the line to the chip.</param>
/// <param name="Sent">Bytes the chip sent.</param>
/// <param name="Lost">Bytes that found the receiver full or off; part of <paramref name="Received"/>.</param>
public readonly record struct SerialTally(long Received, long Sent, long Lost);
