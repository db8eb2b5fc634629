using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>A test against a program that Debian has in its archive. Where it is not installed, the test is skipped and says so.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string path, [CallerMemberName] string test = "")
    {
        if (!Path.Exists(path))
        {
            Skip = $"{path} is not installed (apt-get install prometheus python3-prometheus-client).";
            DisplayName = $"{test}: {Skip}";
        }
    }
}
