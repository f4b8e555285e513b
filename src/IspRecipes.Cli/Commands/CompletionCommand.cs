using System.CommandLine;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe completion SHELL</c>: a script that asks the program itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Description = """
        Prints a completion script for bash, zsh, fish or pwsh.

          isprecipe completion bash >> ~/.bashrc
          isprecipe completion zsh > ~/.zfunc/_isprecipe
          isprecipe completion fish > ~/.config/fish/completions/isprecipe.fish
          isprecipe completion pwsh >> $PROFILE

        zsh finds the script in a folder of $fpath.
        """;

    // Each asks with the line up to the cursor. The answer is a word a line, with a tab and what it is; a line ":files"
    // asks for files with the endings that follow it.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _isprecipe() {
                local line="${COMP_LINE:0:COMP_POINT}" current="${COMP_WORDS[COMP_CWORD]}"
                local word="${line##* }" reply ending files= IFS=$'\n'
                # Bash begins a word behind = and :, and counts either as a word.
                [[ "$current" == [=:] ]] && current=
                local before="${word%"$current"}"
                COMPREPLY=()
                while read -r reply; do
                    case "$reply" in
                        :files*) files="$reply" ;;
                        ?*) reply="${reply%%$'\t'*}"; COMPREPLY+=("${reply#"$before"}") ;;
                    esac
                done < <(isprecipe "[suggest:${#line}]" "$line" 2>/dev/null)
                if [[ -n "$files" && "$word" != -* ]]; then
                    compopt -o filenames 2>/dev/null
                    COMPREPLY+=($(compgen -d -- "$current"))
                    [[ "$files" == ":files" ]] && COMPREPLY+=($(compgen -f -- "$current"))
                    IFS=' '
                    for ending in ${files#:files}; do
                        IFS=$'\n'
                        COMPREPLY+=($(compgen -f -X "!*.$ending" -- "$current"))
                    done
                elif [[ "${COMPREPLY[0]}" == *= ]]; then
                    compopt -o nospace 2>/dev/null
                fi
            }
            complete -F _isprecipe isprecipe
            """,
        ["zsh"] = """
            #compdef isprecipe
            _isprecipe() {
                local line="${(j: :)words[1,CURRENT-1]} $PREFIX" reply files
                local -a found fields
                for reply in "${(@f)$(isprecipe "[suggest:${#line}]" "$line" 2>/dev/null)}"; do
                    case "$reply" in
                        :files*) files="$reply" ;;
                        *=$'\t'*) fields+=("${${reply%%$'\t'*}//:/\\:}:${reply#*$'\t'}") ;;
                        *$'\t'*) found+=("${${reply%%$'\t'*}//:/\\:}:${reply#*$'\t'}") ;;
                        ?*) found+=("${reply//:/\\:}") ;;
                    esac
                done
                (( $#fields )) && _describe 'field' fields -S ''
                (( $#found )) && _describe 'isprecipe' found
                if [[ -n "$files" && "$PREFIX" != -* ]]; then
                    local endings="${${files#:files }// /|}"
                    if [[ "$files" == ":files" ]]; then _files; else _files -g "*.(${endings})"; fi
                fi
            }
            if [[ "$funcstack[1]" == _isprecipe ]]; then _isprecipe "$@"; else compdef _isprecipe isprecipe; fi
            """,
        ["fish"] = """
            function __isprecipe
                set -l line (commandline -cp)
                for reply in (isprecipe "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
                    switch $reply
                        case ':files'
                            __fish_complete_path (commandline -ct)
                        case ':files *'
                            __fish_complete_directories (commandline -ct) ''
                            for ending in (string split ' ' -- (string replace ':files ' '' -- $reply))
                                for file in (commandline -ct)*.$ending
                                    echo $file
                                end
                            end
                        case '*'
                            echo $reply
                    end
                end
            end
            complete -c isprecipe -f -a '(__isprecipe)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName isprecipe -ScriptBlock {
                param($word, $ast, $position)
                $length = $position - $ast.Extent.StartOffset
                $line = "$ast".PadRight($length).Substring(0, $length)
                isprecipe "[suggest:$($line.Length)]" "$line" | Where-Object { $_ -and $_ -notlike ':*' } | ForEach-Object {
                    $label, $what = $_ -split "`t", 2
                    if (-not $what) { $what = $label }
                    [System.Management.Automation.CompletionResult]::new($label, $label, 'ParameterValue', $what)
                }
            }
            """,
    };

    public static Command Create(CliHost host)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or pwsh.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Command command = new("completion", Description) { shell };
        command.SetAction(parsed =>
        {
            host.Data.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
