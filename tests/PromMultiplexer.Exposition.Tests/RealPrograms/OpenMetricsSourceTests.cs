using System.Text;
using Prometheus;
using ExpositionFormat = PromMultiplexer.Exposition.ExpositionFormat;
using Metrics = Prometheus.Metrics;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>
/// OpenMetrics as the libraries of other languages write it: read, labeled, merged with itself, and written for strict readers.
/// </summary>
[Trait("Category", "RealPrograms")]
public sealed class OpenMetricsSourceTests
{
    /// <summary>Everything that the client library for Python can expose.</summary>
    private const string PythonPage = """
        import sys
        from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Summary
        from prometheus_client.core import GaugeHistogramMetricFamily, StateSetMetricFamily, UnknownMetricFamily
        from prometheus_client.openmetrics.exposition import generate_latest
        registry = CollectorRegistry()
        requests = Counter('requests', 'Requests "answered"\n.', ['path'], registry=registry)
        requests.labels('/').inc(3, {'trace_id': 'abc'})
        requests.labels('/"q"\\').inc(0.5)
        Gauge('queue_seconds', 'Waiting.', unit='seconds', registry=registry).set(float('nan'))
        latency = Histogram('latency', 'A histogram.', ['code'], buckets=(0.1, 1), registry=registry)
        latency.labels('200').observe(0.05, {'trace_id': 'x', 'span_id': 'y'})
        latency.labels('200').observe(7, {'trace_id': 'z'})
        Summary('rpc', 'A summary.', registry=registry).observe(2)
        Info('build', 'A build.', registry=registry).info({'version': '1.0'})
        state = Enum('light', 'A light.', states=['red', 'green'], registry=registry)
        state.state('green')
        class More:
            def collect(self):
                yield GaugeHistogramMetricFamily('sizes', 'Sizes.', buckets=[('1.0', 4), ('+Inf', 5)], gsum_value=12)
                yield StateSetMetricFamily('flags', 'Flags.', value={'a': True, 'b': False})
                yield UnknownMetricFamily('other', 'Other.', value=5)
        registry.register(More())
        sys.stdout.buffer.write(generate_latest(registry))
        """;

    [ProgramFact("/usr/lib/python3/dist-packages/prometheus_client")]
    public void WhatPythonWritesIsReadAndWrittenForEverybody()
    {
        var page = OtherReaders.RunPython(PythonPage);
        Assert.Null(Refusal(page, ReadMode.Strict));
        var families = Families(page);
        Assert.Equal(
            [
                ("build_info", MetricType.Info), ("flags", MetricType.StateSet), ("latency", MetricType.Histogram), ("light", MetricType.StateSet), ("other", MetricType.Untyped),
                ("queue_seconds", MetricType.Gauge), ("requests_total", MetricType.Counter), ("rpc", MetricType.Summary), ("sizes", MetricType.GaugeHistogram),
            ],
            families.Select(family => (family.Name, family.Type)));
        var latency = families.Single(family => family.Name == "latency").Metrics.Single().Histogram!;
        Assert.Equal([new LabelPair("span_id", "y"), new LabelPair("trace_id", "x")], latency.Buckets[0].Exemplar!.Labels);
        Assert.NotNull(latency.Created);
        Assert.Equal("seconds", families.Single(family => family.Name == "queue_seconds").Unit);
        CheckMerged(page);
    }

    [Fact]
    public async Task WhatPrometheusNetWritesIsReadAndWrittenForEverybody()
    {
        var page = await PrometheusNetPageAsync();
        Assert.Null(Refusal(page, ReadMode.Strict));
        var families = Families(page);
        Assert.Equal(
            [("jobs_total", MetricType.Counter), ("latency_seconds", MetricType.Histogram), ("queue", MetricType.Gauge), ("rpc", MetricType.Summary)],
            families.Select(family => (family.Name, family.Type)));
        Assert.Equal([new LabelPair("trace_id", "abc")], families[0].Metrics.Single().Counter!.Exemplar!.Labels);
        Assert.Equal([new LabelPair("trace_id", "xyz")], families[1].Metrics.Single().Histogram!.Buckets[0].Exemplar!.Labels);
        CheckMerged(page);
    }

    private static async Task<string> PrometheusNetPageAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        factory.CreateCounter("jobs_total", "Jobs \"done\".", "queue").WithLabels("a\"b\n").Inc(2, Prometheus.Exemplar.From(Prometheus.Exemplar.Key("trace_id").WithValue("abc")));
        factory.CreateHistogram("latency_seconds", "A histogram.", new HistogramConfiguration { Buckets = [0.5, 1] })
            .Observe(0.25, Prometheus.Exemplar.From(Prometheus.Exemplar.Key("trace_id").WithValue("xyz")));
        factory.CreateGauge("queue", "A queue.").Set(double.NegativeInfinity);
        factory.CreateSummary("rpc", "A summary.", new SummaryConfiguration { Objectives = [new QuantileEpsilonPair(0.5, 0.05)] }).Observe(3);
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page, Prometheus.ExpositionFormat.OpenMetricsText);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    /// <summary>Two containers with the page: OpenMetrics for Python's strict reader, text for promtool.</summary>
    private static void CheckMerged(string page)
    {
        var parsed = Read(page);
        var sources = new[] { Labeled(parsed, "one"), Labeled(parsed, "two") };
        var openMetrics = Pages.Write(new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100), ExpositionFormat.OpenMetrics100);
        Assert.Null(Refusal(openMetrics, ReadMode.Strict));
        Assert.Equal(parsed.SampleCount * 2, Read(openMetrics).SampleCount);
        if (OtherReaders.HasPython)
        {
            Assert.Equal(parsed.SampleCount * 2, OtherReaders.CountWithPython(openMetrics));
        }
        else
        {
            SharedData.SaySkipped("python3 and its prometheus_client");
        }

        var text = Pages.Write(new FamilyMerger().Merge(sources));
        Assert.Equal(parsed.SampleCount * 2, Pages.Read(text, ReadMode.Strict).SampleCount);
        if (OtherReaders.HasPromtool)
        {
            Assert.Null(OtherReaders.RefusalOfPromtool(text));
        }
        else
        {
            SharedData.SaySkipped("promtool");
        }
    }

    private static LabeledExposition Labeled(ParsedExposition parsed, string container)
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", container).Label(parsed, labeled));
        return labeled;
    }

    private static ParsedExposition Read(string page)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, parsed);
        Assert.True(error is null, $"{error}\n{page}");
        return parsed;
    }

    private static string? Refusal(string page, ReadMode mode) =>
        ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, mode, new ParsedExposition())?.ToString();

    private static IReadOnlyList<MetricFamily> Families(string page) => Read(page).ToFamilies();
}
