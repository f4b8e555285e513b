using System.Diagnostics;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary><c>isprecipe run</c>, as a process of its own, against firmware nobody here wrote.</summary>
[Collection(SimavrCollection.Name)]
public sealed class RecipeOnFirmwareTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerFact(SimavrRig.Program, SimavrRig.AtmegaBoot)]
    public void A_recipe_writes_flash_and_eeprom_through_a_bootloader()
    {
        byte[] flash = Samples.Bytes(3000);
        byte[] eeprom = Samples.Bytes(60, seed: 2);
        using SimavrRig rig = SimavrRig.RunAtmegaBoot();

        Run(rig.Port, flash, eeprom, """
            mcu: atmega328p
            programmer: { type: arduino, baud: 57600 }
            """);

        Assert.Equal(Samples.Memory(0x7800, flash), rig.ReadFlash()[..0x7800]);
        Assert.Equal(Samples.Memory(1024, eeprom), rig.ReadEeprom());
        Assert.Equal(0, rig.Serial.Lost);
    }

    [PeerFact(SimavrRig.Program, SimavrRig.ArduinoIsp)]
    public void A_recipe_erases_writes_and_locks_a_chip_through_real_ArduinoISP()
    {
        var chip = new VirtualAvr(AvrCatalog.Find("atmega32u4")!, new VirtualClock());
        Array.Fill<byte>(chip.Flash, 0x00);
        byte[] flash = Samples.Bytes(3000);
        byte[] eeprom = Samples.Bytes(60, seed: 2);
        using SimavrRig rig = SimavrRig.RunArduinoIsp(
            new TargetPins(chip.Shift, high => chip.SetReset(low: !high), chip.Clock.WaitUntil));

        Run(rig.Port, flash, eeprom, """
            mcu: atmega32u4
            programmer: avrisp
            board: { clock: 16 MHz crystal }
            fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }
            lock: { BLB1: 2 }
            allow: [ remove-bootloader ]
            """);
        rig.AwaitTarget();

        Assert.Equal(Samples.Memory(32768, flash), chip.Flash);
        Assert.Equal(Samples.Memory(1024, eeprom), chip.Eeprom);
        Assert.Equal(0x5E, chip.Fuse(FuseId.Low));
        Assert.Equal(0xD9, chip.Fuse(FuseId.High));
        Assert.Equal(0x03, chip.Fuse(FuseId.Extended) & 0x0F);
        Assert.Equal(0x2F, chip.Fuse(FuseId.Lock) & 0x3F);
        Assert.Empty(chip.Violations);
        Assert.False(chip.IsHeldInReset);
        Assert.Equal(0, rig.Serial.Lost);
    }

    /// <summary>Writes both memories and whatever else <paramref name="keys"/> say, and expects success.</summary>
    private void Run(string port, byte[] flash, byte[] eeprom, string keys)
    {
        _scratch.SaveHex("flash.hex", flash);
        _scratch.SaveHex("eeprom.hex", eeprom);
        string recipe = _scratch.Save("recipe.yaml", $$"""
            version: 1
            name: firmware of other people
            {{keys}}
            files: { application: flash.hex, settings: eeprom.hex }
            write: { flash: application, eeprom: settings }
            """);
        string program = Path.Combine(AppContext.BaseDirectory, "isprecipe.dll");
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "run", recipe, "--port", port])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            process.WaitForExit();
        }

        Assert.True(process.ExitCode == 0, output.Result + messages.Result);
    }
}
