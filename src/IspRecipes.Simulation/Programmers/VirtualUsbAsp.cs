using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>A USBasp, as main.c of its firmware has it: a request that it does not know is answered with nothing.</summary>
public sealed class VirtualUsbAsp : VirtualUsbProgrammer
{
    private const int First = 0x01, Last = 0x02; // PROG_BLOCKFLAG_

    private readonly UsbAspFirmware _firmware;
    private readonly UsbAspPins _pins;
    private bool _longAddress;
    private uint _address;
    private int _pageSize;
    private byte _pageCounter;

    /// <param name="chip">The target.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="firmware">What runs on it; null for the one of 2011.</param>
    /// <param name="path">Where it is plugged in.</param>
    public VirtualUsbAsp(VirtualAvr chip, VirtualClock clock, UsbAspFirmware? firmware = null, string path = "1-1")
        : base(chip.Clock, clock, DeviceOf(firmware ?? UsbAspFirmware.Of2011, path))
    {
        Chip = chip;
        _firmware = firmware ?? UsbAspFirmware.Of2011;
        _pins = new UsbAspPins(chip, _firmware);
    }

    public VirtualAvr Chip { get; }

    protected override byte[] Answer(UsbSetup setup, int length)
    {
        byte low = (byte)setup.Value;
        switch (setup.Request)
        {
            case 1:
                _pins.Connect();
                _longAddress = false;
                return [];
            case 2:
                _pins.Disconnect();
                _pins.Step = _firmware.StepsDown ? 0 : _pins.Step;
                return [];
            case 3:
                return _pins.Transmit(low, (byte)(setup.Value >> 8), (byte)setup.Index, (byte)(setup.Index >> 8));
            case 4:
                return Read(setup, length, _pins.ReadFlash);
            case 5:
                return [(byte)(_pins.EnableProgramming() ? 0 : 1)];
            case 7:
                return Read(setup, length, _pins.ReadEeprom);
            case 9:
                _longAddress = true;
                _address = setup.Value | (uint)setup.Index << 16;
                return [];
            case 10 when _firmware.SetsSck:
                _pins.Step = low;
                return [0];
            case 127 when _firmware.HasCapabilities:
                return [0x01, 0, 0, 0];
            default:
                return [];
        }
    }

    protected override void Take(UsbSetup setup, ReadOnlySpan<byte> data)
    {
        if (setup.Request is not (6 or 8) || data.Length > _firmware.LongestOut)
        {
            throw Stall(setup.ToString());
        }

        Begin(setup);
        if (setup.Request == 8)
        {
            foreach (byte value in data)
            {
                _pins.WriteEeprom(_address++, value);
            }
        }
        else
        {
            WriteFlash(setup, data);
        }
    }

    private static UsbDeviceInfo DeviceOf(UsbAspFirmware firmware, string path) =>
        DeviceAt(path, new UsbId(0x16C0, 0x05DC)) with
        {
            Release = firmware.Release,
            Manufacturer = "www.fischl.de",
            Product = "USBasp",
        };

    /// <summary>The address comes with the block until a long one was set; from then on it counts on.</summary>
    private void Begin(UsbSetup setup) => _address = _longAddress ? _address : setup.Value;

    private byte[] Read(UsbSetup setup, int length, Func<uint, byte> read)
    {
        Begin(setup);
        byte[] answer = new byte[_firmware.LongTransfers ? length : (byte)length];
        for (int index = 0; index < answer.Length; index++)
        {
            answer[index] = read(_address++);
        }

        return answer;
    }

    private void WriteFlash(UsbSetup setup, ReadOnlySpan<byte> data)
    {
        int flags = setup.Index >> 8 & 0x0F;
        _pageSize = (setup.Index & 0xFF) + (setup.Index >> 4 & 0xF00);
        _pageCounter = (flags & First) != 0 ? (byte)_pageSize : _pageCounter;
        for (int index = 0; index < data.Length; index++, _address++)
        {
            _pins.LoadFlash(_address, data[index]);
            if (--_pageCounter == 0)
            {
                _pins.FlushPage(_address, data[index]);
                _pageCounter = (byte)_pageSize;
            }

            if (index == data.Length - 1 && (flags & Last) != 0 && _pageCounter != _pageSize)
            {
                _pins.FlushPage(_address, data[index]);
            }
        }
    }
}
