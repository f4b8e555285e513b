using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Any recipe on any chip: done means that the chip holds what the rules say; anything else, that it is alive.</summary>
public class AnyChipTests
{
    private static readonly byte[] App = Firmware.Program(300, 1);
    private static readonly byte[] Settings = Firmware.Program(20, 2);

    [Fact]
    public void Done_means_as_the_rules_say_and_nothing_bricks()
    {
        int done = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            Wishes wishes = Wishes.Any(random);
            using World world = World.With("avrisp", "atmega32u4")
                .Hex("app.hex", 0x40, App).Hex("settings.hex", 5, Settings).Recipe(wishes.Body);
            SetUp(world, random);
            Memories before = Memories.Of(world);

            Checked<Plan> plan = world.Plan();
            RunReport? report = plan.Value is null ? null : world.Run();

            string told = $"seed {seed}\n{wishes.Body}\n{string.Join("\n", plan.Diagnostics)}\n{report?.Failure}";
            Assert.True(report?.Exit is null or ExitCode.Done or ExitCode.Refused or ExitCode.Verify, told);
            Assert.True(world.Chip.CanBeProgrammed, told);
            Assert.Empty(world.Chip.Violations);
            Memories after = Memories.Of(world);
            if (report?.Exit == ExitCode.Done)
            {
                done++;
                Memories expected = wishes.Over(before);
                Assert.True(after.Flash.SequenceEqual(expected.Flash), $"flash, {told}");
                Assert.True(after.Eeprom.SequenceEqual(expected.Eeprom), $"EEPROM, {told}");
                Assert.True(after.Fuses.SequenceEqual(expected.Fuses), $"{Convert.ToHexString(after.Fuses)}, {told}");
            }
            else if (report?.Exit != ExitCode.Verify)
            {
                Assert.False(world.Chip.Touched, told);
            }
        }

        Assert.InRange(done, 30, 115);
    }

    private static void SetUp(World world, Random random)
    {
        if (random.Next(2) == 0)
        {
            Firmware.Program(0x200, 5).CopyTo(world.Chip.Flash, 0x400);
        }

        if (random.Next(4) == 0)
        {
            world.Chip.Flash[0x7FF0] = 0x12;
        }

        if (random.Next(4) == 0)
        {
            world.Chip.Flash[0x50] = 0x00;
        }

        Firmware.Program(1024, 6).CopyTo(world.Chip.Eeprom, 0);
        world.Chip.Preset(FuseId.High, random.Next(2) == 0 ? (byte)0xD8 : (byte)0xD0);
        world.Chip.Preset(FuseId.Low, random.Next(2) == 0 ? (byte)0x5E : (byte)0x52);
        world.Chip.Preset(FuseId.Lock, (byte)(random.Next(4) switch { 0 => 0xFE, 1 => 0xFC, 2 => 0xEF, _ => 0xFF }));
    }

    private sealed record Memories(byte[] Flash, byte[] Eeprom, byte[] Fuses)
    {
        public static Memories Of(World world) => new(
            [.. world.Chip.Flash], [.. world.Chip.Eeprom], [.. Enum.GetValues<FuseId>().Select(world.Chip.Fuse)]);
    }

    /// <summary>A recipe, and what a chip must hold when it is done.</summary>
    private sealed record Wishes(bool Flash, bool Settings, string? Erase, string? Eeprom, byte? Low, bool? Eesave, byte? Lock, bool Read)
    {
        public static Wishes Any(Random random) => new(
            random.Next(3) > 0,
            random.Next(3) == 0,
            random.Next(5) switch { 0 => "none", 1 => "chip", _ => null },
            random.Next(3) switch { 0 => "keep", 1 => "erase", _ => null },
            random.Next(3) switch { 0 => 0x5F, 1 => 0x52, _ => null },
            random.Next(3) switch { 0 => true, 1 => false, _ => null },
            random.Next(3) switch { 0 => 0xEF, 1 => 0xCF, _ => null },
            random.Next(5) == 0);

        public string Body => string.Join('\n',
        [
            "board: { clock: 16 MHz crystal }",
            "files: { app: app.hex, settings: settings.hex }",
            Flash && Settings ? "write: { flash: app, eeprom: settings }"
                : Flash ? "write: { flash: app }"
                : Settings ? "write: { eeprom: settings }" : "",
            Erase is null ? "" : $"erase: {Erase}",
            Eeprom is null ? "" : $"eeprom: {Eeprom}",
            Low is null && Eesave is null ? ""
                : $"fuses: {{ {(Low is null ? "" : $"low: 0x{Low:X2}, ")}{(Eesave is null ? "" : Eesave.Value ? "EESAVE: on" : "EESAVE: off")} }}",
            Lock is null ? "" : $"lock: 0x{Lock:X2}",
            Read ? "read: { eeprom: backup.bin }" : "",
            Low == 0x52 ? "allow: [ clock-source ]" : "",
        ]);

        public Memories Over(Memories before)
        {
            bool erases = Erase == "chip" || (Flash && Erase != "none");
            bool spared = (before.Fuses[(int)FuseId.High] & 0x08) == 0;
            byte[] flash = erases ? Blank(before.Flash.Length) : [.. before.Flash];
            byte[] eeprom = erases && (Eeprom == "erase" || (!spared && Eeprom != "keep"))
                ? Blank(before.Eeprom.Length)
                : [.. before.Eeprom];
            if (Flash)
            {
                App.CopyTo(flash, 0x40);
            }

            if (Settings)
            {
                AnyChipTests.Settings.CopyTo(eeprom, 5);
            }

            byte[] fuses = [.. before.Fuses];
            fuses[(int)FuseId.Low] = Low ?? fuses[(int)FuseId.Low];
            byte high = fuses[(int)FuseId.High];
            fuses[(int)FuseId.High] = Eesave is null ? high : Eesave.Value ? (byte)(high & ~0x08) : (byte)(high | 0x08);
            byte locked = erases ? (byte)0xFF : fuses[(int)FuseId.Lock];
            fuses[(int)FuseId.Lock] = Lock is null ? locked : (byte)(Lock.Value & locked);
            return new Memories(flash, eeprom, fuses);
        }

        private static byte[] Blank(int length)
        {
            byte[] blank = new byte[length];
            blank.AsSpan().Fill(0xFF);
            return blank;
        }
    }
}
