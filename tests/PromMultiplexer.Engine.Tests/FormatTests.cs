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
