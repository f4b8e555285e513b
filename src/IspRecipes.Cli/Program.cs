using IspRecipes.Cli;

return CommandLine.Invoke(args, CliHost.OfThisProcess());
