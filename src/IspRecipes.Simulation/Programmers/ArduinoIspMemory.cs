namespace IspRecipes.Simulation.Programmers;

/// <summary>How the ArduinoISP sketch moves blocks between its buffer and the target.</summary>
internal sealed class ArduinoIspMemory(TargetPins pins, VirtualClock clock)
{
    /// <summary>The programming lamp flickers with each page: PROG_FLICKER, PTIME.</summary>
    private static readonly TimeSpan LampPulse = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan EepromDelay = TimeSpan.FromMilliseconds(45);

    /// <summary>Where the next block begins, in words, for flash and EEPROM alike; it counts on with flash only.</summary>
    public ushort Here { get; set; }

    /// <summary>As SET_DEVICE said, in bytes; sizes other than 32, 64, 128 and 256 make every word a page.</summary>
    public int PageSize { get; set; }

    private int CurrentPage => PageSize is 32 or 64 or 128 or 256 ? Here & ~((PageSize / 2) - 1) : Here;

    public void WriteFlash(ReadOnlySpan<byte> buffer, int length)
    {
        int page = CurrentPage;
        for (int i = 0; i < length; i += 2)
        {
            if (page != CurrentPage)
            {
                Commit(page);
                page = CurrentPage;
            }

            pins.Transfer(0x40, Here, buffer[i]);
            pins.Transfer(0x48, Here, buffer[i + 1]);
            Here++;
        }

        Commit(page);
    }

    /// <param name="address">In bytes.</param>
    /// <param name="bytes">Written one by one, 45 ms each.</param>
    public void WriteEeprom(ushort address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            pins.Transfer(0xC0, address + i, bytes[i]);
            clock.Wait(EepromDelay);
        }
    }

    /// <summary>Whole words: an odd length gives one byte more.</summary>
    public void ReadFlash(int length, Action<byte> send)
    {
        for (int i = 0; i < length; i += 2)
        {
            send(pins.Transfer(0x20, Here, 0x00));
            send(pins.Transfer(0x28, Here, 0x00));
            Here++;
        }
    }

    public void ReadEeprom(int length, Action<byte> send)
    {
        for (int i = 0; i < length; i++)
        {
            send(pins.Transfer(0xA0, (ushort)(Here * 2) + i, 0xFF));
        }
    }

    private void Commit(int page)
    {
        pins.Transfer(0x4C, page, 0x00);
        clock.Wait(LampPulse);
    }
}
