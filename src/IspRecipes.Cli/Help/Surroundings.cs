using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Help;

/// <summary>What the manual says beyond the commands: exit codes, the environment, files.</summary>
internal static class Surroundings
{
    public static IReadOnlyList<(ExitCode Code, string Meaning)> ExitCodes { get; } =
    [
        (ExitCode.Done, "Done."),
        (ExitCode.OurBug, "A bug of isprecipe."),
        (ExitCode.Usage, "The command line cannot be understood."),
        (ExitCode.Recipe, "A recipe is invalid."),
        (ExitCode.File, "A file, an image or a hash is not as it must be, is not there, or cannot be written."),
        (ExitCode.Port, "There is no port, more than one, or one that is busy or not permitted."),
        (ExitCode.Communication, "The programmer or the chip does not answer as it should."),
        (ExitCode.WrongTarget, "Another chip than the recipe's."),
        (ExitCode.Verify, "What was written reads back as something else."),
        (ExitCode.Refused, "Refused as unsafe, as protected, or by the person asked."),
        (ExitCode.Changes, "Done, and the chip was changed; with run --detailed-exitcode only."),
        (ExitCode.Interrupted, "Interrupted by Ctrl-C (SIGINT); chip and port were let go."),
        (ExitCode.Terminated, "Ended by SIGTERM; chip and port were let go."),
    ];

    public static IReadOnlyList<(string Variable, string Meaning)> Environment { get; } =
    [
        ("ISPRECIPE_PORT", "The port, where --port does not name it; stronger than the recipe and its local overlay."),
        ("ISPRECIPE_VAR_NAME", "The value of the variable NAME that a recipe declares, upper case and with _ for -; weaker than --set."),
        ("ISPRECIPE_PLAIN", "1: as with --plain."),
        ("ISPRECIPE_LIBUSB", "Path of the libusb-1.0 library, where it is not found by its name."),
        ("NO_COLOR", "Not empty: no colours."),
        ("CLICOLOR_FORCE", "Neither empty nor 0: colours in pipes and files too. NO_COLOR is stronger, --color stronger still."),
        ("CLICOLOR", "0: no colours."),
        ("TERM", "dumb: no colours, bars or pictures beyond ASCII."),
        ("CI", "Not empty: no bars."),
    ];

    public static IReadOnlyList<(string File, string Meaning)> Files { get; } =
    [
        ("NAME.isprecipe.yaml", "A recipe; any name will do, and this one is what editors and builds look for."),
        ("NAME.local.yaml", "Beside NAME.yaml: port and programmer of this machine, kept out of the recipe."),
        ("NAME.eeprom.hex", "Beside NAME.yaml while a run keeps the EEPROM over an erase; left there by a run that failed in between."),
    ];
}
