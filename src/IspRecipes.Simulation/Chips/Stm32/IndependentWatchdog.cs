namespace IspRecipes.Simulation.Chips;

/// <summary>IWDG: counts the LSI clock down and resets the chip at zero. Once started, only a reset stops it (RM0008, 19).</summary>
internal sealed class IndependentWatchdog(ChipTime time)
{
    public const uint Address = 0x4000_3000;
    public const uint Size = 0x400;

    private const uint Key = 0x00;
    private const uint Prescaler = 0x04;
    private const uint Reload = 0x08;

    private const uint ReloadKey = 0xAAAA;
    private const uint AccessKey = 0x5555;
    private const uint StartKey = 0xCCCC;

    /// <summary>LSI in hertz; silicon has 30 to 60 kHz (DS5319, LSI oscillator).</summary>
    private const double Lsi = 40e3;

    private uint _prescaler;
    private uint _reload;
    private bool _mayConfigure;

    /// <summary>When it resets the chip; never, until it is started.</summary>
    public TimeSpan Deadline { get; private set; }

    public bool IsRunning => Deadline < TimeSpan.MaxValue;

    /// <summary>4096 periods of LSI divided by 4 from reset on, which is 0.41 s.</summary>
    private TimeSpan Period => TimeSpan.FromSeconds((_reload + 1) * (4 << (int)_prescaler) / Lsi);

    public uint Read(uint offset) => offset switch
    {
        Prescaler => _prescaler,
        Reload => _reload,
        _ => 0,
    };

    public void Write(uint offset, uint value)
    {
        switch (offset)
        {
            case Key:
                WriteKey(value & 0xFFFF);
                break;
            case Prescaler when _mayConfigure:
                _prescaler = Math.Min(value & 7, 6);
                break;
            case Reload when _mayConfigure:
                _reload = value & 0xFFF;
                break;
        }
    }

    /// <param name="starts">WDG_SW is 0.</param>
    public void Reset(bool starts)
    {
        _prescaler = 0;
        _reload = 0xFFF;
        _mayConfigure = false;
        Deadline = starts ? time.Now + Period : TimeSpan.MaxValue;
    }

    /// <summary>It stood still for a while.</summary>
    public void Postpone(TimeSpan duration) => Deadline += IsRunning ? duration : TimeSpan.Zero;

    private void WriteKey(uint key)
    {
        _mayConfigure = key == AccessKey;
        if (key == StartKey || (key == ReloadKey && IsRunning))
        {
            Deadline = time.Now + Period;
        }
    }
}
