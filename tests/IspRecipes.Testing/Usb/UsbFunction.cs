using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>A virtual device as the host controller sees it: transfers that end with bytes or with an errno.</summary>
internal sealed class UsbFunction(IUsbLink device, UsbDescriptors descriptors)
{
    private const byte KindMask = 0x60; // bmRequestType bits 6..5: 0 is a standard request
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _turn = new();
    private readonly Dictionary<uint, object> _owners = [];
    private UsbTraffic _traffic;

    internal IUsbLink Device => device;

    internal int Speed => descriptors.Shape.SpeedNumber;

    internal UsbTraffic Traffic
    {
        get
        {
            lock (_turn)
            {
                return _traffic;
            }
        }
    }

    /// <summary>Once unplugged, it takes no more transfers.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>One program may have an interface at a time.</summary>
    internal int Claim(uint number, object owner)
    {
        lock (_turn)
        {
            return _owners.TryAdd(number, owner) || _owners[number] == owner ? 0 : -Errno.Busy;
        }
    }

    internal void Release(object owner)
    {
        lock (_turn)
        {
            foreach (uint number in _owners.Where(claim => claim.Value == owner).Select(claim => claim.Key).ToArray())
            {
                _owners.Remove(number);
            }
        }
    }

    /// <summary>The bus waited after the last transfer.</summary>
    internal void NoteGap()
    {
        lock (_turn)
        {
            _traffic = _traffic with { Gaps = _traffic.Gaps + 1 };
        }
    }

    /// <summary>A control transfer.</summary>
    /// <param name="setup">The request.</param>
    /// <param name="data">The data stage, sent or received.</param>
    /// <returns>Bytes moved, or an errno, negative; <see cref="Errno.TimedOut"/> for no end at all.</returns>
    internal int Control(UsbSetup setup, Span<byte> data)
    {
        if ((setup.RequestType & KindMask) == 0)
        {
            return Standard(setup, data);
        }

        lock (_turn)
        {
            try
            {
                int moved = data.Length;
                if (setup.IsIn)
                {
                    moved = device.ControlIn(setup, data, Patience);
                }
                else
                {
                    device.ControlOut(setup, data, Patience);
                }

                return Counted(moved);
            }
            catch (LinkException failure)
            {
                return Failed(failure);
            }
        }
    }

    /// <summary>A bulk transfer, as <see cref="Control"/>.</summary>
    internal int Bulk(byte endpoint, Span<byte> data)
    {
        if (!descriptors.Shape.Endpoints.Contains(endpoint))
        {
            return -Errno.NoSuchFile;
        }

        lock (_turn)
        {
            try
            {
                int moved = data.Length;
                if ((endpoint & 0x80) != 0)
                {
                    moved = device.BulkIn(endpoint, data, Patience);
                }
                else
                {
                    device.BulkOut(endpoint, data, Patience);
                }

                return Counted(moved);
            }
            catch (LinkException failure)
            {
                return Failed(failure);
            }
        }
    }

    /// <summary>The hub resets its port.</summary>
    internal int Reset()
    {
        lock (_turn)
        {
            try
            {
                device.Reset();
                return 0;
            }
            catch (LinkException failure)
            {
                return Failed(failure);
            }
        }
    }

    private int Standard(UsbSetup setup, Span<byte> data)
    {
        if (!setup.IsIn)
        {
            return data.Length;
        }

        byte[]? answer = descriptors.Answer(setup);
        int length = Math.Min(answer?.Length ?? 0, data.Length);
        answer?.AsSpan(0, length).CopyTo(data);
        return answer is null ? -Errno.BrokenPipe : length;
    }

    private int Failed(LinkException failure)
    {
        IsGone |= failure.Fault.Code == FaultCode.UsbUnplugged;
        return -Errno.Of(failure);
    }

    private int Counted(int moved)
    {
        _traffic = _traffic with { Transfers = _traffic.Transfers + 1 };
        return moved;
    }
}

/// <summary>Linux's error numbers that usbfs uses.</summary>
internal static class Errno
{
    internal const int NoSuchFile = 2, InputOutput = 5, TryAgain = 11, Busy = 16, NoDevice = 19, InvalidArgument = 22,
        NotTty = 25, BrokenPipe = 32, NoData = 61, TimedOut = 110, RemoteInputOutput = 121;

    internal static int Of(LinkException failure) => failure.Fault.Code switch
    {
        FaultCode.UsbStall => BrokenPipe,
        FaultCode.UsbTimeout => TimedOut,
        FaultCode.UsbUnplugged => NoDevice,
        FaultCode.UsbShort => RemoteInputOutput,
        _ => InputOutput,
    };
}
