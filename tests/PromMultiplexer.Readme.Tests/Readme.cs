namespace PromMultiplexer.Readme.Tests;

/// <summary>README.md of this checkout, in pieces.</summary>
internal static class Readme
{
    /// <summary>The folder that README.md is in.</summary>
    public static string Root { get; } = FindRoot();

    public static string Text { get; } = Read("README.md");

    /// <summary>A file of the checkout, with the line ends that the tests expect.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The code blocks of a language, in their order, each with its last newline.</summary>
    public static List<string> Blocks(string language) =>
    [
        .. Text.Split("\n```" + language + "\n").Skip(1).Select(rest => rest[..(rest.IndexOf("\n```", StringComparison.Ordinal) + 1)]),
    ];

    /// <summary>The cells of the rows of the one table that has this first column.</summary>
    public static List<string[]> Table(string firstColumn) =>
    [
        .. Text.Split('\n')
            .SkipWhile(line => !line.StartsWith($"| {firstColumn} |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim().Replace("`", "").Replace("\\", "")).ToArray()),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no README.md above the tests.");
        }

        return folder.FullName;
    }
}
