using System.Net;

namespace PromMultiplexer.Engine.Tests;

public sealed class MergedPageTests
{
    private const string Web = """
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total{code="200"} 1e3 1700000000000
        requests_total{code="500"} 7
        # TYPE latency histogram
        latency_bucket{le="0.50"} 1
        latency_bucket{le="+Inf"} 2
        latency_sum 1.25
        latency_count 2

        """;

    private const string Db = """
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total 12
        up_since 1.60e+01

        """;

    [Fact]
    public async Task Families_are_merged_and_samples_labeled_in_the_configured_order()
    {
        await using var web = FakeContainer.Serving(Web);
        await using var db = FakeContainer.Serving(Db);
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        Assert.Equal(
            """
            # TYPE latency histogram
            latency_bucket{container="web",le="0.50"} 1
            latency_bucket{container="web",le="+Inf"} 2
            latency_sum{container="web"} 1.25
            latency_count{container="web"} 2
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{code="200",container="web"} 1e3 1700000000000
            requests_total{code="500",container="web"} 7
            requests_total{container="db"} 12
            # TYPE up_since untyped
            up_since{container="db"} 1.60e+01

            """.ReplaceLineEndings("\n"),
            await rig.GetContainersPageAsync());
    }

    [Theory]
    [InlineData(PromMultiplexer.Exposition.TypeConflict.First)]
    [InlineData(PromMultiplexer.Exposition.TypeConflict.Fail)]
    public async Task No_container_can_take_our_own_metrics_away(PromMultiplexer.Exposition.TypeConflict onConflict)
    {
        await using var web = FakeContainer.Serving("# TYPE multiplexer_container_up histogram\nmultiplexer_container_up_count 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { OnTypeConflict = onConflict }, ("web", web));
        var page = await rig.GetPageAsync();
        Assert.Contains("# TYPE multiplexer_container_up gauge\n", page, StringComparison.Ordinal);
        Assert.NotNull(Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.DoesNotContain("multiplexer_container_up_count", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_readers_see_the_same_page()
    {
        await using var web = FakeContainer.Serving(Web);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never, PageLifetime = Rig.Never }, ("web", web));

        var first = await rig.GetPageAsync();

        Assert.Equal(first, await rig.GetPageAsync());
        Assert.Single(web.Requests);
    }

    [Fact]
    public async Task Reading_does_not_consume()
    {
        await using var web = FakeContainer.Serving(Web);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never, PageLifetime = TimeSpan.Zero }, ("web", web));

        var first = await rig.GetContainersPageAsync();

        Assert.NotEmpty(first);
        Assert.Equal(first, await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task A_page_is_new_when_a_container_has_something_new()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { PageLifetime = Rig.Never }, ("web", web));
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        web.Answer = Answers.Page("a 2\n");
        await web.MoreRequests(2); // the second of them was sent after the first had been taken over

        Assert.Equal(2, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task The_first_request_waits_for_the_first_round()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("a 1\n")));
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        var page = rig.GetContainersPageAsync();
        await db.RequestsReach(3); // other rounds pass meanwhile
        Assert.False(page.IsCompleted);
        gate.SetResult();

