using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A test that sends a signal. On Windows it is skipped, and its name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute([CallerMemberName] string test = "")
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no SIGTERM to send";
            DisplayName = $"{test} ({Skip})";
        }
    }
}
