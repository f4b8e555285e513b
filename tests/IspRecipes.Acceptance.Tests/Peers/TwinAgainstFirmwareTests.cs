using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Hardware;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>
/// Our twins against the firmware they stand for: the same frames to both, sound and broken, give the same answers byte
/// for byte and leave the same memories.
/// </summary>
[Collection(SimavrCollection.Name)]
public sealed class TwinAgainstFirmwareTests
{
    private const int Frames = 150;

    /// <summary>By the wall clock, for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [PeerTheory(SimavrRig.Program, SimavrRig.ArduinoIsp)]
    [InlineData("atmega32u4", 1)]
    [InlineData("attiny85", 2)]
    [InlineData("at90usb1286", 3)]
    public void The_virtual_ArduinoISP_answers_as_the_sketch_does(string partId, int seed)
    {
        AvrPart part = AvrCatalog.Find(partId)!;
        var twin = new SimulatedBench("avrisp", part);
        var chip = new VirtualAvr(part, new VirtualClock());
        using SimavrRig rig = SimavrRig.RunArduinoIsp(
            new TargetPins(chip.Shift, high => chip.SetReset(low: !high), chip.Clock.WaitUntil));

        Compare(twin, rig.Port, 19200, new FrameScripts(part, seed).ForArduinoIsp(Frames));
        rig.AwaitTarget();

        Assert.Equal(chip.Flash, twin.Chip.Flash);
        Assert.Equal(chip.Eeprom, twin.Chip.Eeprom);
        Assert.Equal(chip.Violations.Select(WithoutTime), twin.Chip.Violations.Select(WithoutTime));
        Assert.Equal(0, rig.Serial.Lost);
    }

    [PeerTheory(SimavrRig.Program, SimavrRig.AtmegaBoot)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_virtual_bootloader_answers_as_ATmegaBOOT_does(int seed)
    {
        AvrPart part = AvrCatalog.Find("atmega328p")!;
        var twin = new SimulatedBench("arduino", part);
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        Compare(twin, rig.Port, 57600, new FrameScripts(part, seed).ForAtmegaBoot(Frames));

        Assert.Equal(rig.ReadFlash()[..0x7800], twin.Chip.Flash[..0x7800]);
        Assert.Equal(rig.ReadEeprom(), twin.Chip.Eeprom);
        Assert.Equal(0, rig.Serial.Lost);
    }

    private static void Compare(SimulatedBench twin, string port, int baud, IEnumerable<byte[]> frames)
    {
        using ISerialLink real = new HardwareBench().OpenSerial(port, new SerialSettings(baud));
        using VirtualSerialProgrammer ours = twin.Programmer;
        ours.Open(new SerialSettings(baud));
        // The second GET_SYNC shows a byte too many after the last frame.
        foreach (byte[] frame in (byte[][])[.. frames, [0x30, 0x20], [0x30, 0x20]])
        {
            byte[] expected = ours.Receive(frame);
            byte[] answer = new byte[expected.Length];
            real.Write(frame);
            Exception? silence = Record.Exception(() => real.Read(answer, Patience));
            Assert.True(
                silence is null && answer.SequenceEqual(expected),
                $"to {Convert.ToHexString(frame)} the firmware answers {Convert.ToHexString(answer)}, "
                + $"the twin {Convert.ToHexString(expected)}; {silence?.Message}");
        }
    }

    private static string WithoutTime(string violation) => violation[(violation.IndexOf(':') + 1)..];
}
