using System.Runtime.CompilerServices;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// A test that needs the programs of <see cref="RealProgram"/>. Where one is missing it is skipped, and its name says
/// what is missing: test runners show names, and the reason only when they are asked for it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealProgramFactAttribute : FactAttribute
{
    public RealProgramFactAttribute([CallerMemberName] string test = "")
    {
        if (RealProgram.WhyNot() is { } reason)
        {
            Skip = reason;
            DisplayName = $"{test} ({reason})";
        }
    }
}
