using PromMultiplexer.Exposition;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>What a real Prometheus that stores native histograms takes from the sidecar, in protobuf.</summary>
public sealed class NativeHistogramTests(Pod pod) : IClassFixture<Pod>
{
    private const string Through = "sidecar";
    private const string Direct = "direct";

    [RealProgramTheory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Come_through_as_they_are_beside_containers_that_speak_text(string version)
    {
        await using var program = new NativeProgram();
        await using var sidecar = await Sidecar.StartWithProtobufAsync([program.NameAndPort, pod.Redis.NameAndPort, pod.Node.NameAndPort]);
        await using var prometheus = await ScrapingPrometheus.StartAsync(
            InstalledPrometheus.Of(version),
            [
                ScrapingPrometheus.Job(Through, sidecar.Address),
                ScrapingPrometheus.Job(Direct, program.Address),
                ScrapingPrometheus.Job("redis", pod.Redis.Address),
                ScrapingPrometheus.Job("node", pod.Node.Address),
            ],
            "native-histograms");

        await Eventually.PassesAsync(async () =>
        {
            Assert.Equal(("up", ""), await prometheus.TargetAsync(Through));
            Assert.Equal(ExpositionFormat.Protobuf, program.LastFormat);
            foreach (var expression in new[]
            {
                "histogram_count(request_seconds{{job='{0}'}})", "histogram_sum(request_seconds{{job='{0}'}})",
                "histogram_quantile(0.7, request_seconds{{job='{0}'}})", "histogram_fraction(0, 1, request_seconds{{job='{0}'}})",
                "size_bytes_bucket{{job='{0}'}}", "size_bytes_count{{job='{0}'}}", "size_bytes_sum{{job='{0}'}}", "jobs_total{{job='{0}'}}",
            })
            {
                var direct = await ValuesAsync(prometheus, expression, Direct);
                Assert.NotEmpty(direct);
                Assert.Equal(direct.Select(value => value + " " + program.Name), (await ValuesAsync(prometheus, expression, Through)).Select(value => value));
            }

            // Exporters that were asked for protobuf and have it, or have not: every series is what it is when they are asked themselves.
            var through = await prometheus.SeriesAsync(Through);
            foreach (var name in new[] { "redis", "node" })
            {
                var direct = (await prometheus.SeriesAsync(name)).Select(Key).Where(key => key is not null);
                Assert.Equal(direct.Order(), through.Where(series => series.GetValueOrDefault("container") == name).Select(Key).Where(key => key is not null).Order());
            }
        });

        Assert.Empty(prometheus.Complaints);
    }

    private static async Task<List<string>> ValuesAsync(ScrapingPrometheus prometheus, string expression, string job) =>
    [
        .. (await prometheus.EvaluateAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, expression, job))).Select(sample =>
            $"{sample.Labels.GetValueOrDefault("path")} {sample.Labels.GetValueOrDefault("le")} {sample.Value} {sample.Labels.GetValueOrDefault("container")}".TrimEnd()),
    ];

    private static string? Key(Dictionary<string, string> series) =>
        series["__name__"].StartsWith("scrape_", StringComparison.Ordinal) || series["__name__"] == "up" || series["__name__"].StartsWith("multiplexer_", StringComparison.Ordinal)
            ? null
            : string.Join(',', series.Where(label => label.Key is not ("job" or "instance" or "container")).OrderBy(label => label.Key, StringComparer.Ordinal));
}
