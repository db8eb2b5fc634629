using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A test with IPv6. Where there is none it is skipped, and its name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IPv6FactAttribute : FactAttribute
{
    public IPv6FactAttribute([CallerMemberName] string test = "")
    {
        if (!Socket.OSSupportsIPv6)
        {
            Skip = "this machine has no IPv6";
            DisplayName = $"{test} ({Skip})";
        }
    }
}
