using System.Buffers;
using System.Text;
using PromMultiplexer.RealPrograms.Tests;
using Xunit.Abstractions;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>What Prometheus' own rules make of a page, and ours.</summary>
[Trait("Category", "RealPrograms")]
public sealed class RelabelingTests(ITestOutputHelper output)
{
    private static readonly KnownDifference[] s_known =
    [
        new(3, "Prometheus 3 spells le as OpenMetrics has it before the rules see it, if it stands below the TYPE line of a histogram.", rules =>
            rules.Contains("\"other_$1\"", StringComparison.Ordinal) || rules.Contains("\"0$1\"", StringComparison.Ordinal)),
        new(3, "To Prometheus 3 everything is the name of a label. Here it is what it was before.", rules => rules.Contains("\"x$1\"", StringComparison.Ordinal)),
    ];

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task RulesDoHereWhatTheyDoInPrometheus(string version)
    {
        var prometheus = InstalledPrometheus.Of(version);
        var page = Encoding.UTF8.GetBytes(Relabelings.Page);
        await using var pages = new PageServer([(page, ExpositionFormat.Text004), .. Relabelings.All.Select(rules => (Filter(page, rules), ExpositionFormat.Text004))]);
        var jobs = Relabelings.All.SelectMany((rules, i) => new[]
        {
            new ScrapeJob($"theirs{i}", "/0", null, Relabelings.ToYaml(rules)),
            new ScrapeJob($"ours{i}", $"/{i + 1}", null),
        });
        var verdicts = await PrometheusServer.ScrapeAsync(prometheus, pages.Port, [.. jobs]);

        var wrong = Relabelings.All
            .Select((rules, i) => (Rules: Relabelings.ToYaml(rules), Theirs: verdicts[$"theirs{i}"], Ours: verdicts[$"ours{i}"]))
            .Where(verdict => verdict.Ours.Error is not null || verdict.Theirs.Error is not null || !verdict.Theirs.Series.SequenceEqual(verdict.Ours.Series))
            .Where(verdict => !IsKnown(prometheus, verdict.Rules))
            .Select(verdict => $"{verdict.Rules}\n  theirs: {verdict.Theirs.Error}{string.Join(' ', verdict.Theirs.Series)}\n  ours: {verdict.Ours.Error}{string.Join(' ', verdict.Ours.Series)}");

        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    private bool IsKnown(InstalledPrometheus prometheus, string rules)
    {
        var known = s_known.FirstOrDefault(difference => difference.Major == prometheus.Major && difference.IsOn(rules));
        if (known is not null)
        {
            output.WriteLine($"Not held against each other: {rules}: {known.Reason}");
        }

        return known is not null;
    }

    private static byte[] Filter(byte[] page, RelabelRule[] rules)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        Assert.Null(new FilteredExposition().Apply(parsed, new ExpositionFilter { Rules = rules }, out var filtered));
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(filtered);
        var written = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([unlabeled]).WriteTo(written, ExpositionFormat.Text004);
        return written.WrittenSpan.ToArray();
    }
}
