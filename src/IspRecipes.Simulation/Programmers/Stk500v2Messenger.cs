namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The serial side of an STK500v2 programmer: messages of <c>1B</c>, number, size(2), <c>0E</c>, body, checksum. What does not
/// fit is passed over until the next <c>1B</c>; a wrong checksum is answered with <c>B0 C1</c> (AVR068, section 3).
/// </summary>
internal sealed class Stk500v2Messenger(Board board, Stk500v2Board commands) : Firmware(board)
{
    private const byte MessageStart = 0x1B, Token = 0x0E;

    private const int LongestBody = 275;

    public override void Start()
    {
        OpenUart(Board.Options.Baud, LongestBody + 6, LongestBody + 6);
        Idle();
    }

    private void Idle() => Await(1, start => Begin(start[0]));

    private void Begin(byte start)
    {
        if (start != MessageStart)
        {
            Idle();
            return;
        }

        Await(4, head =>
        {
            int size = (head[1] << 8) | head[2];
            if (head[3] != Token || size > LongestBody)
            {
                Idle();
                return;
            }

            byte[] header = [MessageStart, .. head];
            Await(size + 1, rest => Answer(header, rest));
        });
    }

    private void Answer(byte[] head, byte[] rest)
    {
        if (StopsInPage(rest))
        {
            Hang();
            return;
        }

        byte[] body = Checksum([.. head, .. rest]) == 0 ? commands.Execute(rest[..^1]) : [0xB0, 0xC1];
        byte[] answer = [MessageStart, head[1], (byte)(body.Length >> 8), (byte)body.Length, Token, .. body];
        Send(answer);
        Send(Checksum(answer));
        Idle();
    }

    private bool StopsInPage(byte[] rest) => rest[0] == 0x13 && commands.Blocks + 1 == Board.Options.StopsInPage;

    private static byte Checksum(byte[] bytes) => bytes.Aggregate((byte)0, (sum, value) => (byte)(sum ^ value));
}
