using System.Buffers;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

public sealed class FormatTests
{
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";

    private const string OpenMetricsPage = """
        # HELP jobs Jobs.
        # TYPE jobs counter
        jobs_total 3.0 12.5 # {trace="1"} 1.0
        # EOF

        """;

    private const string TextPage = "# TYPE jobs_total counter\njobs_total 4\n";

    [Theory]
    [InlineData(null, Text)]
    [InlineData("*/*", Text)]
    [InlineData(Prometheus2, Text)]
    [InlineData("application/openmetrics-text;version=1.0.0", OpenMetrics)]
    public async Task Containers_that_speak_text_are_answered_in_text_if_the_scraper_takes_it(string? accept, string contentType)
    {
        await using var web = FakeContainer.Serving(TextPage);
        await using var rig = await Rig.StartAsync(("web", web));
        using var response = await GetAsync(rig, "/metrics", accept);
        Assert.Equal(contentType, response.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("Accept, Accept-Encoding", string.Join(", ", response.Headers.Vary));
    }

    [Fact]
    public async Task A_container_that_speaks_OpenMetrics_is_heard_in_it()
    {
        await using var web = FakeContainer.Serving(TextPage);
        await using var db = FakeContainer.Start(Answers.Page(OpenMetricsPage, "application/openmetrics-text; version=1.0.0; charset=utf-8"));
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        using var openMetrics = await GetAsync(rig, "/metrics", Prometheus2);
        Assert.Equal(OpenMetrics, openMetrics.Content.Headers.NonValidated["Content-Type"].ToString());
        var page = await openMetrics.Content.ReadAsStringAsync();
        Assert.StartsWith(
            "# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{container=\"web\"} 4\njobs_total{container=\"db\"} 3.0 12.5 # {trace=\"1\"} 1.0\n",
            page,
            StringComparison.Ordinal);
        Assert.Contains("# TYPE multiplexer_container_failures counter\n", page, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", page, StringComparison.Ordinal);

        using var text = await GetAsync(rig, "/metrics", null);
        Assert.Equal(Text, text.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.StartsWith(
            "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{container=\"web\"} 4\njobs_total{container=\"db\"} 3.0 12500\n",
            await text.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);

        // One container alone speaks for itself.
        using var alone = await GetAsync(rig, "/metrics/web", Prometheus2);
        Assert.Equal(Text, alone.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    [Fact]
    public async Task A_conflict_of_one_format_is_told_once_though_pages_of_another_come_between()
    {
        // A gauge b beside a counter b_total: no conflict in text, but one name for two in OpenMetrics.
        await using var web = FakeContainer.Serving("# TYPE b gauge\nb 1\n# TYPE b_total counter\nb_total 2\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { PageLifetime = TimeSpan.FromTicks(1) }, ("web", web));
        for (var i = 0; i < 3; i++)
        {
            using var openMetrics = await GetAsync(rig, "/metrics", "application/openmetrics-text;version=1.0.0");
            Assert.Contains("# TYPE b_total unknown\n", await openMetrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var text = await GetAsync(rig, "/metrics", null);
            Assert.Equal(1, Rig.Value(await text.Content.ReadAsStringAsync(), "multiplexer_conflicts_total{kind=\"name\"}"));
        }
    }

    [Theory]
    [InlineData(null, Text, "# TYPE my_metric untyped\nmy_metric{my_label=\"x\",container=\"web\"} 1\n")]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8", "# TYPE \"my.metric\" untyped\n{\"my.metric\",\"my.label\"=\"x\",container=\"web\"} 1\n")]
    [InlineData("text/plain;version=1.0.0;escaping=dots", "text/plain; version=1.0.0; charset=utf-8; escaping=dots", "# TYPE my_dot_metric untyped\nmy_dot_metric{my_dot_label=\"x\",container=\"web\"} 1\n")]
    public async Task Names_in_quotes_are_for_scrapers_that_ask_for_them(string? accept, string contentType, string page)
    {
        await using var web = FakeContainer.Start(
            Answers.Page("{\"my.metric\",\"my.label\"=\"x\"} 1\n", "text/plain; version=1.0.0; escaping=allow-utf-8"));
        await using var rig = await Rig.StartAsync(("web", web));
        using var merged = await GetAsync(rig, "/metrics", accept);
        Assert.Equal(contentType, merged.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Contains(page, await merged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var alone = await GetAsync(rig, "/metrics/web", accept);
        Assert.Equal(page, await alone.Content.ReadAsStringAsync());
    }

    private const string ProtobufType = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    private static readonly byte[] ProtobufPage = Write(
        new MetricFamily { Name = "jobs_total", Type = MetricType.Counter, Metrics = [new Metric { Counter = new Counter { Value = 5 } }] },
        new MetricFamily
        {
            Name = "seconds",
            Type = MetricType.Histogram,
            Metrics = [new Metric { Histogram = new Histogram { ExactSampleCount = 1, Native = new NativeBuckets { ExactZeroCount = 1, ZeroThreshold = 0.5 } } }],
        });

    [Fact]
    public async Task One_container_of_each_format_gives_one_page_in_any()
    {
        await using var web = FakeContainer.Serving(TextPage);
        await using var db = FakeContainer.Start(Answers.Page(OpenMetricsPage, "application/openmetrics-text; version=1.0.0; charset=utf-8"));
        await using var app = FakeContainer.Start(Answers.Body(ProtobufPage, ProtobufType));
        await using var rig = await Rig.StartAsync(("web", web), ("db", db), ("app", app));

        using var text = await GetAsync(rig, "/metrics", null);
        Assert.StartsWith(
            """
            # HELP jobs_total Jobs.
            # TYPE jobs_total counter
            jobs_total{container="web"} 4
            jobs_total{container="db"} 3.0 12500
            jobs_total{container="app"} 5

            """,
            await text.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        using var openMetrics = await GetAsync(rig, "/metrics", Prometheus2);
        Assert.Contains("seconds_count{container=\"app\"} 1\n", await openMetrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var protobuf = await GetAsync(rig, "/metrics", $"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,{Prometheus2}");
        Assert.Equal(ProtobufType, protobuf.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Null(MetricFamilyReader.Read(await protobuf.Content.ReadAsByteArrayAsync(), ExpositionFormat.Protobuf, ReadMode.Strict, out var families));
        var jobs = Assert.Single(families, family => family.Name == "jobs_total");
        Assert.Equal(["web", "db", "app"], jobs.Metrics.Select(metric => metric.Labels[^1].Value));
        Assert.Equal(1UL, Assert.Single(families, family => family.Name == "seconds").Metrics[0].Histogram!.Native!.ExactZeroCount);
        Assert.Contains(families, family => family.Name == "multiplexer_container_up");

        using var compact = await GetAsync(rig, "/metrics/app", "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=compact-text");
        Assert.StartsWith(
            "name:\"jobs_total\" type:COUNTER metric:{label:{name:\"container\" value:\"app\"} counter:{value:5}}\n",
            await compact.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        using var raw = await GetAsync(rig, "/metrics/app?raw", null);
        Assert.Equal(ProtobufPage, await raw.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Without_a_container_that_speaks_protobuf_nobody_gets_it_who_takes_something_plainer()
    {
        await using var web = FakeContainer.Serving(TextPage);
        await using var rig = await Rig.StartAsync(("web", web));
        using var plain = await GetAsync(rig, "/metrics", $"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,{Prometheus2}");
        Assert.Equal(Text, plain.Content.Headers.NonValidated["Content-Type"].ToString());
        using var protobuf = await GetAsync(rig, "/metrics", "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
        Assert.Equal(ProtobufType, protobuf.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Null(MetricFamilyReader.Read(await protobuf.Content.ReadAsByteArrayAsync(), ExpositionFormat.Protobuf, ReadMode.Strict, out var families));
        Assert.Equal(4, Assert.Single(families, family => family.Name == "jobs_total").Metrics[0].Counter!.Value);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("text/plain; version=0.0.4", 0)]
    public async Task The_page_says_which_container_does_not_say_what_its_page_is(string? contentType, double isFallback)
    {
        await using var web = FakeContainer.Start(Answers.Page(TextPage, contentType));
        await using var rig = await Rig.StartAsync(("web", web));
        Assert.Equal(isFallback, Rig.Value(await rig.GetPageAsync(), "multiplexer_scrape_fallback{container=\"web\"}"));
    }

    [Fact]
    public async Task Containers_are_asked_for_what_the_options_say()
    {
        Assert.True(ScrapeAccept.TryParse(["PrometheusProto", "PrometheusText0.0.4"], out var accept, out _));
        await using var web = FakeContainer.Serving(TextPage);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeProtocols = accept }, ("web", web));
        await rig.GetPageAsync();
        Assert.Equal(
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.4",
            web.Requests.First().Headers["Accept"]);
    }

    private static byte[] Write(params MetricFamily[] families)
    {
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, ExpositionFormat.Protobuf, page);
        return page.WrittenSpan.ToArray();
    }

    private static Task<HttpResponseMessage> GetAsync(Rig rig, string path, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return rig.Client.SendAsync(request);
    }
}
