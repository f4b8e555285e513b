using IspRecipes.PartData;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: IspRecipes.PartData DATA-FOLDER ATDF-FOLDER...");
    return 2;
}

var generator = new Generator(Resource.Lines("parts.txt"), Corrections.Parse(Resource.Text("corrections.json")));
IReadOnlyList<string> problems = generator.Write(args[0], args[1..]);
foreach (string problem in problems)
{
    Console.Error.WriteLine(problem);
}

return problems.Count == 0 ? 0 : 1;
