using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Hardware;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>
/// Real ArduinoISP between two clients and our virtual chip: its 64-byte buffer, its 19200 baud, its word-counting
/// address and its deafness while it commits a page are real, the busy times of the chip are ours.
/// </summary>
[Collection(SimavrCollection.Name)]
public sealed class ArduinoIspTests : IDisposable
{
    private const int Baud = 19200;

    private readonly Scratch _scratch = new();
    private readonly HardwareBench _bench = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory(SimavrRig.Program, SimavrRig.ArduinoIsp)]
    [InlineData("atmega32u4", 0u)]
    [InlineData("atmega2560", 0x1F800u)]
    [InlineData("attiny85", 0u)]
    public void Our_driver_programs_a_chip_through_real_ArduinoISP(string partId, uint address)
    {
        VirtualAvr chip = Chip(partId);
        FuseBytes bytes = FuseBytes.Of(partId);
        byte[] flash = Samples.Bytes(4096);
        byte[] eeprom = Samples.Bytes(128, seed: 2);
        Array.Fill<byte>(chip.Flash, 0x00);
        using SimavrRig rig = SimavrRig.RunArduinoIsp(Pins(chip));

        using (IspProgrammer programmer = Open(rig.Port))
        using (AvrTarget target = AvrTarget.Connect(programmer, chip.Part))
        {
            Assert.Equal(chip.Part.Signature, target.Identify());
            target.EraseChip();
            target.WritePages(AvrMemory.Flash, address, flash);
            target.Verify(AvrMemory.Flash, address, flash);
            target.WritePages(AvrMemory.Eeprom, 64, eeprom);
            target.Verify(AvrMemory.Eeprom, 64, eeprom);
            target.WriteFuse(FuseId.Extended, bytes.Extended);
            target.WriteFuse(FuseId.High, bytes.High);
            target.WriteFuse(FuseId.Low, bytes.Low);
            target.WriteLock(bytes.Lock);
            target.Leave();
        }

        rig.AwaitTarget();
        byte[] blank = Samples.Memory((int)chip.Part.Flash.Size, []);
        flash.CopyTo(blank, address);
        Assert.Equal(blank, chip.Flash);
        Assert.Equal(eeprom, chip.Eeprom[64..192]);
        bytes.AssertIn(chip);
        Assert.Empty(chip.Violations);
        Assert.False(chip.IsHeldInReset);
        Assert.Equal(0, rig.Serial.Lost);
    }

    [PeerFact(Avrdude.Program, SimavrRig.Program, SimavrRig.ArduinoIsp)]
    public void Avrdude_programs_our_virtual_chip_through_real_ArduinoISP()
    {
        VirtualAvr chip = Chip("atmega32u4");
        FuseBytes bytes = FuseBytes.Of("atmega32u4");
        byte[] flash = Samples.Bytes(2048);
        byte[] eeprom = Samples.Bytes(32, seed: 2);
        Array.Fill<byte>(chip.Flash, 0x00);
        using SimavrRig rig = SimavrRig.RunArduinoIsp(Pins(chip));

        AvrdudeRun run = Avrdude.Run(
            rig.Port, bytes.Short, Baud,
            [
                "-e",
                "-U", $"flash:w:{_scratch.SaveHex("flash.hex", flash)}:i",
                "-U", $"eeprom:w:{_scratch.SaveHex("eeprom.hex", eeprom)}:i",
                .. bytes.AvrdudeOperations,
            ]);
        rig.AwaitTarget();

        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(Samples.Memory((int)chip.Part.Flash.Size, flash), chip.Flash);
        Assert.Equal(Samples.Memory((int)chip.Part.Eeprom.Size, eeprom), chip.Eeprom);
        bytes.AssertIn(chip);
    }

    [PeerFact(SimavrRig.Program, SimavrRig.ArduinoIsp, SimavrRig.AtmegaBoot)]
    public void The_bootloader_of_the_programmers_own_board_is_waited_out()
    {
        VirtualAvr chip = Chip("atmega32u4");
        using SimavrRig rig = SimavrRig.RunArduinoIspBehindAtmegaBoot(Pins(chip));
        byte[] sketch = rig.ReadFlash();

        using (IspProgrammer programmer = Open(rig.Port))
        using (AvrTarget target = AvrTarget.Connect(programmer, chip.Part))
        {
            Assert.Contains(programmer.Notices, notice => notice.Code == FaultCode.BootloaderAnsweredFirst);
            Assert.Equal(chip.Part.Signature, target.Identify());
            target.Leave();
        }

        Assert.Equal(sketch, rig.ReadFlash());
    }

    private static VirtualAvr Chip(string partId) => new(AvrCatalog.Find(partId)!, new VirtualClock());

    private static TargetPins Pins(VirtualAvr chip) =>
        new(chip.Shift, high => chip.SetReset(low: !high), chip.Clock.WaitUntil);

    private IspProgrammer Open(string port)
    {
        ISerialLink link = _bench.OpenSerial(port, new SerialSettings(Baud));
        IspProgrammer programmer = ((Reach.Serial)ProgrammerCatalog.Find("avrisp")!.Reach).Create(link, _bench.Clock);
        programmer.Open();
        return programmer;
    }
}
