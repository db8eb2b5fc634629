using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The files of this checkout.</summary>
internal static class Checkout
{
    /// <summary>The folder that everything is in.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>A file, with the line ends that the tests expect.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    /// <summary>A file that is one document of YAML.</summary>
    public static YamlNode Yaml(string path) => YamlOf(Read(path));

    /// <summary>A text that is one document of YAML.</summary>
    public static YamlNode YamlOf(string text) => Assert.Single(YamlDocumentsOf(text));

    /// <summary>The documents of a text of YAML.</summary>
    public static IReadOnlyList<YamlNode> YamlDocumentsOf(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

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
