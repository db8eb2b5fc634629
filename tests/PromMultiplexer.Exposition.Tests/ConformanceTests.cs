using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The text pages that Prometheus' own Go library is tested with, where they are at hand.</summary>
public sealed class ConformanceTests
{
    [SharedDataFact("conformance/text")]
    public void StrictModeHasTheVerdictOfTheGoLibrary()
    {
        var files = Directory.GetFiles(SharedData.Find("conformance/text")!);
        Assert.NotEmpty(files);
        var wrong = new List<string>();
        foreach (var file in files)
        {
            var error = Pages.Refusal(File.ReadAllBytes(file), ReadMode.Strict);
            var isToBeRefused = Path.GetFileName(file).Contains("error", StringComparison.Ordinal);
            if ((error is not null) != isToBeRefused)
            {
                wrong.Add($"{Path.GetFileName(file)}: {error?.ToString() ?? "accepted"}");
            }
        }

        Assert.Empty(wrong);
    }
}
