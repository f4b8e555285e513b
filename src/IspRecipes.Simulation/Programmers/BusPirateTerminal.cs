using System.Text;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The user terminal, as far as a program meets it: it echoes, knows <c>i</c>, <c>m</c> and <c>#</c>, and leaves for the
/// binary modes after twenty zeros. A menu takes Enter for its default and hears no zeros.
/// </summary>
internal sealed class BusPirateTerminal(Board board, BusPirateBuild build, BusPiratePins pins) : Firmware(board)
{
    /// <summary>The UART's FIFO; there is no other buffer.</summary>
    public const int UartFifo = 4;

    private readonly StringBuilder _line = new();
    private int _zeros;
    private bool _inMenu;

    public override void Start()
    {
        OpenUart(Board.Options.Baud, UartFifo, UartFifo);
        pins.LetGo();
        _line.Clear();
        (_zeros, _inMenu) = (0, false);
        Idle();
    }

    /// <summary>After 0F, and after power-up: it tells what it is.</summary>
    public void Restart()
    {
        Board.Start(this);
        Introduce();
        Prompt();
    }

    private void Idle() => Await(1, Take);

    private void Take(byte[] key)
    {
        Idle();
        switch (key[0])
        {
            case 0 when !_inMenu:
                CountZero();
                break;
            case (byte)'\r' or (byte)'\n':
                Enter();
                break;
            case >= 0x20 and < 0x7F:
                Send(key);
                _line.Append((char)key[0]);
                break;
        }
    }

    private void CountZero()
    {
        if (++_zeros == 20)
        {
            Board.Start(new BusPirateBitbang(Board, build, pins, Restart));
        }
    }

    private void Enter()
    {
        string line = _line.ToString();
        _line.Clear();
        Say("\r\n");
        if (_inMenu)
        {
            _inMenu = false;
            Say("Ready\r\n");
        }
        else if (line == "i")
        {
            Introduce();
        }
        else if (line == "m")
        {
            _inMenu = true;
            Say("1. HiZ\r\n2. 1-WIRE\r\n3. UART\r\n4. I2C\r\n5. SPI\r\nx. exit(without change)\r\n\r\n(1)>");
            return;
        }
        else if (line == "#")
        {
            Introduce();
        }

        Prompt();
    }

    private void Introduce() => Say($"{build.Hardware}\r\n{build.Firmware} Bootloader v4.4\r\nDEVID:0x0447 REVID:0x3046 (24FJ64GA002 B8)\r\nhttp://dangerousprototypes.com\r\n");

    private void Prompt() => Say("HiZ>");

    private void Say(string text) => Send(Encoding.ASCII.GetBytes(text));
}
