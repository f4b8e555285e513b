using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>A programmer's board: its clock, its UART, the firmware that runs, and the chip it is wired to.</summary>
internal sealed class Board(VirtualAvr chip, VirtualUart uart, BoardOptions options)
{
    private Firmware? _firmware;

    public VirtualAvr Chip => chip;

    public VirtualClock Clock => chip.Clock;

    public VirtualUart Uart => uart;

    public BoardOptions Options => options;

    public bool HasPower => _firmware is not null;

    public bool Runs(Firmware firmware) => _firmware == firmware;

    /// <summary>Starts another program, as after a reset or a jump.</summary>
    public void Start(Firmware firmware)
    {
        _firmware = firmware;
        firmware.Start();
    }

    /// <summary>Lets the firmware, and whatever it starts, go as far as the bytes sent so far allow.</summary>
    public void Run()
    {
        Firmware? before;
        do
        {
            before = _firmware;
            before?.Run();
        }
        while (_firmware != before);
    }
}
