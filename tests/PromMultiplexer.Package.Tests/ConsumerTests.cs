using System.Runtime.InteropServices;

namespace PromMultiplexer.Package.Tests;

/// <summary>A program of somebody else, which knows the package and nothing of this checkout.</summary>
[Collection(nameof(PackedLibrary))]
public sealed class ConsumerTests(PackedLibrary packed)
{
    /// <summary>Every warning of the trimmer and of the native compiler is an error.</summary>
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>consumer</AssemblyName>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <PublishAot>true</PublishAot>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <RestorePackagesPath>packages</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="PromMultiplexer.Exposition" Version="*" />
          </ItemGroup>
        </Project>
        """;

    [NativeToolchainFact]
    public async Task ATrimmedNativeProgramRunsOnThePackage()
    {
        var folder = packed.Scratch("consumer");
        foreach (var file in Directory.EnumerateFiles(Checkout.PathOf(Checkout.Tour), "*.cs"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "consumer.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), Configuration());
        var said = await Command.RunAsync(
            folder, "dotnet", "publish", "-v", "quiet", "-m:1", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", "published");
        Assert.DoesNotContain("warning", said, StringComparison.OrdinalIgnoreCase);

        // It is one file: no runtime stands beside it, and no library.
        var published = Path.Combine(folder, "published");
        Assert.Empty(Directory.GetFiles(published, "*.dll"));
        var number = 0;
        foreach (var step in ReadmeTests.Steps.Select(row => (string)row[0]))
        {
            Assert.Equal(PackageReadme.Blocks("text")[number++], await Command.RunAsync(folder, Path.Combine(published, "consumer"), step));
        }
    }

    /// <summary>
    /// The package comes from where it was packed to and from nowhere else, everything that the SDK needs from where it
    /// always comes from. What has been downloaded once is not downloaded again.
    /// </summary>
    private string Configuration()
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packed.Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="known" value="{known}" />
              </fallbackPackageFolders>
            </configuration>
            """;
    }
}
