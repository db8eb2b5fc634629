using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PromMultiplexer.Package.Tests;

/// <summary>What is in the package.</summary>
[Collection(nameof(PackedLibrary))]
public sealed partial class PackageTests(PackedLibrary packed)
{
    private const string Assembly = "lib/net10.0/PromMultiplexer.Exposition.dll";
    private const string Documentation = "lib/net10.0/PromMultiplexer.Exposition.xml";
    private const string Debugging = "lib/net10.0/PromMultiplexer.Exposition.pdb";

    [Fact]
    public void ItHoldsTheLibraryItsDocumentationAndAReadme()
    {
        var files = PackedLibrary.Open(packed.Package);
        Assert.Equal(["PromMultiplexer.Exposition.nuspec", "README.md", Assembly, Documentation], Contents(files));
        Assert.Equal(Checkout.Read($"{Checkout.Library}/README.md"), Encoding.UTF8.GetString(files["README.md"]).ReplaceLineEndings("\n"));
        Assert.Equal(["PromMultiplexer.Exposition.nuspec", Debugging], Contents(PackedLibrary.Open(packed.Symbols)));
    }

    [Fact]
    public void ItSaysWhatItIsAndNothingOfWhereItComesFrom()
    {
        var nuspec = XDocument.Parse(Encoding.UTF8.GetString(PackedLibrary.Open(packed.Package)["PromMultiplexer.Exposition.nuspec"]).TrimStart('\ufeff'));
        var metadata = nuspec.Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName, element => element);
        Assert.Equal("PromMultiplexer.Exposition", metadata["id"].Value);
        Assert.Equal(ModuleVersion().Match(Checkout.Read("PromMultiplexer.psd1")).Groups[1].Value, metadata["version"].Value);
        Assert.Equal("MIT", metadata["license"].Value);
        Assert.Equal("README.md", metadata["readme"].Value);
        Assert.Equal("PromMultiplexer contributors", metadata["authors"].Value);
        Assert.NotEmpty(metadata["description"].Value);
        Assert.NotEmpty(metadata["tags"].Value);
        Assert.DoesNotContain("dependency", metadata["dependencies"].Descendants().Select(element => element.Name.LocalName));
        Assert.DoesNotContain("repository", metadata.Keys);
        Assert.DoesNotContain("projectUrl", metadata.Keys);
    }

    [Fact]
    public void EveryPublicMemberIsDocumented()
    {
        // The compiler insists on a comment for each of them; that they are in the package is to be seen by one of each kind.
        var members = XDocument.Parse(Encoding.UTF8.GetString(PackedLibrary.Open(packed.Package)[Documentation]).TrimStart('\ufeff'))
            .Descendants("member").Select(member => (string)member.Attribute("name")!).ToHashSet();
        var types = PublicTypes(PackedLibrary.Open(packed.Package)[Assembly]);
        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.Contains($"T:{type}", members));
    }

    [Fact]
    public void TheSymbolsAreThoseOfTheLibraryAndHaveItsSourcesInThem()
    {
        using var library = new PEReader(ImmutableArray.Create(PackedLibrary.Open(packed.Package)[Assembly]));
        var entry = library.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        using var symbols = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(PackedLibrary.Open(packed.Symbols)[Debugging]));
        var reader = symbols.GetMetadataReader();
        Assert.Equal(library.ReadCodeViewDebugDirectoryData(entry).Guid, new BlobContentId(reader.DebugMetadataHeader!.Id).Guid);

        var embeddedSource = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        Assert.All(reader.Documents, handle => Assert.Contains(
            reader.GetCustomDebugInformation(handle), information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == embeddedSource));
        Assert.All(reader.Documents, handle => Assert.DoesNotContain(
            Checkout.Root, reader.GetString(reader.GetDocument(handle).Name), StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheSameSourcesGiveTheSameBytesInAnotherFolder()
    {
        var elsewhere = packed.Scratch("elsewhere");
        var project = Path.Combine(elsewhere, Checkout.Library);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "PromMultiplexer.psd1", ".editorconfig"])
        {
            File.Copy(Checkout.PathOf(file), Path.Combine(elsewhere, file));
        }

        foreach (var file in Directory.EnumerateFiles(Checkout.PathOf(Checkout.Library), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(project, Path.GetRelativePath(Checkout.PathOf(Checkout.Library), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await PackedLibrary.PackAsync(project, Path.Combine(elsewhere, "feed"), Path.Combine(elsewhere, "artifacts"));
        AssertSame(packed.Package, Directory.GetFiles(Path.Combine(elsewhere, "feed"), "*.nupkg").Single());
        AssertSame(packed.Symbols, Directory.GetFiles(Path.Combine(elsewhere, "feed"), "*.snupkg").Single());
    }

    private static void AssertSame(string package, string other)
    {
        var files = PackedLibrary.Open(package);
        var others = PackedLibrary.Open(other);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), others.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.True(file.Value.AsSpan().SequenceEqual(others[file.Key]), $"{file.Key} differs."));
    }

    /// <summary>The files of a package without those that the format of packages asks for.</summary>
    private static IEnumerable<string> Contents(Dictionary<string, byte[]> files) => files.Keys.Where(name =>
        name is not "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static List<string> PublicTypes(byte[] assembly)
    {
        using var library = new PEReader(ImmutableArray.Create(assembly));
        var reader = library.GetMetadataReader();
        return
        [
            .. reader.TypeDefinitions.Select(reader.GetTypeDefinition)
                .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
                .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}"),
        ];
    }

    [GeneratedRegex(@"ModuleVersion\s*=\s*'([^']+)'")]
    private static partial Regex ModuleVersion();
}
