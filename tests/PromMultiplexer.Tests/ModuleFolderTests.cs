using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class ModuleFolderTests
{
    // prometheus-net refers to it for HttpClient's metrics, which nobody here asks for.
    private const string NeverCalled = "Microsoft.Extensions.Http";

    private static readonly Dictionary<string, string> Assemblies =
        Directory.EnumerateFiles(Checkout.ModuleFolder, "*.dll", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileNameWithoutExtension(path));

    [Fact]
    public void What_an_assembly_refers_to_is_in_the_folder_or_in_pwsh()
    {
        var ofDotNet = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path));
        var available = Assemblies.Keys.Concat(ofDotNet).Append("System.Management.Automation").Append(NeverCalled).ToHashSet();

        Assert.All(Assemblies, assembly => Assert.Empty(References(assembly.Value).Except(available)));
    }

    [Fact]
    public void No_assembly_is_there_for_nothing()
    {
        var needed = new HashSet<string> { "PromMultiplexer" };
        var next = new Queue<string>(needed);
        while (next.TryDequeue(out var name))
        {
            foreach (var reference in References(Assemblies[name]).Where(Assemblies.ContainsKey).Where(needed.Add))
            {
                next.Enqueue(reference);
            }
        }

        Assert.Empty(Assemblies.Keys.Except(needed));
    }

    [Fact]
    public void The_folder_holds_what_is_listed_and_nothing_else()
    {
        string[] listed =
        [
            "PromMultiplexer.Exposition.dll", "PromMultiplexer.Format.ps1xml", "PromMultiplexer.dll", "PromMultiplexer.psd1",
            "en-US/PromMultiplexer.dll-Help.xml", "en-US/about_PromMultiplexer.help.txt",
            "engine/BCrypt-Net-Next.dll", "engine/Prometheus.NetStandard.dll", "engine/PromMultiplexer.Engine.dll", "engine/YamlDotNet.dll",
            "metrics-multiplexer-sidecar",
        ];
        var files = Directory.EnumerateFiles(Checkout.ModuleFolder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Checkout.ModuleFolder, path).Replace('\\', '/'))
            .ToList();

        Assert.Equal(listed.Order(StringComparer.Ordinal), files.Where(file => !file.StartsWith("runtimes/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(
            files.Where(file => file.StartsWith("runtimes/", StringComparison.Ordinal)).GroupBy(Path.GetDirectoryName),
            platform => Assert.Equal(24 + 2, platform.Count()));
    }

    [Fact]
    public void The_platform_independent_assemblies_are_apart_from_those_of_a_platform()
    {
        var folders = Assemblies.Values.Select(path => Path.GetRelativePath(Checkout.ModuleFolder, Path.GetDirectoryName(path)!)).Distinct();

        Assert.All(folders, folder => Assert.True(folder is "." or "engine" || folder.StartsWith("runtimes", StringComparison.Ordinal), folder));
    }

    private static IEnumerable<string> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
