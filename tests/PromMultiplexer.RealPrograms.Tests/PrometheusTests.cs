namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>What a real Prometheus takes from the sidecar.</summary>
public sealed class PrometheusTests(Pod pod) : IClassFixture<Pod>
{
    private const string Sidecar = "sidecar";

    // What Prometheus itself says of a scrape.
    private static readonly string[] OfTheScrape =
        ["up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added"];

    [RealProgramTheory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Takes_from_the_sidecar_what_it_takes_from_the_containers_and_the_label(string version)
    {
        await using var prometheus = await ScrapingPrometheus.StartAsync(
            InstalledPrometheus.Of(version),
            [ScrapingPrometheus.Job(Sidecar, pod.Sidecar.Address), .. pod.Exporters.Select(exporter => ScrapingPrometheus.Job(exporter.Name, exporter.Address))]);

        await Eventually.PassesAsync(async () =>
        {
            var (health, lastError) = await prometheus.TargetAsync(Sidecar);
            Assert.Equal("", lastError);
            Assert.Equal("up", health);

            var ingested = (await prometheus.SeriesAsync(Sidecar)).Where(series => !IsOfTheScrape(series) && !IsOwn(series)).ToList();
            Assert.All(ingested, series => Assert.Contains(series["container"], pod.Exporters.Select(exporter => exporter.Name)));
            foreach (var exporter in pod.Exporters)
            {
                var direct = (await prometheus.SeriesAsync(exporter.Name)).Where(series => !IsOfTheScrape(series));
                Assert.Equal(Keys(direct), Keys(ingested.Where(series => series["container"] == exporter.Name)));
            }
        });

        Assert.Empty(prometheus.Complaints);
    }

    [RealProgramTheory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Keeps_the_label_where_the_target_has_one_of_that_name_if_it_is_told_to(string version)
    {
        // As the operator's PodMonitor has it: the target's label is the name of the container that the port belongs to.
        const string TargetLabel = "container: sidecar";
        await using var prometheus = await ScrapingPrometheus.StartAsync(
            InstalledPrometheus.Of(version),
            [
                ScrapingPrometheus.Job("untold", pod.Sidecar.Address, TargetLabel),
                ScrapingPrometheus.Job("honor", pod.Sidecar.Address, TargetLabel, "honor_labels: true"),
                ScrapingPrometheus.Job("drop", pod.Sidecar.Address, TargetLabel, "relabel_configs: [{action: labeldrop, regex: container}]"),
            ]);

        await AssertContainerOfRedisAsync("untold", "exported_container");
        await AssertContainerOfRedisAsync("honor", "container");
        await AssertContainerOfRedisAsync("drop", "container");

        Task AssertContainerOfRedisAsync(string job, string label) => Eventually.PassesAsync(async () =>
        {
            var series = Assert.Single(await prometheus.SeriesAsync(job), series => series["__name__"] == "redis_up");
            Assert.Equal(pod.Redis.Name, series[label]);
        });
    }

    [RealProgramTheory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Discovers_the_containers_and_takes_from_each_what_it_would_take_from_it_directly(string version)
    {
        await using var down = new Exporter("down", RealProgram.NodeExporter, scrapes: "", address => [$"--web.listen-address={address}"]);
        await using var sidecar = await Tests.Sidecar.StartAsync([.. pod.Exporters.Select(exporter => exporter.NameAndPort), down.NameAndPort]);
        await using var prometheus = await ScrapingPrometheus.StartAsync(
            InstalledPrometheus.Of(version),
            [ScrapingPrometheus.DiscoveringJob(Sidecar, $"http://{sidecar.Address}/sd"), .. pod.Exporters.Select(exporter => ScrapingPrometheus.Job(exporter.Name, exporter.Address))]);

        await Eventually.PassesAsync(async () =>
        {
            var ingested = await prometheus.SeriesAsync(Sidecar);
            Assert.All(ingested, series => Assert.Equal(sidecar.Address, series["instance"]));
            Assert.DoesNotContain(ingested, series => series.ContainsKey("exported_container"));
            foreach (var exporter in pod.Exporters)
            {
                var direct = (await prometheus.SeriesAsync(exporter.Name)).Where(series => !IsOfTheScrape(series));
                Assert.Equal(Keys(direct), Keys(ingested.Where(series => !IsOfTheScrape(series) && series["container"] == exporter.Name)));
            }

            var up = await prometheus.ValuesAsync("up", Sidecar);
            Assert.Equal(
                [("down", "0"), ("node", "1"), ("prometheus", "1"), ("redis", "1")],
                up.Select(sample => (sample.Labels["container"], sample.Value)).Order());
        });
    }

    private static bool IsOfTheScrape(Dictionary<string, string> series) => OfTheScrape.Contains(series["__name__"]);

    private static bool IsOwn(Dictionary<string, string> series) => series["__name__"].StartsWith("multiplexer_", StringComparison.Ordinal);

    // Without what tells apart where the series came from.
    private static IEnumerable<string> Keys(IEnumerable<Dictionary<string, string>> allSeries)
    {
        var keys = allSeries
            .Select(series => string.Join(',', series.Where(label => label.Key is not ("container" or "job" or "instance")).OrderBy(label => label.Key, StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(keys);
        return keys;
    }}
