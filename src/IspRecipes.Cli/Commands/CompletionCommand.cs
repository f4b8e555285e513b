using System.CommandLine;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe completion SHELL</c>: a script that asks the program itself what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _isprecipe() {
                local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}"
                local word="${line##* }"
                COMPREPLY=($(isprecipe "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
                # Options are offered once a dash is typed: recipes are files, and come first.
                [[ "$word" == -* ]] || COMPREPLY=($(printf '%s\n' "${COMPREPLY[@]}" | grep -v '^[-/]'))
                if [ ${#COMPREPLY[@]} -eq 0 ]; then
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]#=}"))
                elif [[ "$word" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
                    # Bash begins a word behind the = of FIELD=VALUE.
                    COMPREPLY=("${COMPREPLY[@]#*=}")
                elif [[ "${COMPREPLY[0]}" == *= ]]; then
                    compopt -o nospace 2>/dev/null
                fi
            }
            complete -F _isprecipe isprecipe
            """,
        ["zsh"] = """
            #compdef isprecipe
            _isprecipe() {
                local -a found
                found=("${(@f)$(isprecipe "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                [[ "${words[CURRENT]}" == -* ]] || found=("${(@)found:#[-/]*}")
                if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
            }
            compdef _isprecipe isprecipe
            """,
        ["fish"] = """
            function __isprecipe
                isprecipe "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null
            end
            complete -c isprecipe -a '(__isprecipe)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName isprecipe -ScriptBlock {
                param($word, $ast, $position)
                isprecipe "[suggest:$position]" "$ast" | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command Create(CliHost host)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or pwsh.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Command command = new("completion", "Prints a completion script for a shell.") { shell };
        command.SetAction(parsed =>
        {
            host.Out.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
