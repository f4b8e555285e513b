using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>A script in a folder of its own, which is not the process's: its context, its log and its environment.</summary>
internal sealed class FakeScript(string folder) : ICakeContext, ICakeLog, ICakeEnvironment
{
    private readonly List<(Verbosity From, LogLevel Level, string Text)> _lines = [];

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Told every line, as it is logged.</summary>
    public Action<string> Heard { get; set; } = _ => { };

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public IFileSystem FileSystem { get; } = new FileSystem();

    public ICakeEnvironment Environment => this;

    public ICakeLog Log => this;

    public DirectoryPath WorkingDirectory { get; set; } = folder;

    public IGlobber Globber => throw new NotSupportedException();

    public ICakeArguments Arguments => throw new NotSupportedException();

    public IProcessRunner ProcessRunner => throw new NotSupportedException();

    public IRegistry Registry => throw new NotSupportedException();

    public IToolLocator Tools => throw new NotSupportedException();

    public IToolInstaller ToolInstaller => throw new NotSupportedException();

    public ICakeDataResolver Data => throw new NotSupportedException();

    public ICakeConfiguration Configuration => throw new NotSupportedException();

    public IServiceProvider ServiceProvider => throw new NotSupportedException();

    public DirectoryPath UserHomeDirectory => throw new NotSupportedException();

    public DirectoryPath ApplicationRoot => throw new NotSupportedException();

    public ICakePlatform Platform { get; } = new CakePlatform();

    public ICakeRuntime Runtime => throw new NotSupportedException();

    /// <summary>What a log of this verbosity shows at a level.</summary>
    public string Shown(LogLevel level, Verbosity verbosity = Verbosity.Normal) =>
        string.Join('\n', _lines.Where(line => line.Level == level && line.From <= verbosity).Select(line => line.Text));

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        _lines.Add((verbosity, level, string.Format(null, format, args)));
        Heard(_lines[^1].Text);
    }

    public string? GetEnvironmentVariable(string variable) => Variables.GetValueOrDefault(variable);

    public IDictionary<string, string?> GetEnvironmentVariables() => throw new NotSupportedException();

    public DirectoryPath GetSpecialPath(SpecialPath path) => throw new NotSupportedException();
}
