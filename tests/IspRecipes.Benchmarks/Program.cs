using IspRecipes.Benchmarks;

switch (args)
{
    case []:
        JobTable.Print(Console.Out);
        return 0;
    case ["--startup"]:
        return StartUp.Print(Console.Out);
    default:
        Console.Error.WriteLine("usage: IspRecipes.Benchmarks [--startup]");
        return 2;
}
