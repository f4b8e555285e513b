using IspRecipes.Devices;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Tests;

/// <summary>Counts this process's open files, and so runs alone.</summary>
[CollectionDefinition(nameof(HandleLeakTests), DisableParallelization = true)]
[Collection(nameof(HandleLeakTests))]
public sealed class HandleLeakTests
{
    private const int Times = 200;
    private const int TimesRefused = 60;

    /// <summary>What the runtime may open meanwhile for itself.</summary>
    private const int Slack = 20;

    [LinuxFact]
    public void Opening_and_closing_leaves_nothing_open()
    {
        using var folder = new TemporaryFolder();
        int before = OpenFiles();
        for (int time = 0; time < Times; time++)
        {
            using Pty pty = Pty.Open(folder["port"]);
            using var link = PosixSerialLink.Open(pty.Device, new(19200));
            link.Write([1]);
        }

        Assert.InRange(OpenFiles(), 0, before + Slack);
    }

    [LinuxFact]
    public void A_refused_opening_leaves_nothing_open()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        using Pty pty = Pty.Open();
        using Pty taken = Pty.Open();
        using var holder = PosixSerialLink.Open(taken.Device, new(19200));
        int before = OpenFiles();
        for (int time = 0; time < TimesRefused; time++)
        {
            Assert.Throws<LinkException>(() => PosixSerialLink.Open(folder["file"], new(19200)));
            Assert.Throws<LinkException>(() => PosixSerialLink.Open(folder["absent"], new(19200)));
            Assert.Throws<LinkException>(() => PosixSerialLink.Open(taken.Device, new(19200)));
            Assert.Throws<LinkException>(() => PosixSerialLink.Open(pty.Device, new(0)));
            Assert.Throws<IOException>(() => Pty.Open(folder["file"]));
        }

        Assert.InRange(OpenFiles(), 0, before + Slack);
    }

    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
