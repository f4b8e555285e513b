using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Tests;

public sealed class PosixSerialLinkTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly SerialSettings Settings = new(19200);

    [LinuxFact]
    public void All_256_bytes_pass_unchanged_both_ways()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        link.Write(all);
        byte[] there = new byte[256];
        pty.ReadExactly(there);
        Assert.Equal(all, there);

        pty.Write(all);
        byte[] back = new byte[256];
        link.Read(back, Plenty);
        Assert.Equal(all, back);
    }

    [LinuxFact]
    public void More_than_the_kernel_buffers_passes_in_parts()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);

        byte[] there = new byte[sent.Length];
        var reader = new Thread(() => pty.ReadExactly(there));
        reader.Start();
        link.Write(sent);
        reader.Join();
        Assert.Equal(sent, there);

        var writer = new Thread(() => pty.Write(sent));
        writer.Start();
        byte[] back = new byte[sent.Length];
        link.Read(back, Plenty);
        writer.Join();
        Assert.Equal(sent, back);
    }

    [LinuxFact]
    public void A_silent_line_is_told_with_what_came_and_what_was_wanted()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        pty.Write([1, 2, 3, 4]);
        link.Read(new byte[1], Plenty); // the other three came along

        Fault fault = Assert.Throws<LinkException>(() => link.Read(new byte[5], Moment)).Fault;

        Assert.Equal(FaultCode.LinkSilent, fault.Code);
        Assert.Equal([pty.Device, 3, 5, 0.02], fault.Arguments);
    }

    [LinuxFact]
    public void A_line_that_hangs_up_fails_a_waiting_read_at_once()
    {
        Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        Exception? thrown = null;
        var reader = new Thread(() => thrown = Record.Exception(() => link.Read(new byte[1], TimeSpan.FromDays(1))));
        reader.Start();

        pty.Dispose();

        Assert.True(reader.Join(Plenty));
        Assert.Equal(FaultCode.LinkHungUp, Assert.IsType<LinkException>(thrown).Fault.Code);
    }

    [LinuxFact]
    public void After_a_hang_up_everything_says_so_and_disposing_is_quiet()
    {
        Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        pty.Dispose();

        Action[] attempts =
        [
            () => link.Write([0x30, 0x20]),
            () => link.Read(new byte[1], Plenty),
            link.DiscardInput,
            () => link.SetLines(dtr: false, rts: false),
        ];

        Assert.All(attempts, attempt =>
            Assert.Equal(FaultCode.LinkHungUp, Assert.Throws<LinkException>(attempt).Fault.Code));
    }

    [LinuxFact]
    public void A_line_that_takes_nothing_more_is_given_up()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        link.WriteTimeout = Moment;

        Fault fault = Assert.Throws<LinkException>(() => link.Write(new byte[1_000_000])).Fault;

        Assert.Equal(FaultCode.LinkBlocked, fault.Code);
        Assert.InRange((int)fault.Arguments[1], 1, 999_999);
        Assert.Equal(1_000_000, fault.Arguments[2]);
    }

    [LinuxFact]
    public void Discarded_input_is_gone_and_what_comes_later_is_not()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);
        pty.Write("old"u8);
        byte[] one = new byte[1];
        link.Read(one, Plenty);

        link.DiscardInput();
        pty.Write("new"u8);
        link.Read(one, Plenty);

        Assert.Equal((byte)'n', one[0]);
    }

    [LinuxFact]
    public void What_was_sent_before_the_port_was_opened_is_not_read()
    {
        using Pty pty = Pty.Open();
        pty.Write("from the client before"u8);
        using (var before = new TtySettings(pty.Device))
        {
            Span<PollEntry> arrived = [new PollEntry((int)before.Handle.DangerousGetHandle(), Libc.PollIn)];
            Assert.Equal(1, Libc.PollUntil(Deadline.In(Plenty), arrived));
        }

        using var link = PosixSerialLink.Open(pty.Device, Settings);

        Assert.Throws<LinkException>(() => link.Read(new byte[1], Moment));
    }

    [LinuxTheory]
    [InlineData(19200, 0xE)]
    [InlineData(115200, 0x1002)]
    [InlineData(12345, 0x1000)]
    [InlineData(250000, 0x1000)]
    public void Any_speed_is_set_by_its_name_where_it_has_one(int baud, uint code)
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, new SerialSettings(baud));
        using var settings = new TtySettings(pty.Device);

        Assert.Equal(code, settings.Control & TtySettings.SpeedMask);
        Assert.Equal((uint)baud, settings.OutputSpeed);
    }

    [LinuxTheory]
    [InlineData(0)]
    [InlineData(-9600)]
    public void A_speed_of_nothing_is_refused_and_would_have_hung_up(int baud)
    {
        using Pty pty = Pty.Open();

        Fault fault = Assert.Throws<LinkException>(() => PosixSerialLink.Open(pty.Device, new(baud))).Fault;

        Assert.Equal(FaultCode.BaudUnsupported, fault.Code);
        Assert.Equal([pty.Device, baud], fault.Arguments);
        PosixSerialLink.Open(pty.Device, Settings).Dispose(); // and the port is free again
    }

    [LinuxFact]
    public void A_pty_has_no_modem_lines_and_nobody_minds()
    {
        using Pty pty = Pty.Open();
        using var link = PosixSerialLink.Open(pty.Device, Settings);

        link.SetLines(dtr: false, rts: false);
        link.SetLines(dtr: true, rts: true);

        Assert.False(link.OpeningResets);
    }

    [LinuxFact]
    public void The_settings_found_are_given_back()
    {
        using Pty pty = Pty.Open();
        using var settings = new TtySettings(pty.Device);
        byte[] found = settings.Raw;
        found[12] |= 0x02; // ICANON
        found[9] |= 0x04; // HUPCL
        settings.Raw = found;
        found = settings.Raw;

        using (PosixSerialLink.Open(pty.Device, new SerialSettings(57600)))
        {
            Assert.NotEqual(found, settings.Raw);
            Assert.Equal(0u, settings.Control & TtySettings.HangUpOnClose);
        }

        Assert.Equal(found, settings.Raw);
    }

    [LinuxTheory]
    [InlineData(true, false, 0)] // an Arduino as programmer: the next opening shall not reset it
    [InlineData(true, true, TtySettings.HangUpOnClose)] // a bootloader: the next opening shall reset it
    [InlineData(false, false, TtySettings.HangUpOnClose)] // native USB: the sketch shall see us leave
    public void Closing_keeps_dtr_up_only_for_a_programmer_that_the_next_opening_would_reset(
        bool openingResets, bool pulsed, uint hangUpOnClose)
    {
        using Pty pty = Pty.Open();
        using var settings = new TtySettings(pty.Device);
        byte[] found = settings.Raw;
        found[9] |= 0x04; // HUPCL
        settings.Raw = found;

        var link = PosixSerialLink.Open(pty.Device, Settings);
        link.OpeningResets = openingResets;
        link.SetLines(dtr: !pulsed, rts: true);
        link.SetLines(dtr: true, rts: true);
        link.Dispose();

        Assert.Equal(hangUpOnClose, settings.Control & TtySettings.HangUpOnClose);
        Assert.Equal(found[..8], settings.Raw[..8]);
    }

    [LinuxFact]
    public void A_link_of_the_file_system_is_followed_and_the_given_name_kept()
    {
        using var folder = new TemporaryFolder();
        using Pty pty = Pty.Open(folder["programmer"]);

        using ISerialLink link = new HardwareBench().OpenSerial(folder["programmer"], Settings);

        Assert.Equal(folder["programmer"], link.Port);
        link.Write([0x30]);
        Assert.Equal(0x30, pty.ReadByte());
    }
}
