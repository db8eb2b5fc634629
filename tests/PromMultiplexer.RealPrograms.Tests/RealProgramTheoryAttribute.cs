using System.Runtime.CompilerServices;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>As <see cref="RealProgramFactAttribute"/>, with arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealProgramTheoryAttribute : TheoryAttribute
{
    public RealProgramTheoryAttribute([CallerMemberName] string test = "")
    {
        if (RealProgram.WhyNot() is { } reason)
        {
            Skip = reason;
            DisplayName = $"{test} ({reason})";
        }
    }
}
