using System.Text.RegularExpressions;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests;

/// <summary>Folders are namespaces, and each may use only those before it; docs/architecture.md says why.</summary>
public partial class FolderOrderTests
{
    private static readonly Dictionary<string, string[]> Order = new()
    {
        ["IspRecipes.Devices"] = ["Images", "Parts", "Links", "Programmers", "Targets", "Catalog"],
        ["IspRecipes.Engine"] = ["Diagnostics", "Downloads", "Recipes", "Steps", "Plans", "Runs"],
    };

    /// <summary>Projects each project may see.</summary>
    private static readonly Dictionary<string, string[]> Sees = new()
    {
        ["IspRecipes.Devices"] = [],
        ["IspRecipes.Engine"] = ["IspRecipes.Devices"],
        ["IspRecipes.Hardware"] = ["IspRecipes.Devices"],
        ["IspRecipes.Simulation"] = ["IspRecipes.Devices"],
        ["IspRecipes.MSBuild"] = ["IspRecipes.Devices", "IspRecipes.Engine", "IspRecipes.Hardware", "IspRecipes.Simulation"],
        ["Cake.IspRecipes"] = ["IspRecipes.Devices", "IspRecipes.Engine", "IspRecipes.Hardware", "IspRecipes.Simulation"],
        ["IspRecipes.Cli"] = ["IspRecipes.Devices", "IspRecipes.Engine", "IspRecipes.Hardware", "IspRecipes.Simulation"],
    };

    [Fact]
    public void Every_project_under_src_has_a_rule()
    {
        IEnumerable<string> projects = Directory.GetDirectories(Repository.File("src")).Select(folder => Path.GetFileName(folder)!);

        Assert.Equal(Sees.Keys.Order(), projects.Order());
    }

    [Fact]
    public void A_folder_uses_only_folders_before_it_and_a_project_only_projects_it_may_see()
    {
        string[] offences = [.. Sources().SelectMany(file => Offences(file.Project, file.Folder, file.Path))];

        Assert.True(offences.Length == 0, string.Join('\n', offences));
    }

    private static IEnumerable<(string Project, string Folder, string Path)> Sources() =>
        from project in Sees.Keys
        from path in Directory.EnumerateFiles(Repository.File("src", project), "*.cs", SearchOption.AllDirectories)
        let parts = Path.GetRelativePath(Repository.File("src", project), path).Split(Path.DirectorySeparatorChar)
        where parts[0] is not ("bin" or "obj")
        select (project, parts.Length > 1 ? parts[0] : "", path);

    private static IEnumerable<string> Offences(string project, string folder, string path)
    {
        foreach (Match match in Using().Matches(File.ReadAllText(path)))
        {
            string used = match.Groups["name"].Value;
            string[] parts = used.Split('.');
            string usedProject = $"{parts[0]}.{parts[1]}";
            bool allowed = usedProject == project
                ? parts.Length < 3 || MayUse(project, folder, parts[2])
                : Sees[project].Contains(usedProject);
            if (!allowed)
            {
                yield return $"{Path.GetRelativePath(Repository.Root, path)}: may not use {used}";
            }
        }
    }

    private static bool MayUse(string project, string folder, string used)
    {
        if (!Order.TryGetValue(project, out string[]? order) || folder == used)
        {
            return true;
        }

        int here = Array.IndexOf(order, folder);
        int there = Array.IndexOf(order, used);
        Assert.True(there >= 0, $"{project}/{used} is in no order");
        Assert.True(here >= 0 || folder == "", $"{project}/{folder} is in no order");
        return there < here;
    }

    [GeneratedRegex(@"^using (?:static )?(?<name>IspRecipes\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
