namespace PromMultiplexer.Package.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    public const string Library = "src/PromMultiplexer.Exposition";

    public const string Tour = "samples/PromMultiplexer.LibraryTour";

    /// <summary>Its folder.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>A file of it, with the line ends that the tests expect.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PromMultiplexer.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no PromMultiplexer.slnx above the tests.");
        }

        return folder.FullName;
    }
}
