using System.Runtime.CompilerServices;

namespace PromMultiplexer.Skipping;

/// <summary>Tests of what only Linux offers. Elsewhere they are skipped, and their name says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute(string why, [CallerMemberName] string test = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = why;
            DisplayName = $"{test} ({why})";
        }
    }
}
