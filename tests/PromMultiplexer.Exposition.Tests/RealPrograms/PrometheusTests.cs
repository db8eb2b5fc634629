using System.Buffers;
using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.RealPrograms.Tests;
using Xunit.Abstractions;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>
/// The law: what Prometheus ingests through us is what it would ingest from the container directly, plus our label, and
/// nothing that it refuses is ever written.
/// </summary>
[Trait("Category", "RealPrograms")]
public sealed class PrometheusTests(ITestOutputHelper output)
{
    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public Task IngestsTextThroughUsAsItDoesDirectly(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.All);

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public Task IngestsOpenMetricsThroughUsAsItDoesDirectly(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.OpenMetrics);

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public Task IngestsProtobufThroughUsAsItDoesDirectly(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.Protobuf);

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public Task IngestsTextAsOpenMetrics(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.All, ExpositionFormat.OpenMetrics100);

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public Task IngestsOpenMetricsAsText(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.OpenMetrics, ExpositionFormat.Text004);

    // Prometheus 2 reads bounds, counts that are floats and gauge histograms in protobuf in another way than in lines. In
    // OpenMetrics creation times are series, which they are not in protobuf.
    [Theory]
    [InPrometheus(3)]
    public Task IngestsTextAsProtobuf(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.All, ExpositionFormat.Protobuf);

    [Theory]
    [InPrometheus(3)]
    public Task IngestsProtobufAsText(string version) => CompareAsync(InstalledPrometheus.Of(version), OddCases.Protobuf, ExpositionFormat.Text004);

    private async Task CompareAsync(InstalledPrometheus prometheus, IReadOnlyList<OddCase> cases, ExpositionFormat? format = null)
    {
        var answers = cases.Select(odd => Rewrite(odd, format ?? odd.Format)).ToList();
        await using var pages = new PageServer([.. cases.Select(odd => (odd.Page, odd.Format)), .. answers.Select((answer, i) => (answer.Page, format ?? cases[i].Format))]);

        // Directly, Prometheus itself adds the label, as it does to settle who is who.
        var jobs = Enumerable.Range(0, cases.Count).SelectMany(i => new[]
        {
            new ScrapeJob($"direct{i}", $"/{i}", "web"),
            new ScrapeJob($"through{i}", $"/{cases.Count + i}", null),
        });
        var verdicts = await PrometheusServer.ScrapeAsync(prometheus, pages.Port, [.. jobs]);
        var wrong = new List<string>();
        var known = new HashSet<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            if (Difference(answers[i], verdicts[$"direct{i}"], verdicts[$"through{i}"]) is not { } difference)
            {
                continue;
            }

            if ((cases[i].KnownDifference(prometheus.Major) ?? (format is null ? null : NotInLines(verdicts[$"direct{i}"])) ?? Respelled(prometheus, cases[i], answers[i].Page, verdicts[$"direct{i}"], verdicts[$"through{i}"])) is { } reason)
            {
                known.Add(reason);
            }
            else
            {
                wrong.Add($"{ReaderAgreement.Show(cases[i].Page)}\n  {difference}");
            }
        }

        Assert.Contains(verdicts, verdict => verdict.Value.Error is not null);
        Assert.Contains(verdicts, verdict => verdict.Value.Series.Count > 0);
        foreach (var reason in known)
        {
            output.WriteLine($"Not held against each other: {reason}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task PromtoolReadsWhatIsWritten(string version)
    {
        var prometheus = InstalledPrometheus.Of(version);
        var wrong = new List<string>();
        foreach (var odd in OddCases.All.Concat(KnownPages.Payloads().Select(page => new OddCase(ExpositionFormat.Text004, page))))
        {
            var answer = Rewrite(odd, odd.Format);

            // The reader of promtool 3 has not learned to read names in quotes.
            if (odd.KnownDifference(2) is null && odd.KnownDifference(prometheus.Major) is null && await Promtool.RefusalAsync(prometheus.Promtool, answer.Page) is { } refusal)
            {
                wrong.Add($"{ReaderAgreement.Show(odd.Page)} becomes {ReaderAgreement.Show(answer.Page)}\n  {refusal}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What breaks the law; <see langword="null"/> where nothing does.</summary>
    private static string? Difference(Answer answer, ScrapeVerdict direct, ScrapeVerdict through)
    {
        if (answer.Error is null && through.Error is not null)
        {
            return $"becomes {ReaderAgreement.Show(answer.Page)}, which Prometheus refuses: {through.Error}";
        }

        // The one exception: for a label that is there twice Prometheus refuses the page, and here only the sample is dropped.
        if (answer.DroppedSamples > 0 && direct.Error is not null)
        {
            return null;
        }

        if ((direct.Error is null) != (answer.Error is null))
        {
            return $"Prometheus: {direct.Error ?? "accepted"}; here: {answer.Error?.ToString() ?? "accepted"}";
        }

        return direct.Series.SequenceEqual(through.Series)
            ? null
            : $"directly: {string.Join(' ', direct.Series)}; through us: {string.Join(' ', through.Series)}";
    }

    /// <summary>Histograms of their own, without bounds in labels, are what only protobuf has.</summary>
    private static string? NotInLines(ScrapeVerdict direct) =>
        direct.Series.Any(series => series.EndsWith('}')) ? "Lines have no native histograms." : null;

    /// <summary>
    /// Prometheus 3 spells <c>le</c> and <c>quantile</c> as OpenMetrics has them, but only below the TYPE line of a histogram or a
    /// summary. What is taken apart here has no such line any more, and what stood before it has one now.
    /// </summary>
    private static string? Respelled(InstalledPrometheus prometheus, OddCase odd, byte[] written, ScrapeVerdict direct, ScrapeVerdict through)
    {
        var isKept = ExpositionReader.Read(odd.Page, odd.Format, ReadMode.Strict, new ParsedExposition()) is null
            && BoundSpelling.TypesOf(odd.Page).SequenceEqual(BoundSpelling.TypesOf(written));
        return prometheus.Major == 3 && !isKept && direct.Error is null && through.Error is null
            && BoundSpelling.Same(direct.Series).SequenceEqual(BoundSpelling.Same(through.Series))
                ? "Prometheus 3 spells le and quantile anew, but only below the TYPE line of a histogram or a summary."
                : null;
    }

    private static Answer Rewrite(OddCase odd, ExpositionFormat format)
    {
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(odd.Page, odd.Format, ReadMode.Tolerant, parsed) is { } error)
        {
            return new Answer([], error, 0);
        }

        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "web").Label(parsed, labeled));
        var written = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([labeled], format).WriteTo(written, format);
        return new Answer(written.WrittenSpan.ToArray(), null, parsed.DroppedSampleCount);
    }

    /// <summary>What becomes of a page here: empty where it is refused.</summary>
    private sealed record Answer(byte[] Page, ReadError? Error, int DroppedSamples);
}
