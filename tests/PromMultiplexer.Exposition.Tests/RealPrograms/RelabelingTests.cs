using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>What Prometheus' own rules make of a page, and ours.</summary>
[Trait("Category", "RealPrograms")]
public sealed class RelabelingTests
{
    [ProgramFact(PrometheusServer.Program)]
    public async Task RulesDoHereWhatTheyDoInPrometheus()
    {
        var page = Encoding.UTF8.GetBytes(Relabelings.Page);
        await using var pages = new PageServer([(page, ExpositionFormat.Text004), .. Relabelings.All.Select(rules => (Filter(page, rules), ExpositionFormat.Text004))]);
        var jobs = Relabelings.All.SelectMany((rules, i) => new[]
        {
            new ScrapeJob($"theirs{i}", "/0", null, Relabelings.ToYaml(rules)),
            new ScrapeJob($"ours{i}", $"/{i + 1}", null),
        });
        var verdicts = await PrometheusServer.ScrapeAsync(pages.Port, [.. jobs]);

        var wrong = Relabelings.All
            .Select((rules, i) => (Rules: Relabelings.ToYaml(rules), Theirs: verdicts[$"theirs{i}"], Ours: verdicts[$"ours{i}"]))
            .Where(verdict => verdict.Ours.Error is not null || verdict.Theirs.Error is not null || !verdict.Theirs.Series.SequenceEqual(verdict.Ours.Series))
            .Select(verdict => $"{verdict.Rules}\n  theirs: {verdict.Theirs.Error}{string.Join(' ', verdict.Theirs.Series)}\n  ours: {verdict.Ours.Error}{string.Join(' ', verdict.Ours.Series)}");

        Assert.True(!wrong.Any(), string.Join('\n', wrong));
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
