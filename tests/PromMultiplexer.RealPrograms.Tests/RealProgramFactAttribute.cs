namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A test that needs the programs of <see cref="RealProgram"/>; where one is missing it is skipped and says which.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealProgramFactAttribute : FactAttribute
{
    public RealProgramFactAttribute() => Skip = RealProgram.WhyNot();
}
