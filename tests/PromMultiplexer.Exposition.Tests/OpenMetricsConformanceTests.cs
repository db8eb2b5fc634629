using System.Text.Json;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The cases of the OpenMetrics project, where they are at hand: each is accepted or refused as it says.</summary>
public sealed class OpenMetricsConformanceTests
{
    private static readonly string? Folder = SharedData.Find("conformance/openmetrics");

    [Fact]
    public void EveryCaseGetsItsVerdict()
    {
        if (Folder is null)
        {
            SharedData.SaySkipped("the OpenMetrics conformance cases");
            return;
        }

        var wrong = new List<string>();
        var cases = Directory.GetDirectories(Folder);
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
