using PromMultiplexer.Exposition;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>What a real Prometheus 3 takes from the sidecar by each protocol that it speaks, and with features that are off by default.</summary>
public sealed class ScrapeProtocolTests
{
    private const string Direct = "direct";
    private const string Through = "sidecar";
    private const string CustomBuckets = "custom_buckets";

    // What a job is called, and how it is configured.
    private static readonly (string Name, string Configuration)[] s_textJobs =
    [
        ("OpenMetricsText1_0_0", "scrape_protocols: [OpenMetricsText1.0.0]"),
        ("OpenMetricsText0_0_1", "scrape_protocols: [OpenMetricsText0.0.1]"),
        ("PrometheusText1_0_0", "scrape_protocols: [PrometheusText1.0.0]"),
        ("PrometheusText0_0_4", "scrape_protocols: [PrometheusText0.0.4]"),
        ("escaped", "metric_name_validation_scheme: legacy, metric_name_escaping_scheme: underscores, scrape_protocols: [OpenMetricsText1.0.0]"),
    ];

    private static readonly (string Name, string Configuration)[] s_jobs =
    [
        .. s_textJobs,
        ("default", ""),
        ("PrometheusProto", "scrape_protocols: [PrometheusProto]"),
        (CustomBuckets, "convert_classic_histograms_to_nhcb: true"),
        ("classic_too", "always_scrape_classic_histograms: true"),
    ];

    private static readonly MetricFamily s_inQuotes = new()
    {
        Name = "temperature.outside",
        Type = MetricType.Gauge,
        Metrics = [new Metric { Labels = [new LabelPair("measured.by", "ü\"1\"")], Gauge = new Gauge { Value = -3.5 } }],
    };

    [RealProgramTheory]
    [InPrometheus(3, "")]
    [InPrometheus(3, "native-histograms")]
    [InPrometheus(3, "created-timestamp-zero-ingestion")]
    [InPrometheus(3, "type-and-unit-labels")]
    [InPrometheus(3, "native-histograms,created-timestamp-zero-ingestion,type-and-unit-labels,exemplar-storage")]
    public async Task Gives_what_the_container_itself_gives(string version, string features)
    {
        await using var program = new NativeProgram(OfToday());
        await using var sidecar = await Sidecar.StartWithProtobufAsync([program.NameAndPort]);

        // Prometheus does not start a job with custom buckets together with created timestamps.
        var jobs = features.Contains("created", StringComparison.Ordinal) ? s_jobs.Where(job => job.Name != CustomBuckets) : s_jobs;
        await CompareAsync(version, features, [.. jobs], program, sidecar);
    }

    [RealProgramTheory]
    [InPrometheus(3)]
    public async Task Gives_names_in_quotes(string version)
    {
        // Prometheus asks for such names in text and OpenMetrics only, and so does the sidecar.
        await using var program = new NativeProgram(s_inQuotes);
        await using var sidecar = await Sidecar.StartAsync([program.NameAndPort]);
        await CompareAsync(version, "", s_textJobs, program, sidecar);
    }

    private static async Task CompareAsync(
        string version, string features, (string Name, string Configuration)[] jobs, NativeProgram program, Sidecar sidecar)
    {
        await using var prometheus = await ScrapingPrometheus.StartAsync(
            InstalledPrometheus.Of(version),
            jobs.SelectMany(job => new[]
            {
                ScrapingPrometheus.Job(Direct + job.Name, program.Address, more: job.Configuration),
                ScrapingPrometheus.Job(Through + job.Name, sidecar.Address, more: job.Configuration),
            }),
            features.Split(',', StringSplitOptions.RemoveEmptyEntries));

        await Eventually.PassesAsync(async () =>
        {
            foreach (var (name, _) in jobs)
            {
                Assert.Equal(("up", ""), await prometheus.TargetAsync(Direct + name));
                Assert.Equal(("up", ""), await prometheus.TargetAsync(Through + name));
                var direct = OfTheProgram(await prometheus.SamplesAsync(Direct + name));
                Assert.NotEmpty(direct);
                var through = OfTheProgram(await prometheus.SamplesAsync(Through + name));
                Assert.True(direct.SequenceEqual(through), $"{name}\n{string.Join('\n', direct)}\nthrough us:\n{string.Join('\n', through)}");

                // Where counting began is a sample of its own to those who ask for it.
                var least = await LeastAsync(Direct + name);
                Assert.Equal(least, await LeastAsync(Through + name));
                if (name == "PrometheusProto")
                {
                    Assert.Equal(features.Contains("created", StringComparison.Ordinal), least.Contains("0"));
                }
            }
        });

        Assert.Empty(prometheus.Complaints);

        async Task<List<string>> LeastAsync(string job) =>
            [.. (await prometheus.EvaluateAsync($$"""min_over_time({__name__=~".+_total",__name__!~"multiplexer_.+",job="{{job}}"}[1h])""")).Select(sample => sample.Value).Order()];
    }

    // What came with Prometheus 3, and with formats other than text.
    private static MetricFamily[] OfToday()
    {
        var began = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return
        [
            new()
            {
                Name = "requests_total",
                Help = "Answered.",
                Type = MetricType.Counter,
                Metrics =
                [
                    new Metric
                    {
                        Labels = [new LabelPair("path", "/ä")],
                        Counter = new Counter { Value = 3, Created = began, Exemplar = new Exemplar { Labels = [new LabelPair("trace_id", "abc")], Value = 1, Timestamp = began } },
                    },
                ],
            },
            new()
            {
                Name = "wait_seconds",
                Type = MetricType.Summary,
                Unit = "seconds",
                Metrics = [new Metric { Summary = new Summary { SampleCount = 3, SampleSum = 2.5, Quantiles = [new Quantile { Rank = 0.5, Value = 1 }, new Quantile { Rank = 1, Value = 2 }], Created = began } }],
            },
        ];
    }

    // Prometheus and the multiplexer say something of their own about each scrape.
    private static List<string> OfTheProgram(IEnumerable<string> samples) =>
    [
        .. samples.Where(sample => !sample.Contains("__name__=\"multiplexer_", StringComparison.Ordinal) && !sample.Contains("__name__=\"scrape_", StringComparison.Ordinal)
            && !sample.Contains("__name__=\"up\"", StringComparison.Ordinal)),
    ];
}
