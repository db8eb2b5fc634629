using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Tests with IPv6. Where there is none they are skipped, and their name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IPv6TheoryAttribute : TheoryAttribute
{
    public IPv6TheoryAttribute([CallerMemberName] string test = "")
    {
        if (!Socket.OSSupportsIPv6)
        {
            Skip = "this machine has no IPv6";
            DisplayName = $"{test} ({Skip})";
        }
    }
}
