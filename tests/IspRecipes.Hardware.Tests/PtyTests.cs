using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Tests;

public sealed class PtyTests
{
    [LinuxFact]
    public void Clients_come_and_go()
    {
        using Pty pty = Pty.Open();
        foreach (byte client in (byte[])[1, 2, 3])
        {
            using (var link = PosixSerialLink.Open(pty.Device, new(19200)))
            {
                link.Write([client]);
            }

            Assert.Equal(client, pty.ReadByte());
        }
    }

    [LinuxFact]
    public void Disposing_ends_a_read_that_waits_in_another_thread()
    {
        Pty pty = Pty.Open();
        int read = -1;
        var reader = new Thread(() => read = pty.Read(new byte[1]));
        reader.Start();

        pty.Dispose();

        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, read);
        Assert.Equal(0, pty.Read(new byte[1]));
    }

    [LinuxFact]
    public void Disposing_ends_a_write_that_waits_in_another_thread_and_what_is_written_later_is_lost()
    {
        Pty pty = Pty.Open();
        Exception? failure = null;
        var writer = new Thread(() => failure = Record.Exception(() => pty.Write(new byte[1 << 20])));
        writer.Start();

        pty.Dispose();

        Assert.True(writer.Join(TimeSpan.FromSeconds(30)));
        Assert.Null(failure);
        pty.Write([1]);
    }

    [LinuxFact]
    public void The_link_points_to_the_device_and_ends_with_it()
    {
        using var folder = new TemporaryFolder();
        using (Pty pty = Pty.Open(folder["port"]))
        {
            Assert.Equal(pty.Device, new FileInfo(folder["port"]).LinkTarget);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [LinuxFact]
    public void A_link_left_behind_is_replaced()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["port"], "/dev/pts/99999");

        using Pty pty = Pty.Open(folder["port"]);

        Assert.Equal(pty.Device, new FileInfo(folder["port"]).LinkTarget);
    }

    [LinuxFact]
    public void A_file_in_the_way_of_the_link_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["port"], "precious");
        File.CreateSymbolicLink(folder["link"], folder["port"]);

        Assert.Throws<IOException>(() => Pty.Open(folder["port"]));
        Assert.Throws<IOException>(() => Pty.Open(folder["link"]));

        File.CreateSymbolicLink(folder["board"], "/dev/null");
        Assert.Throws<IOException>(() => Pty.Open(folder["board"]));

        Assert.Equal("/dev/null", new FileInfo(folder["board"]).LinkTarget);
        Assert.Equal("precious", File.ReadAllText(folder["port"]));
        Assert.Equal(folder["port"], new FileInfo(folder["link"]).LinkTarget);
    }

    [LinuxFact]
    public void A_link_somebody_else_put_in_its_place_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        using (Pty.Open(folder["port"]))
        {
            File.Delete(folder["port"]);
            File.CreateSymbolicLink(folder["port"], "/dev/null");
        }

        Assert.Equal("/dev/null", new FileInfo(folder["port"]).LinkTarget);
    }
}
