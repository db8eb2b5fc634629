using System.Runtime.CompilerServices;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>
/// A test that needs a program of <see cref="KubernetesTool"/>. Where it is missing the test is skipped, and its name says
/// so: test runners show names, and the reason only when they are asked for it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubernetesToolFactAttribute : FactAttribute
{
    public KubernetesToolFactAttribute(string tool, [CallerMemberName] string test = "")
    {
        if (KubernetesTool.WhyNot(tool) is { } reason)
        {
            Skip = reason;
            DisplayName = $"{test} ({reason})";
        }
    }
}
