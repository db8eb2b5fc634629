using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>A test that needs data from beside the checkout. Where they are not there, it is skipped and says what it misses.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path, [CallerMemberName] string test = "")
    {
        if (SharedData.Find(path) is null)
        {
            Skip = $"../shared/{path} is not beside this checkout.";
            DisplayName = $"{test}: {Skip}";
        }
    }
}
