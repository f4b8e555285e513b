using IspRecipes.Benchmarks;

switch (args)
{
    case []:
        JobTable.Print(Console.Out);
        return 0;
    case ["--startup"]:
        return StartUp.Print(Console.Out);
    case ["--images"]:
        ImageTable.Print(Console.Out);
        return 0;
    case ["--thumb"]:
        ThumbSpeed.Print(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: IspRecipes.Benchmarks [--startup | --images | --thumb]");
        return 2;
}
