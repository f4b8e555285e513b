using System.Diagnostics;
using System.Net.Sockets;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Tests;

public sealed class PortClaimTests
{
    private static readonly SerialSettings Settings = new(19200);

    [LinuxFact]
    public void A_port_locked_by_another_process_is_refused_with_its_name()
    {
        using Pty pty = Pty.Open();
        using Process holder = StartAndAwait("flock", "--no-fork", pty.Device, "sh", "-c", "echo held; read line");

        Fault fault = Refused(pty.Device);
        Assert.Equal(FaultCode.PortBusy, fault.Code);
        Assert.Equal(pty.Device, fault.Arguments[0]);
        Assert.Contains($"(pid {holder.Id})", (string)fault.Arguments[1]);

        End(holder);
        PosixSerialLink.Open(pty.Device, Settings).Dispose();
    }

    [LinuxFact]
    public void The_holder_of_a_device_is_found_even_if_it_locks_nothing()
    {
        using Pty pty = Pty.Open();
        Assert.Null(PortHolder.Find(pty.Device)); // this process does not count

        using Process holder = StartAndAwait("sh", "-c", $"exec 3<>{pty.Device}; echo held; read line");
        Assert.Equal($"sh (pid {holder.Id})", PortHolder.Find(pty.Device));

        End(holder);
        Assert.Null(PortHolder.Find(pty.Device));
    }

    [LinuxFact]
    public void A_port_is_opened_once_in_the_same_process_too()
    {
        using Pty pty = Pty.Open();
        using (PosixSerialLink.Open(pty.Device, Settings))
        {
            Assert.Equal(FaultCode.PortBusy, Refused(pty.Device).Code);
        }

        PosixSerialLink.Open(pty.Device, Settings).Dispose();
    }

    [LinuxFact]
    public void A_port_another_program_made_exclusive_is_refused_even_to_root()
    {
        using Pty pty = Pty.Open();
        using var other = new TtySettings(pty.Device);
        Assert.True(SetExclusive(other) >= 0);

        Assert.Equal(FaultCode.PortBusy, Refused(pty.Device).Code);
    }

    [LinuxTheory]
    [InlineData("a folder", "a directory")]
    [InlineData("a file", "a file")]
    [InlineData("a socket", "a socket")]
    [InlineData("/dev/null", "")]
    public void What_is_no_serial_port_is_called_what_it_is(string name, string kind)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a folder"]);
        File.WriteAllText(folder["a file"], "");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["a socket"]));

        Fault fault = Refused(folder[name]);

        Assert.Equal(FaultCode.PortNotSerial, fault.Code);
        Assert.Equal([folder[name], kind], fault.Arguments);
    }

    [LinuxFact]
    public void A_port_that_is_not_there_is_not_found()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        File.CreateSymbolicLink(folder["dangling"], folder["unplugged"]);

        Assert.All([folder["ttyACM9"], folder["file/below"], folder["dangling"]], port =>
        {
            Fault fault = Refused(port);
            Assert.Equal(FaultCode.PortNotFound, fault.Code);
            Assert.Equal([port], fault.Arguments);
        });
    }

    [LinuxFact]
    public void A_name_the_system_cannot_follow_is_told_in_its_words()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["loop"], folder["loop"]);

        Fault fault = Refused(folder["loop"]);

        Assert.Equal(FaultCode.PortUnreadable, fault.Code);
        Assert.NotEqual("", fault.Arguments[1]);
    }

    [LinuxTheory]
    [InlineData(2, FaultCode.PortNotFound)] // ENOENT
    [InlineData(6, FaultCode.PortNotFound)] // ENXIO
    [InlineData(19, FaultCode.PortNotFound)] // ENODEV
    [InlineData(13, FaultCode.PortNoPermission)] // EACCES
    [InlineData(1, FaultCode.PortNoPermission)] // EPERM
    [InlineData(16, FaultCode.PortBusy)] // EBUSY
    [InlineData(21, FaultCode.PortNotSerial)] // EISDIR
    [InlineData(5, FaultCode.PortUnreadable)] // EIO
    [InlineData(24, FaultCode.PortUnreadable)] // EMFILE
    public void What_open_says_becomes_what_the_user_is_told(int errno, FaultCode expected) =>
        Assert.Equal(expected, PortClaim.OpenFailed("/dev/ttyACM0", "/dev/ttyACM0", errno).Fault.Code);

    [LinuxFact]
    public void The_group_that_may_open_a_port_is_named_where_joining_it_helps()
    {
        const int crwRwNone = 0x21B0; // crw-rw----
        const int crwRNone = 0x21A0; // crw-r-----
        string[] group = File.ReadLines("/etc/group").Select(line => line.Split(':')).First(fields => fields[2] != "0");
        uint number = uint.Parse(group[2]);

        Assert.Equal(group[0], new FileStatus(crwRwNone, number).GroupThatMayOpen());
        Assert.Equal("4000000000", new FileStatus(crwRwNone, 4_000_000_000).GroupThatMayOpen());
        Assert.Null(new FileStatus(crwRNone, number).GroupThatMayOpen());
        Assert.Null(new FileStatus(crwRwNone, 0).GroupThatMayOpen());
    }

    [LinuxFact]
    public void The_status_of_a_device_is_read_from_the_system()
    {
        Assert.True(FileStatus.Of("/dev/null")!.Value.IsDevice);
        Assert.Equal("a directory", FileStatus.Of("/proc")!.Value.Kind);
        Assert.Null(FileStatus.Of("/dev/no such thing"));
    }

    private static Fault Refused(string port) =>
        Assert.Throws<LinkException>(() => PosixSerialLink.Open(port, Settings)).Fault;

    private static unsafe int SetExclusive(TtySettings tty) => Libc.Ioctl(tty.Handle, TtyAbi.SetExclusive);

    /// <summary>Starts a program that says "held" once it has the port, and that ends with its input.</summary>
    private static Process StartAndAwait(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }

    private static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
    }
}
