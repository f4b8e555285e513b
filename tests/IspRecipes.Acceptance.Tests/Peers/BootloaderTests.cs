using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Hardware;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Our driver against a bootloader nobody here wrote: ATmegaBOOT in simavr's ATmega328P.</summary>
[Collection(SimavrCollection.Name)]
public sealed class BootloaderTests
{
    private const int Baud = 57600;
    private const int BootStart = 0x7800;

    private static readonly AvrPart Part = AvrCatalog.Find("atmega328p")!;

    private readonly HardwareBench _bench = new();

    [PeerFact(Avrdude.Program, SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void What_we_write_through_a_bootloader_avrdude_finds_after_a_reset()
    {
        byte[] flash = Samples.Bytes(1000);
        using var scratch = new Scratch();
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        using (IspProgrammer programmer = Open("arduino", rig.Port))
        using (AvrTarget target = AvrTarget.Connect(programmer, Part))
        {
            target.WritePages(AvrMemory.Flash, 0, Samples.Memory(1024, flash));
            target.Leave();
        }

        rig.Reset();
        AvrdudeRun run = Avrdude.Run(rig.Port, "m328p", Baud, "-U", $"flash:v:{scratch.SaveHex("flash.hex", flash)}:i");

        Assert.True(run.ExitCode == 0, run.Messages);
    }

    [PeerFact(SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void Flash_and_eeprom_written_through_a_bootloader_are_in_the_chip()
    {
        byte[] flash = Samples.Bytes(64 * Part.Flash.PageSize);
        byte[] eeprom = Samples.Bytes(100, seed: 2);
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        using (IspProgrammer programmer = Open("arduino", rig.Port))
        using (AvrTarget target = AvrTarget.Connect(programmer, Part))
        {
            Assert.Equal(Part.Signature, target.Identify());
            target.WritePages(AvrMemory.Flash, 0, flash);
            target.Verify(AvrMemory.Flash, 0, Samples.Memory(BootStart, flash));
            target.WritePages(AvrMemory.Eeprom, 200, eeprom);
            target.Verify(AvrMemory.Eeprom, 200, eeprom);
            target.Leave();
        }

        Assert.Equal(Samples.Memory(BootStart, flash), rig.ReadFlash()[..BootStart]);
        Assert.Equal(eeprom, rig.ReadEeprom()[200..300]);
        Assert.Equal(0, rig.Serial.Lost);
    }

    [PeerFact(SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void A_bootloader_in_a_programmers_place_is_refused_and_left_alone()
    {
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();
        byte[] before = rig.ReadFlash();

        ProtocolException refusal = Assert.Throws<ProtocolException>(() => Open("avrisp", rig.Port).Dispose());

        Assert.Equal(FaultCode.BootloaderInsteadOfProgrammer, refusal.Fault.Code);
        Assert.Equal(before, rig.ReadFlash());
    }

    private IspProgrammer Open(string id, string port)
    {
        ISerialLink link = _bench.OpenSerial(port, new SerialSettings(Baud));
        IspProgrammer programmer = ((Reach.Serial)ProgrammerCatalog.Find(id)!.Reach).Create(link, _bench.Clock);
        try
        {
            programmer.Open();
            return programmer;
        }
        catch
        {
            programmer.Dispose();
            throw;
        }
    }
}
