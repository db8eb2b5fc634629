using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A test of what only Linux offers. Elsewhere it is skipped, and its name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerMemberName] string test = "")
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Needs named pipes, limits of the process and sockets whose queue is full, as Linux has them";
            DisplayName = $"{test} ({Skip})";
        }
    }
}
