using System.Diagnostics;
using IspRecipes.Devices.Links;
using IspRecipes.Testing;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Hardware.Tests.Usb;

/// <summary>Real avrdude 7.1, through libusb 0.1, finds virtual programmers and talks to them.</summary>
public sealed class AvrdudeInRigTests
{
    private static readonly UsbDeviceInfo UsbAsp = new(new UsbId(0x16C0, 0x05DC), "1-1")
    {
        Release = 0x0104,
        Manufacturer = "www.fischl.de",
        Product = "USBasp",
    };

    private static readonly UsbDeviceInfo UsbTiny = new(new UsbId(0x1781, 0x0C9F), "1-2") { Release = 0x0105 };

    [UsbRigFact("avrdude")]
    public void Avrdude_finds_a_usbasp_by_its_strings_and_asks_what_it_can()
    {
        // USBASP_FUNC_GETCAPABILITIES, SETISPSCK, CONNECT, ENABLEPROG, and TRANSMIT for the signature's three bytes
        (string messages, List<UsbSetup> requests) = Run("usbasp", UsbAsp);

        Assert.Contains("device signature = 0x1e9587", messages);
        Assert.Equal([127, 10, 1, 5, 3, 3, 3], requests.Select(setup => setup.Request).Take(7));
    }

    [UsbRigFact("avrdude")]
    public void Avrdude_finds_a_usbtiny_by_its_ids_and_powers_it_up()
    {
        // POWERUP (SCK 10 us, RESET low), then SPI with Programming Enable in value and index
        (string messages, List<UsbSetup> requests) = Run("usbtiny", UsbTiny);

        Assert.Contains("device signature = 0x1e9587", messages);
        Assert.Equal(new UsbSetup(UsbSetup.VendorIn, 5, 10, 0), requests[0]);
        Assert.Equal(new UsbSetup(UsbSetup.VendorIn, 7, 0x53AC, 0x0000), requests[1]);
    }

    private static (string Messages, List<UsbSetup> Requests) Run(string programmer, UsbDeviceInfo info)
    {
        using var rig = new UsbRig();
        var device = new SignatureDevice(info);
        rig.Plug(device);
        rig.Plug(new SignatureDevice(new UsbDeviceInfo(new UsbId(0x16C0, 0x05DC), "1-3") { Product = "keyboard" }));
        using Process avrdude = rig.Start(Peers.Require("avrdude"), "-c", programmer, "-p", "m32u4");
        Task<string> output = avrdude.StandardOutput.ReadToEndAsync();
        string messages = avrdude.StandardError.ReadToEnd();
        avrdude.WaitForExit();
        Assert.Equal("", output.Result);
        return (messages, device.Requests);
    }

    /// <summary>Answers every SPI instruction as an ATmega32U4 does Programming Enable and Read Signature.</summary>
    private sealed class SignatureDevice(UsbDeviceInfo info) : IUsbLink
    {
        private static readonly byte[] Signature = [0x1E, 0x95, 0x87];

        public List<UsbSetup> Requests { get; } = [];

        public UsbDeviceInfo Device => info;

        public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
        {
            Requests.Add(setup);
            into.Clear();
            byte instruction = (byte)setup.Value;
            if (into.Length == 4)
            {
                into[2] = instruction == 0xAC ? (byte)0x53 : (byte)0;
                into[3] = instruction == 0x30 ? Signature[setup.Index & 3] : (byte)0;
            }

            return IsUsbAspAcknowledgement(setup.Request) ? 1 : into.Length;
        }

        /// <summary>SETISPSCK and ENABLEPROG answer one byte, 0 for done.</summary>
        private bool IsUsbAspAcknowledgement(byte request) => info.Id == UsbAsp.Id && request is (10 or 5);

        public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => Requests.Add(setup);

        public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => 0;

        public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
        {
        }

        public void Dispose()
        {
        }
    }
}
