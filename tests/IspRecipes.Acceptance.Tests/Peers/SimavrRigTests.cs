using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>The rigs themselves: real avrdude against real firmware, before our own programs meet either.</summary>
[Collection(SimavrCollection.Name)]
public sealed class SimavrRigTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerFact(Avrdude.Program, SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void Avrdude_writes_flash_through_a_bootloader()
    {
        byte[] image = Samples.Bytes(1000);
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        AvrdudeRun run = Write(rig, "flash", image);

        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(Samples.Memory(0x7800, image), rig.ReadFlash()[..0x7800]);
        Assert.Equal(0, rig.Serial.Lost);
    }

    [PeerFact(Avrdude.Program, SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void Avrdude_writes_eeprom_through_a_bootloader()
    {
        byte[] image = Samples.Bytes(50);
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        AvrdudeRun run = Write(rig, "eeprom", image);

        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(Samples.Memory(1024, image), rig.ReadEeprom());
    }

    [PeerFact(SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public async Task A_bootloader_that_is_sent_a_page_while_it_writes_one_loses_bytes()
    {
        byte[] page = [0x64, 0x00, 0x80, (byte)'F', .. Samples.Bytes(128), 0x20];
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();
        await using (var port = new FileStream(rig.Port, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0))
        {
            port.Write("0 "u8);
            await port.ReadExactlyAsync(new byte[2]).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(0, rig.Serial.Lost);
            port.Write([.. page, .. page]);
            await port.ReadExactlyAsync(new byte[2]).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.True(rig.Serial.Lost > 0);
    }

    [PeerFact(Avrdude.Program, SimavrRig.Program, SimavrRig.ArduinoIsp)]
    public void Avrdude_reads_a_signature_through_real_ArduinoISP()
    {
        var target = new SignatureTarget();
        using SimavrRig rig = SimavrRig.RunArduinoIsp(target.Pins);

        AvrdudeRun run = Avrdude.Run(rig.Port, "m32u4", 19200);
        rig.AwaitTarget();

        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("0x1e9587", run.Messages);
        Assert.True(target.IsReleased);
    }

    private AvrdudeRun Write(SimavrRig rig, string memory, byte[] image) => Avrdude.Run(
        rig.Port, "m328p", 57600, "-D", "-U", $"{memory}:w:{_scratch.SaveHex($"{memory}.hex", image)}:i");

    /// <summary>The least a programmer can talk to: an ATmega32U4 that knows its signature.</summary>
    private sealed class SignatureTarget
    {
        private readonly List<byte> _instruction = [];

        public bool IsReleased { get; private set; } = true;

        public TargetPins Pins => new(Shift, SetReset, _ => { });

        private byte Shift(byte sent)
        {
            byte echo = _instruction.LastOrDefault();
            if (_instruction.Count == 4)
            {
                _instruction.Clear();
            }

            _instruction.Add(sent);
            return _instruction switch
            {
                _ when IsReleased => 0xFF,
                [0x30, _, 0, _] => 0x1E,
                [0x30, _, 1, _] => 0x95,
                [0x30, _, 2, _] => 0x87,
                _ => echo,
            };
        }

        private void SetReset(bool high)
        {
            IsReleased = high;
            _instruction.Clear();
        }
    }
}
