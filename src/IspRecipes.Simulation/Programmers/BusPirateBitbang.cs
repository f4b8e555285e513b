using System.Text;

namespace IspRecipes.Simulation.Programmers;

/// <summary>Raw bitbang mode, from which the other binary modes are entered and left (binary_io.c).</summary>
/// <param name="board">The Bus Pirate's.</param>
/// <param name="build">Its firmware.</param>
/// <param name="pins">The target's side.</param>
/// <param name="reset">Back to the terminal.</param>
internal sealed class BusPirateBitbang(Board board, BusPirateBuild build, BusPiratePins pins, Action reset) : Firmware(board)
{
    /// <summary>Modes beside SPI, by their commands; whatever is sent there but 00 and 01 is done or refused.</summary>
    private static readonly Dictionary<byte, string> OtherModes = new()
    {
        [0x02] = "I2C1", [0x03] = "ART1", [0x04] = "1W01", [0x05] = "RAW1",
    };

    public override void Start()
    {
        pins.LetGo();
        Say("BBIO1");
        Idle();
    }

    private void Idle() => Await(1, Take);

    private void Take(byte[] command)
    {
        Idle();
        switch (command[0])
        {
            case 0x00:
                Say("BBIO1");
                break;
            case 0x01:
                Board.Start(new BusPirateSpi(Board, build, pins, () => Board.Start(this)));
                break;
            case 0x0F:
                Send(1);
                reset();
                break;
            case var mode when OtherModes.TryGetValue(mode, out string? name):
                Say(name);
                Await(1, byt => TakeElsewhere(byt[0], name));
                break;
            case >= 0x80 or (>= 0x40 and < 0x60):
                Send((byte)(command[0] & 0x1F));
                break;
            default:
                Send(0);
                break;
        }
    }

    private void TakeElsewhere(byte command, string name)
    {
        if (command == 0x00)
        {
            Start();
            return;
        }

        if (command == 0x01)
        {
            Say(name);
        }
        else
        {
            Send(0);
        }

        Await(1, next => TakeElsewhere(next[0], name));
    }

    private void Say(string text) => Send(Encoding.ASCII.GetBytes(text));
}
