using PromMultiplexer.RealPrograms.Tests;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>What Prometheus ingests from messages that were merged is what it ingests from each source, plus our label.</summary>
[Trait("Category", "RealPrograms")]
public sealed class MergedMessagesTests
{
    private static readonly byte[] s_buckets = [.. Bytes(3, Integer(1, 1), Number(2, 1)), .. Bytes(3, Integer(1, 3), Number(2, double.PositiveInfinity))];
    private static readonly byte[] s_spans =
        [.. Zigzag(5, 3), .. Number(6, 0.001), .. Integer(7, 0), .. Bytes(12, Zigzag(1, 0), Integer(2, 2)), .. Zigzag(13, 1), .. Zigzag(13, 1)];

    private static readonly byte[] s_classic = Bytes(7, Integer(1, 3), Number(2, 5), s_buckets);
    private static readonly byte[] s_native = Bytes(7, Integer(1, 3), Number(2, 5), s_spans);
    private static readonly byte[] s_both = Bytes(7, Integer(1, 3), Number(2, 5), s_buckets, s_spans);

    private static readonly byte[][][] s_pages =
    [
        [Family("h", 4, Metric(s_native)), Family("h", 4, Metric(s_classic))],
        [Family("h", 4, Metric(s_classic)), Family("h", 4, Metric(s_native))],
        [Family("h", 4, Metric(s_classic)), Family("h", 4, Metric(s_both)), Family("h", 4, Metric(s_classic))],
        [[.. Family("h", 4, Metric(Label("x", "1"), s_native)), .. Family("h", 4, Metric(Label("x", "2"), s_classic))], Family("h", 4, Metric(s_classic))],
        [Family("h", 4, Metric(s_classic), Metric(Label("x", "1"), s_native)), Family("h", 4, Metric(s_native))],
        [Family("h", 4, Metric(s_native)), Family("h", 5, Metric(s_native))],
        [Family("h", 5, Metric(s_native)), Family("h", 4, Metric(s_native))],
        [Family("a", 3, Metric(Untyped(7))), Family("b", 3, Metric(Label("x", "1"), Bytes(5)))],
    ];

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task AreIngestedAsTheirSourcesAre(string version)
    {
        var merged = s_pages.Select(sources => Merge([.. sources.Select((page, i) => Labeled(page, $"{i}"))])).ToList();
        await using var pages = new PageServer([.. s_pages.SelectMany(sources => sources).Concat(merged).Select(page => (page, ExpositionFormat.Protobuf))]);
        var names = s_pages.SelectMany((sources, page) => sources.Select((_, i) => (Name: $"direct{page}x{i}", Label: (string?)$"{i}")))
            .Concat(merged.Select((_, page) => (Name: $"through{page}", Label: (string?)null)));
        var jobs = names.Select((job, path) => new ScrapeJob(job.Name, $"/{path}", job.Label)).ToList();
        var verdicts = await PrometheusServer.ScrapeAsync(InstalledPrometheus.Of(version), pages.Port, jobs);
        Assert.All(verdicts.Values, verdict => Assert.Null(verdict.Error));
        for (var page = 0; page < s_pages.Length; page++)
        {
            var direct = s_pages[page].SelectMany((_, i) => verdicts[$"direct{page}x{i}"].Series).Order(StringComparer.Ordinal);
            Assert.Equal(direct, verdicts[$"through{page}"].Series);
        }
    }
}
