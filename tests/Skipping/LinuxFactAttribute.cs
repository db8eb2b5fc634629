using System.Runtime.CompilerServices;

namespace PromMultiplexer.Skipping;

/// <summary>A test of what only Linux offers. Elsewhere it is skipped, and its name says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string why, [CallerMemberName] string test = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = why;
            DisplayName = $"{test} ({why})";
        }
    }
}
