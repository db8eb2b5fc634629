using System.Runtime.CompilerServices;

namespace PromMultiplexer.Package.Tests;

/// <summary>A test that compiles to native code. Where there is nothing to link with, it is skipped and says so.</summary>
public sealed class NativeToolchainFactAttribute : FactAttribute
{
    public NativeToolchainFactAttribute([CallerMemberName] string test = "")
    {
        if (Missing() is { } missing)
        {
            Skip = missing;
            DisplayName = $"{test}: {Skip}";
        }
    }

    private static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "NativeAOT is tried on Linux only.";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return Array.Exists(folders, folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")))
            ? null
            : "NativeAOT needs clang or gcc (apt-get install clang zlib1g-dev).";
    }
}
