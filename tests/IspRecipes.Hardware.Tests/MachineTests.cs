using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Tests;

/// <summary>Who may open what, on computers laid out as folders.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _port;
    private readonly uint _group;

    public MachineTests()
    {
        Directory.CreateDirectory(_folder["etc"]);
        Directory.CreateDirectory(_folder["proc/self"]);
        Directory.CreateDirectory(_folder["dev"]);
        _port = _folder["dev/ttyACM0"];
        File.WriteAllText(_port, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_port, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
            if (Environment.IsPrivilegedProcess)
            {
                using Process chgrp = Process.Start("chgrp", ["20", _port]); // root's files have group 0, which nobody is told to join
                chgrp.WaitForExit();
            }
        }

        _group = Posix.FileStatus.Of(_port)?.Group ?? 0;
    }

    public void Dispose() => _folder.Dispose();

    [LinuxTheory]
    [InlineData("ada", "4 GROUP 24", false)]
    [InlineData("ada", "4 24", true)]
    [InlineData("bob,ada", "", true)]
    [InlineData("bob", "4 24", false)]
    [InlineData("", "4 24", false)]
    public void A_group_joined_after_login_is_told_from_one_not_joined(string members, string session, bool later)
    {
        File.WriteAllText(_folder["etc/group"], $"root:x:0:\nserial:x:{_group}:{members}\n");
        File.WriteAllText(_folder["proc/self/status"], $"Name:\tisprecipe\nGroups:\t{session.Replace("GROUP", $"{_group}", StringComparison.Ordinal)} \n");

        DeviceAccess access = new Machine(_folder.Root) { User = "ada" }.AccessTo("/dev/ttyACM0")!;

        Assert.Equal(("/dev/ttyACM0", "serial", later), (access.Node, access.Group, access.JoinedLater));
    }

    [LinuxFact]
    public void The_kernel_says_whether_a_file_may_be_opened()
    {
        File.WriteAllText(_folder["etc/group"], "");
        Assert.True(new Machine(_folder.Root).AccessTo("/dev/ttyACM0")!.MayOpen);

        if (OperatingSystem.IsWindows())
        {
            return; // where LinuxFact skips it
        }

        File.SetUnixFileMode(_port, UnixFileMode.None);
        Assert.Equal(Environment.IsPrivilegedProcess, new Machine(_folder.Root).AccessTo("/dev/ttyACM0")!.MayOpen);
    }

    [LinuxFact]
    public void Where_the_system_does_not_tell_nothing_is_claimed()
    {
        Assert.Null(new Machine(_folder.Root) { System = OperatingSystemKind.Windows }.AccessTo("COM3"));
        Assert.Null(new Machine(_folder.Root).AccessTo(new UsbDeviceInfo(new UsbId(0x16C0, 0x05DC), "1-2") { Bus = 1, Address = 2 }));
        Assert.Null(new Machine(_folder.Root).UdevRules());
        Assert.Null(new Machine(_folder.Root).ProcessNamed("ModemManager"));
    }

    // udev(7): of files of one name in several folders the one in /etc counts.
    [LinuxFact]
    public void A_rule_file_in_etc_hides_that_of_the_package()
    {
        var usbasp = new UsbId(0x16C0, 0x05DC);
        Rules("usr/lib/udev/rules.d", "60-x.rules", "ATTRS{idVendor}==\"16C0\", ATTRS{idProduct}==\"05dc|05df\", GROUP=\"plugdev\"");
        Assert.True(new Machine(_folder.Root).UdevRules()!.Admit(usbasp));

        Rules("etc/udev/rules.d", "60-x.rules", "# ATTRS{idVendor}==\"16c0\", TAG+=\"uaccess\"");
        Assert.False(new Machine(_folder.Root).UdevRules()!.Admit(usbasp));
    }

    [LinuxTheory]
    [InlineData("ATTR{idVendor}==\"16c0\", ATTR{idProduct}==\"05dc\", TAG+=\"uaccess\"", true)]
    [InlineData("ATTR{idVendor}==\"16c0\", MODE:=\"0666\"", true)]
    [InlineData("ENV{ID_VENDOR_ID}==\"16c0\", ENV{ID_MODEL_ID}==\"05d?\", MODE=\"664\", GROUP=\"plugdev\"", true)]
    [InlineData("ATTR{idVendor}==\"16[a-c]0\", ATTR{idProduct}==\"05*\", TAG+=\"uaccess\"", true)]
    [InlineData("ATTR{idVendor}==\"16[!c]0\", TAG+=\"uaccess\"", false)]
    [InlineData("ATTR{idVendor}==\"16c0\", MODE=\"0660\"", false)]
    [InlineData("ATTR{idVendor}==\"16c0\", SYMLINK+=\"usbasp\"", false)]
    [InlineData("ATTR{idProduct}==\"05dc\", TAG+=\"uaccess\"", false)]
    [InlineData("ATTR{idVendor}==\"[\", TAG+=\"uaccess\"", false)]
    public void A_rule_counts_where_it_gives_the_device_to_somebody(string rule, bool admits)
    {
        Rules("etc/udev/rules.d", "60-x.rules", rule);

        Assert.Equal(admits, new Machine(_folder.Root).UdevRules()!.Admit(new UsbId(0x16C0, 0x05DC)));
    }

    [LinuxFact]
    public void The_real_library_tells_its_version() => Assert.Matches(@"^1\.0\.\d+$", new Machine().UsbLibraryVersion());

    private void Rules(string folder, string name, string rule)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[$"{folder}/{name}"], rule + "\n");
    }
}
