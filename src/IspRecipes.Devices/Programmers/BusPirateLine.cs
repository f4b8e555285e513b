using System.Text;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>The line to a Bus Pirate: one command, its answer, and the way between terminal and binary modes.</summary>
/// <remarks>
/// Never more than one command that answers with more than a byte: its receiver holds four bytes while it is busy, and
/// when one is lost it is deaf until it is unplugged.
/// </remarks>
internal sealed class BusPirateLine(ISerialLink link)
{
    /// <summary>Longer than the 16 ms after which an FTDI chip sends what it has.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(40);

    /// <summary>Longest time a healthy one needs to start an answer.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Ten bits at 9600 baud: nobody sets its terminal slower.</summary>
    private static readonly TimeSpan SlowestByte = TimeSpan.FromMilliseconds(1.05);

    private readonly List<byte> _heard = [];

    /// <summary>False while a command is cut short: the firmware may be waiting for the rest of it.</summary>
    public bool InStep { get; private set; }

    /// <summary>What it wrote about itself in its terminal; empty where it was in a binary mode already.</summary>
    public string Banner { get; private set; } = "";

    /// <summary>
    /// Brings it into BBIO, wherever it was: the terminal, a menu there, a binary mode, or a command somebody cut.
    /// </summary>
    /// <exception cref="LinkException">Silent (ISP4009), or hung up (ISP4010).</exception>
    /// <exception cref="ProtocolException">Something answers, but no Bus Pirate (ISP5006: port).</exception>
    public void Find()
    {
        InStep = false;
        _heard.Clear();
        link.DiscardInput();
        InStep = FromTerminal() || FromBinaryMode() || (WakeUp() && (FromTerminal() || FromBinaryMode()));
        if (!InStep)
        {
            throw _heard.Count == 0
                ? new LinkException(FaultCode.LinkSilent, link.Port, 0, BusPirateCommand.BinaryMode.Length, 2.0)
                : new ProtocolException(
                    new Fault(FaultCode.NoProgrammerOnPort, link.Port), new byte[BusPirateCommand.ZerosToBinary], [.. _heard]);
        }
    }

    /// <summary>From BBIO, or from SPI mode itself, which leaves it first.</summary>
    /// <exception cref="ProtocolException">Another mode answers (ISP5027: port).</exception>
    public void EnterSpi()
    {
        byte[] answer = Ask([BusPirateCommand.EnterSpi], BusPirateCommand.SpiMode.Length);
        if (!BusPirateCommand.SpiMode.SequenceEqual(answer))
        {
            InStep = false;
            throw new ProtocolException(
                new Fault(FaultCode.SpiModeMissing, link.Port), [BusPirateCommand.EnterSpi], answer);
        }
    }

    /// <summary>Back to the terminal: pins let go, power off. From SPI mode.</summary>
    public void ReturnToTerminal()
    {
        if (InStep)
        {
            Ask([BusPirateCommand.Reset], BusPirateCommand.BinaryMode.Length);
        }
        else
        {
            Find();
        }

        Ask([BusPirateCommand.Terminal], 1);
    }

    /// <summary>Commands that answer with one byte each, three at most.</summary>
    /// <exception cref="ProtocolException">Refused (ISP5003: command), or out of step (ISP5001: port).</exception>
    public void Do(params ReadOnlySpan<byte> commands) => Check(commands, Ask(commands, commands.Length));

    /// <summary>A command that answers 01, or as many of them as given, and then data.</summary>
    /// <param name="command">The frame.</param>
    /// <param name="length">Bytes of data.</param>
    /// <param name="takes">What it takes beyond the way over the line.</param>
    /// <param name="confirmations">How many 01 come first.</param>
    /// <exception cref="ProtocolException">
    /// Refused (ISP5003: command), out of step (ISP5001: port), or it fell silent (ISP5004: port, seconds).
    /// </exception>
    public byte[] Get(ReadOnlySpan<byte> command, int length, TimeSpan takes = default, int confirmations = 1)
    {
        byte[] answer = Ask(command, confirmations + length, takes, confirmations);
        return answer[confirmations..];
    }

    /// <summary>The one byte that a command answers with, whatever it is.</summary>
    public byte Try(params ReadOnlySpan<byte> command) => Ask(command, 1)[0];

    /// <summary>What comes until it is quiet.</summary>
    public byte[] Listen()
    {
        int before = _heard.Count;
        try
        {
            Span<byte> one = stackalloc byte[1];
            while (_heard.Count - before < BusPirateCommand.Buffer)
            {
                link.Read(one, Quiet);
                _heard.Add(one[0]);
            }
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            // That is what was waited for.
        }

        return [.. _heard.Skip(before)];
    }

    private byte[] Ask(ReadOnlySpan<byte> command, int length, TimeSpan takes = default, int confirmations = 0)
    {
        InStep = false;
        byte[] answer = new byte[length];
        TimeSpan patience = Moment + takes + (SlowestByte * (command.Length + length));
        try
        {
            link.Write(command);
            if (confirmations > 0)
            {
                link.Read(answer.AsSpan(0, confirmations), patience);
                Check(command, answer.AsSpan(0, confirmations));
            }

            link.Read(answer.AsSpan(confirmations), patience);
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
        {
            throw new ProtocolException(
                new Fault(FaultCode.ProgrammerFell, link.Port, patience.TotalSeconds), command.ToArray(), []);
        }

        InStep = true;
        return answer;
    }

    private void Check(ReadOnlySpan<byte> command, ReadOnlySpan<byte> confirmed)
    {
        if (confirmed.ContainsAnyExcept(BusPirateCommand.Done))
        {
            InStep = false;
            Fault fault = confirmed.ContainsAnyExcept<byte>(0, BusPirateCommand.Done)
                ? new Fault(FaultCode.NotInSync, link.Port)
                : new Fault(FaultCode.ProgrammerRefused, $"{command[0]:X2}", "00");
            throw new ProtocolException(fault, command.ToArray(), confirmed.ToArray());
        }
    }

    /// <summary>Its own words about itself tell that it is in the terminal; there the zeros answer nothing before the last.</summary>
    private bool FromTerminal()
    {
        link.Write("i\n"u8);
        string text = Encoding.ASCII.GetString(Listen());
        if (!text.Contains("Bus Pirate", StringComparison.Ordinal) && !text.Contains("Firmware v", StringComparison.Ordinal))
        {
            return false;
        }

        Banner = text;
        link.Write(new byte[BusPirateCommand.ZerosToBinary]);
        return HearsBinaryMode();
    }

    /// <summary>Zeros one by one: in a binary mode each of them answers five bytes, and more at once would be lost.</summary>
    private bool FromBinaryMode()
    {
        for (int count = 0; count < BusPirateCommand.ZerosToBinary; count++)
        {
            link.Write([BusPirateCommand.Reset]);
            if (HearsBinaryMode())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Line ends until something is heard. They fill up a command that somebody cut, take the default of every menu, and
    /// answer one byte in binary modes; no AVR has an instruction 0A.
    /// </summary>
    private bool WakeUp()
    {
        byte[] lineEnds = [.. Enumerable.Repeat((byte)'\n', 256)];
        for (int sent = 0; sent <= BusPirateCommand.Buffer; sent += lineEnds.Length)
        {
            link.Write(lineEnds);
            if (Listen().Length > 0)
            {
                return true;
            }
        }

        return _heard.Count > 0;
    }

    private bool HearsBinaryMode() => Listen().AsSpan().EndsWith(BusPirateCommand.BinaryMode);
}
