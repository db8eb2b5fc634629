using System.IO.Compression;

namespace PromMultiplexer.Package.Tests;

/// <summary>The NuGet package as <c>dotnet pack</c> makes it, in a folder of its own. Made once for all tests.</summary>
[CollectionDefinition(nameof(PackedLibrary))]
public sealed class PackedLibrary : IAsyncLifetime, ICollectionFixture<PackedLibrary>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("package-");

    /// <summary>The folder with the package, which is a feed that NuGet can restore from.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    public string Package => Directory.GetFiles(Feed, "*.nupkg").Single();

    public string Symbols => Directory.GetFiles(Feed, "*.snupkg").Single();

    /// <summary>A folder that goes with the package.</summary>
    public string Scratch(string name) => _folder.CreateSubdirectory(name).FullName;

    public Task InitializeAsync() => PackAsync(Checkout.PathOf(Checkout.Library), Feed, Scratch("artifacts"));

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Packs a project without leaving anything in its checkout.</summary>
    internal static Task PackAsync(string project, string feed, string artifacts) =>
        Command.RunAsync(project, "dotnet", "pack", "-v", "quiet", "-m:1", $"-p:ArtifactsPath={artifacts}", "--output", feed);

    /// <summary>The files in a package, each with its bytes.</summary>
    internal static Dictionary<string, byte[]> Open(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }
}
