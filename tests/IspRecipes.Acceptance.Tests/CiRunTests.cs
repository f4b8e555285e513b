using System.Diagnostics;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests;

/// <summary>.ci/run on a machine that lacks something: what it runs is played by scripts, of which one fails.</summary>
public sealed class CiRunTests : IDisposable
{
    private const string Dotnet = """
        [ "$1" = test ] || exit 0
        echo "peers required: $ISPRECIPE_REQUIRE_PEERS"
        mkdir -p artifacts/test-results
        echo '<Counters total="5" passed="3" failed="2" error="0" timeout="0" aborted="0" />' > artifacts/test-results/a.trx
        exit 1
        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PeerTheory("bash")]
    [InlineData("node", "echo 12", "no yaml-language-server and Ajv: ")]
    [InlineData("npm", "exit 1", "no yaml-language-server and Ajv: ")]
    [InlineData("apt-get", "exit 100", "no packages of the distribution: ")]
    [InlineData("build", "exit 1", "no simavr and what else ")]
    public void What_cannot_be_installed_is_said_and_the_last_line_comes_all_the_same(string program, string script, string said)
    {
        Play("dotnet", Dotnet);
        Play(program, script);

        (int exit, string output, string error) = Run();

        Assert.Equal(1, exit);
        Assert.Equal("peers required: 1\n3 passed, 2 failed\n", output);
        Assert.Contains(said, error);
    }

    [PeerFact("bash")]
    public void Where_no_test_ran_the_last_line_says_so_too()
    {
        Play("dotnet", "exit 1");

        (int exit, string output, string error) = Run();

        Assert.Equal((1, "0 passed, 0 failed\n"), (exit, output));
        Assert.Contains("no test ran", error);
    }

    private (int Exit, string Output, string Error) Run()
    {
        foreach (string name in (string[])["apt-get", "sudo", "dpkg-divert", "sleep", "node", "npm", "build"])
        {
            if (!File.Exists(_scratch.Path(name)))
            {
                Play(name, name switch
                {
                    "sudo" => "shift; exec \"$@\"",
                    "dpkg-divert" => "echo /usr/bin/man",
                    "node" => "echo 18",
                    _ => "exit 0",
                });
            }
        }

        Copy(".ci/run");
        Copy("tests/peers/build-editor.sh");
        Copy("tests/peers/editor/package.json");
        File.Copy(_scratch.Path("build"), _scratch.Path("tests/peers/build.sh"));
        ProcessStartInfo start = new(Testing.Peers.Require("bash"), [_scratch.Path(".ci/run")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(_scratch.Path("dotnet"))}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Puts a script in a program's place.</summary>
    private void Play(string program, string script)
    {
        string path = _scratch.Save(program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void Copy(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scratch.Path(file))!);
        File.Copy(Repository.File(file), _scratch.Path(file));
    }
}
