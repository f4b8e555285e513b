using System.CommandLine;
using System.Text;
using IspRecipes.Cli.Doctor;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe doctor</c>: what on this computer stands between it and a programmer.</summary>
internal sealed class DoctorCommand
{
    private const string Description = """
        Looks for what keeps programmers from working.

          isprecipe doctor            opens no port
          isprecipe doctor --probe    asks the programmers which chip they reach
          isprecipe doctor --udev | sudo tee /etc/udev/rules.d/70-isprecipe.rules

        Ends with 5 where something failed and no programmer that is plugged in is
        left to be used; else with 0.
        """;

    private readonly Option<bool> _json = Json.Option();
    private readonly Option<bool> _probe = new("--probe") { Description = "Open the programmers, which resets many boards, and tell the chips." };
    private readonly Option<string?> _udev = new("--udev")
    {
        Description = "Only print udev rules for all programmers and bootloaders, or write them to FILE.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly CliHost _host;

    private DoctorCommand(CliHost host) => _host = host;

    public static Command Create(CliHost host)
    {
        DoctorCommand doctor = new(host);
        Command command = new("doctor", Description) { doctor._json, doctor._probe, doctor._udev };
        command.Validators.Add(result =>
        {
            foreach (Option option in new Option[] { doctor._probe, doctor._json })
            {
                if (result.GetResult(doctor._udev) is not null && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"--udev prints rules and looks at nothing: leave {option.Name} out");
                }
            }
        });
        command.SetAction(parsed => (int)(parsed.GetResult(doctor._udev) is null ? doctor.Examine(parsed) : doctor.GiveRules(parsed.GetValue(doctor._udev))));
        return command;
    }

    private ExitCode Examine(ParseResult parsed)
    {
        IBench bench = _host.Bench();
        Examination examination = new(_host.Machine(), bench);
        examination.Run();
        using Interrupts interrupts = new();
        if (parsed.GetValue(_probe))
        {
            examination.Probe(interrupts.Token);
        }

        ExitCode exit = interrupts.Exit ?? examination.Exit;
        if (parsed.GetValue(_json))
        {
            Json.Write(_host.Data, DoctorText.Document(examination.Checks, (int)exit));
        }
        else
        {
            DoctorText.Write(_host, examination.Checks);
        }

        return exit;
    }

    private ExitCode GiveRules(string? file)
    {
        string rules = UdevRules.Text();
        if (file is null)
        {
            _host.Data.Write(rules);
            return ExitCode.Done;
        }

        try
        {
            if (File.Exists(file) && !File.ReadAllText(file).StartsWith(UdevRules.Mark, StringComparison.Ordinal))
            {
                return Refuse(file, "another file is there, which isprecipe did not write");
            }

            File.WriteAllText(file, rules, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(file, refused.Message);
        }

        _host.Error.WriteLine($"Wrote {file}. Then: sudo udevadm control --reload-rules && sudo udevadm trigger");
        return ExitCode.Done;
    }

    private ExitCode Refuse(string file, string reason) => Messages.Refuse(_host, DiagnosticCode.ReportUnwritable, "udev rules", file, reason);
}
