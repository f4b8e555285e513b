using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Images;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A server of ours, a cache, and recipes whose file the server has.</summary>
public abstract class FetchFolder : IDisposable
{
    /// <summary>A program as HEX text, more than one read of a socket brings.</summary>
    protected static readonly byte[] Content =
        Encoding.ASCII.GetBytes(IntelHex.Write(new MemoryImage(0, Samples.Bytes(28_000), new ImageSource("app"))));

    protected static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));

    private protected Scratch Scratch { get; } = new();

    private protected LoopbackServer Server { get; } = new();

    protected string Cache => Scratch.Path("cache");

    public void Dispose()
    {
        Server.Dispose();
        Scratch.Dispose();
    }

    private protected CliRun Run(params string[] args) => Isprecipe.Cached(Cache, terminal: false, args);

    private protected ProcessStartInfo Command(params string[] args)
    {
        ProcessStartInfo command = Isprecipe.Command(args);
        command.Environment["ISPRECIPE_CACHE"] = Cache;
        return command;
    }

    private protected Process Start(params string[] args) => Process.Start(Command(args))!;

    protected string Recipe(string url, byte[]? content = null)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content ?? Content));
        return Scratch.Save($"{sha256[..8]}.yaml", $$"""
            version: 1
            name: from elsewhere
            mcu: atmega32u4
            programmer: avrisp
            files: { app: { url: "{{url}}", sha256: {{sha256}} } }
            write: { flash: app }
            allow: [ remove-bootloader ]
            """);
    }

    private protected static JsonElement File(CliRun run) => Json(run).GetProperty("files")[0];

    private protected static JsonElement Json(CliRun run) => Json(run.Out);

    private protected static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
