using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>A theory that needs data from beside the checkout. Where they are not there, it is skipped and says what it misses.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string path, [CallerMemberName] string test = "")
    {
        if (SharedData.Find(path) is null)
        {
            Skip = $"../shared/{path} is not beside this checkout.";
            DisplayName = $"{test}: {Skip}";
        }
    }
}
