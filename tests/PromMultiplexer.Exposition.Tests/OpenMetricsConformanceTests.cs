using System.Text.Json;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The cases of the OpenMetrics project, where they are at hand: each is accepted or refused as it says.</summary>
public sealed class OpenMetricsConformanceTests
{
    [SharedDataFact("conformance/openmetrics")]
    public void EveryCaseGetsItsVerdict()
    {
        var wrong = new List<string>();
        var cases = Directory.GetDirectories(SharedData.Find("conformance/openmetrics")!);
        Assert.NotEmpty(cases);
        foreach (var directory in cases)
        {
            using var test = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "test.json")));
            var page = File.ReadAllBytes(Path.Combine(directory, test.RootElement.GetProperty("file").GetString()!));
            var error = ExpositionReader.Read(page, ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition());
            if ((error is null) != test.RootElement.GetProperty("shouldParse").GetBoolean())
            {
                wrong.Add($"{Path.GetFileName(directory)}: {error?.ToString() ?? "accepted"}");
            }
        }

        Assert.Empty(wrong);
    }
}
