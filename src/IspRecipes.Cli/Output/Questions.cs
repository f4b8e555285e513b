using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>Asks the person at the terminal; Ctrl-C is an answer too.</summary>
internal static class Questions
{
    /// <returns>True for a yes; anything else is a no.</returns>
    /// <exception cref="OperationCanceledException">The run was interrupted before an answer came.</exception>
    public static bool Ask(CliHost host, Question question, CancellationToken cancel)
    {
        host.Error.WriteLine(question.Text);
        foreach (string detail in question.Details)
        {
            host.Error.WriteLine($"  {detail}");
        }

        return Line(host, "[y/N] ", cancel)?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <returns>What was typed; null where the input ends.</returns>
    /// <exception cref="OperationCanceledException">Interrupted before an answer came.</exception>
    public static string? Line(CliHost host, string prompt, CancellationToken cancel)
    {
        host.Error.Write(prompt);
        host.Error.Flush();

        // A read of the console cannot be cancelled: it is left behind and ends with the process.
        Task<string?> answer = Task.Run(() => host.In?.ReadLine(), CancellationToken.None);
        try
        {
            answer.Wait(cancel);
        }
        catch (OperationCanceledException)
        {
            host.Error.WriteLine();
            throw;
        }

        return answer.Result;
    }
}
