using System.Runtime.CompilerServices;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>Tests of what only Linux has. Elsewhere they are skipped, and their name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute([CallerMemberName] string test = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Only Linux has /dev/full.";
            DisplayName = $"{test}: {Skip}";
        }
    }
}