        Assert.Contains("a{container=\"web\"} 1\n", await page);
    }

    [Fact]
    public async Task The_first_request_waits_no_longer_than_its_own_deadline()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));
        await web.RequestsReach(1);

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics", ("X-Prometheus-Scrape-Timeout-Seconds", "0.2"));
        var page = await response.Content.ReadAsStringAsync();

        Assert.Contains("b{container=\"db\"} 1\n", page);
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
    }

    [Fact]
    public async Task A_hung_container_costs_only_itself_and_keeps_its_page_until_its_timeout()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeTimeout = TimeSpan.FromSeconds(4) }, ("web", web), ("db", db));
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        web.Answer = Answers.Hang();
        await web.MoreRequests(1);
        Assert.Contains("a{container=\"web\"} 1\n", await rig.GetPageAsync());

        var down = await rig.Log.WaitFor("container is down", "web");
        Assert.Equal("timeout", down.Field("reason"));
        Assert.Equal("no complete answer within 4s", down.Field("error"));
        var page = await rig.GetPageAsync();
        Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", Rig.WithoutVitals(page));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
    }

    [Fact]
    public async Task A_killed_container_leaves_the_page_and_returns_by_itself()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));
        Assert.Contains("a{container=\"web\"} 1\n", await rig.GetPageAsync());

        await web.KillAsync();
        await rig.Log.WaitFor("container is down", "web");
        var without = await rig.GetPageAsync();
        Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", Rig.WithoutVitals(without));
        Assert.Equal(0, Rig.Value(without, "multiplexer_container_up{container=\"web\"}"));
        Assert.Null(Rig.Value(without, "multiplexer_container_age_seconds{container=\"web\"}"));

        web.Listen();
        await rig.Log.WaitFor("container is back", "web");
        var with = await rig.GetPageAsync();
        Assert.Contains("a{container=\"web\"} 1\n", with);
        Assert.Equal(1, Rig.Value(with, "multiplexer_container_up{container=\"web\"}"));
    }

    [Fact]
    public async Task A_failed_container_stays_on_the_page_for_as_long_as_the_options_say()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { StaleFor = Rig.Never }, ("web", web));
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        await web.KillAsync();
        await rig.Log.WaitFor("container is down");
        var page = await rig.GetPageAsync();

        Assert.Contains("a{container=\"web\"} 1\n", page);
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.NotNull(Rig.Value(page, "multiplexer_container_age_seconds{container=\"web\"}"));
    }

    [Fact]
    public async Task A_stale_page_is_withdrawn_when_its_time_is_over()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var options = Rig.Options with { StaleFor = TimeSpan.FromMilliseconds(100), PageLifetime = TimeSpan.Zero };
        await using var rig = await Rig.StartAsync(options, ("web", web));
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        await web.KillAsync();
        await rig.Log.WaitFor("container is down");
        using var patience = new CancellationTokenSource(Patience.Long);
        while (await rig.GetContainersPageAsync() != "")
        {
            await Task.Delay(5, patience.Token);
        }

        Assert.InRange(DateTimeOffset.UtcNow - rig.Log.With("container is down")[0].Time, TimeSpan.FromMilliseconds(90), Patience.Long);
    }

    [Fact]
    public async Task An_empty_page_is_up_with_no_samples()
    {
        await using var web = FakeContainer.Serving("");
        await using var rig = await Rig.StartAsync(("web", web));

        var page = await rig.GetPageAsync();

        Assert.Equal("", Rig.WithoutVitals(page));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_scrape_samples{container=\"web\"}"));
    }

    [Fact]
    public async Task With_all_containers_down_the_page_says_why()
    {
        await using var web = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(("web", web));

        var page = await rig.GetPageAsync();

        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.True(Rig.Value(page, "multiplexer_container_failures_total{container=\"web\",reason=\"refused\"}") >= 1);
    }

    [Theory]
    [InlineData(FailOn.Never, true, false, HttpStatusCode.OK)]
    [InlineData(FailOn.Never, false, false, HttpStatusCode.OK)]
    [InlineData(FailOn.All, true, false, HttpStatusCode.OK)]
    [InlineData(FailOn.All, false, false, HttpStatusCode.ServiceUnavailable)]
    [InlineData(FailOn.Any, true, true, HttpStatusCode.OK)]
    [InlineData(FailOn.Any, true, false, HttpStatusCode.ServiceUnavailable)]
    public async Task Containers_that_are_down_fail_the_page_if_the_options_say_so(FailOn failOn, bool isWebUp, bool isDbUp, HttpStatusCode expected)
    {
        await using var web = isWebUp ? FakeContainer.Serving("a 1\n") : FakeContainer.Dead();
        await using var db = isDbUp ? FakeContainer.Serving("b 1\n") : FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(Rig.Options with { FailOn = failOn }, ("web", web), ("db", db));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics");

        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
        {
            var down = (isWebUp ? 0 : 1) + (isDbUp ? 0 : 1);
            Assert.Equal($"{down} of 2 containers are down\n", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_container_whose_types_disagree_is_down_if_the_options_say_so()
    {
        await using var web = FakeContainer.Serving("# TYPE x counter\nx 1\n");
        await using var db = FakeContainer.Serving("# TYPE x gauge\nx 2\ny 3\n");
        var options = Rig.Options with { OnTypeConflict = Exposition.TypeConflict.Fail, FailOn = FailOn.All };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));

        var page = await rig.GetPageAsync();

        Assert.Equal("# TYPE x counter\nx{container=\"web\"} 1\n", Rig.WithoutVitals(page));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_failures_total{container=\"db\",reason=\"type_conflict\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_conflicts_total{kind=\"type\"}"));
        var conflict = await rig.Log.WaitFor("containers disagree");
        Assert.Equal(("x", "web", "db"), (conflict.Field("family"), conflict.Field("container"), conflict.Field("other")));

        Assert.Equal([true, false], rig.Multiplexer.Containers.Select(container => container.Up));
        Assert.Equal("type_conflict: x has another type than in web", rig.Multiplexer.Containers[1].LastError?.ToString());

        db.Answer = Answers.Page("# TYPE x counter\nx 2\n");
        await db.MoreRequests(2);
        Assert.Contains("x{container=\"db\"} 2\n", await rig.GetPageAsync());
        Assert.True(rig.Multiplexer.Containers[1].Up);
    }

    [Fact]
    public async Task A_container_that_stays_left_out_when_the_options_change_has_failed_once()
    {
        await using var web = FakeContainer.Serving("# TYPE x counter\nx 1\n");
        await using var db = FakeContainer.Serving("# TYPE x gauge\nx 2\ny 3\n");
        var options = Rig.Options with { OnTypeConflict = Exposition.TypeConflict.Fail };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));
        await rig.GetPageAsync();

        for (var i = 0; i < 3; i++)
        {
            await rig.ChangeAsync(options with { FailOn = FailOn.All }, ("web", web), ("db", db));
            Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"db\",reason=\"type_conflict\"}"));
        }

        await rig.ChangeAsync(options, ("web", web), ("db", db));
        var part = await rig.Client.GetStringAsync("/metrics?name[]=multiplexer_container_up");
        Assert.Equal(0, Rig.Value(part, "multiplexer_container_up{container=\"db\"}"));

        db.Answer = Answers.Page("# TYPE x counter\nx 2\n");
        await db.MoreRequests(2);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"db\"}"));
        db.Answer = Answers.Page("# TYPE x gauge\nx 2\n");
        await db.MoreRequests(2);
        Assert.Equal(2, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"db\",reason=\"type_conflict\"}"));
    }

    [Fact]
    public async Task Thirty_two_readers_at_once_all_get_whole_pages()
    {
        await using var web = FakeContainer.Serving(LargePage(2000));
        await using var db = FakeContainer.Serving(LargePage(1000));
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.FromMilliseconds(5) }, ("web", web), ("db", db));
        var expected = await rig.GetContainersPageAsync();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async reader =>
        {
            for (var i = 0; i < 10; i++)
            {
                var isGzip = (reader + i) % 2 == 0;
                var response = await rig.SendAsync(HttpMethod.Get, "/metrics", ("Accept-Encoding", isGzip ? "gzip" : "identity"));
                Assert.Equal(isGzip ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
                Assert.Equal(expected, Rig.WithoutVitals(await Bodies.ReadAsync(response)));
            }
        }));
    }

    [Fact]
    public async Task A_slow_reader_keeps_its_page_while_others_are_built()
    {
        await using var web = FakeContainer.Serving(LargePage(50_000, "first"));
        await using var rig = await Rig.StartAsync(("web", web));
        var slow = await rig.SendAsync(HttpMethod.Get, "/metrics"); // reads headers only

        web.Answer = Answers.Page(LargePage(50_000, "other"));
        await web.MoreRequests(2);
        for (var i = 0; i < 5; i++)
        {
            await web.MoreRequests(1);
            Assert.DoesNotContain("first", await rig.GetPageAsync());
        }

        var page = await slow.Content.ReadAsStringAsync();
        Assert.Equal(50_000, page.Split("first").Length - 1);
        Assert.DoesNotContain("other", page);
    }

    private static string LargePage(int samples, string value = "x") =>
        string.Concat(Enumerable.Range(0, samples).Select(i => $"a{{i=\"{i}\",v=\"{value}\"}} {i}\n"));
}
