using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>A test of what only Linux offers.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerMemberName] string test = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Needs mmap and mprotect as Linux has them.";
            DisplayName = $"{test}: {Skip}";
        }
    }
}
