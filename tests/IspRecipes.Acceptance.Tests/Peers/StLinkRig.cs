using System.Diagnostics;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>A virtual ST-Link with a Bluepill's chip on it, for programs of other people that use real libusb.</summary>
internal sealed class StLinkRig : IDisposable
{
    /// <summary>What a program may take for one job of ours before it is ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly UsbRig _rig = new();
    private readonly Scratch _scratch = new();
    private readonly MeteredUsbLink _link;
    private readonly StringWriter _transcript = new();

    /// <param name="firmware">What the ST-Link is; null for a V2 with firmware J37, plugged in and idle.</param>
    /// <param name="silicon">What the chip is; null for ST's own.</param>
    public StLinkRig(StLinkFirmware? firmware = null, Stm32Silicon? silicon = null)
    {
        firmware ??= StLinkFirmware.V2J37S7;
        Chip = new VirtualStm32(Stm32Catalog.Find("stm32f103c8")!, new VirtualClock(), silicon);
        Before.CopyTo(Chip.Flash, 0);
        Chip.CyclePower();
        var clock = new VirtualClock();
        Probe = new VirtualStLink(Chip, clock, firmware);
        _link = new MeteredUsbLink(new PacedUsbLink(Probe, clock), clock, _transcript);
        _rig.Plug(_link, ShapeOf(firmware));
    }

    /// <summary>What is in the chip at first: a program that runs.</summary>
    public static byte[] Before { get; } = Program(2048);

    public VirtualStm32 Chip { get; }

    public VirtualStLink Probe { get; }

    /// <summary>Transfers and bytes so far.</summary>
    public LinkCost Cost => _link.Cost;

    /// <summary>Transfers so far, a line each, without their times.</summary>
    public string Transcript =>
        string.Join('\n', _transcript.ToString().Split('\n').Select(line => line.Split('#')[0].Trim()));

    /// <summary>What Linux shows of such a device beside its ids and strings.</summary>
    public static UsbShape ShapeOf(StLinkFirmware firmware) =>
        new(FullSpeed: true, Endpoints: [firmware.OutEndpoint, 0x81, firmware.OutEndpoint == 0x02 ? (byte)0x83 : (byte)0x82])
        {
            HighSpeed = firmware.IsHighSpeed,
        };

    /// <summary>Each of the ST-Links there are.</summary>
    public static TheoryData<StLinkFirmware> Probes =>
        [StLinkFirmware.V2J37S7, StLinkFirmware.V2J14, StLinkFirmware.V21J29, StLinkFirmware.V3J7];

    /// <summary>A program for the Bluepill that does nothing for ever, and random bytes behind it.</summary>
    public static byte[] Program(int length)
    {
        byte[] bytes = Samples.Bytes(length);
        ((byte[])[0x00, 0x50, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, 0xFE, 0xE7]).CopyTo(bytes, 0); // SP, entry, b .
        return bytes;
    }

    /// <summary>Puts read protection on, as somebody did long ago.</summary>
    public StLinkRig Locked()
    {
        Chip.Preset(Chip.StoredOptions.With(OptionByteId.Rdp, 0x00));
        return this;
    }

    public string Save(byte[] bytes)
    {
        File.WriteAllBytes(FileAt("app.bin"), bytes);
        return FileAt("app.bin");
    }

    public string FileAt(string name) => _scratch.Path(name);

    /// <summary>How often one of the commands behind F2 was sent.</summary>
    public int Count(byte command) => Probe.Log.Count(sent => sent[0] == 0xF2 && sent[1] == command);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and all it said; null for a program that had to be ended.</returns>
    public (int? Exit, string Said) Run(string program, params string[] arguments) =>
        Run(new ProcessStartInfo(Testing.Peers.Require(program), arguments));

    /// <summary>As above.</summary>
    public (int? Exit, string Said) Run(ProcessStartInfo start)
    {
        using Process process = _rig.Start(start);
        Task<string> said = process.StandardOutput.ReadToEndAsync(), complained = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(Patience);
        if (!ended)
        {
            process.Kill();
        }

        return (ended ? process.ExitCode : null, said.GetAwaiter().GetResult() + complained.GetAwaiter().GetResult());
    }

    /// <summary>Runs openocd; without servers, since tests run side by side.</summary>
    public (int? Exit, string Said) OpenOcd(string commands, string probe = "stlink", string before = "") => Run(
        "openocd",
        "-c", $"gdb_port disabled; tcl_port disabled; telnet_port disabled; {before}",
        "-f", $"interface/{probe}.cfg",
        "-f", "target/stm32f1x.cfg",
        "-c", commands);

    /// <summary>A recipe of ours for this chip.</summary>
    /// <param name="program">What it writes; null for nothing.</param>
    /// <param name="more">Its other keys, a line each.</param>
    public string Recipe(byte[]? program, params string[] more)
    {
        string writing = program is null ? "" : $$"""
            files: { app: { path: {{Path.GetFileName(Save(program))}}, format: bin, address: 0x08000000 } }
            write: { flash: app }
            """;
        File.WriteAllText(FileAt("r.yaml"), $"""
            version: 1
            name: rig
            mcu: stm32f103c8
            programmer: stlink
            {writing}
            {string.Join('\n', more)}
            """);
        return FileAt("r.yaml");
    }

    public void Dispose()
    {
        _rig.Dispose();
        _scratch.Dispose();
    }
}
