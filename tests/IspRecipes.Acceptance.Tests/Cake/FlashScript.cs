using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>A script with a recipe that can be flashed, and one that cannot.</summary>
public abstract class FlashScript : IDisposable
{
    protected const string NoPort = "/dev/isprecipe-none";

    private protected Scratch Scratch { get; } = new();

    private protected FakeScript Script { get; }

    protected FlashScript()
    {
        Script = new FakeScript(Scratch.Path(""));
        Scratch.SaveHex("app.hex", Samples.Bytes(5120));
        Scratch.Save("app.yaml", Recipe("files: { app: app.hex }"));
        Scratch.Save("broken.yaml", Recipe("files: { app: app.hex }").Replace("high:", "hihg:"));
    }

    protected static IspFlashSettings Simulated => new() { Simulate = true };

    public void Dispose() => Scratch.Dispose();

    protected static string Recipe(string files) => $$"""
        version: 1
        name: app
        mcu: atmega32u4
        programmer: avrisp
        {{files}}
        write: { flash: app }
        fuses: { high: 0xD9 }
        """;
}
