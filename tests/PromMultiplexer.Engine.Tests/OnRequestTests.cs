namespace PromMultiplexer.Engine.Tests;

/// <summary>Scraping on request: an interval of zero.</summary>
public sealed class OnRequestTests
{
    private static readonly MultiplexerOptions OnRequest = Rig.Options with { ScrapeInterval = TimeSpan.Zero };

    [Fact]
    public async Task A_container_is_scraped_when_the_page_is_asked_for_and_not_before()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(OnRequest, ("web", web));
        Assert.Empty(web.Requests);

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Single(web.Requests);

        web.Answer = Answers.Page("a 2\n");
        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 2\n", await rig.GetContainersPageAsync());
        Assert.Equal(2, web.Requests.Count);
    }

    [Fact]
    public async Task Requests_in_flight_share_one_round()
    {
        var held = new TaskCompletionSource();
        var page = Answers.Page("a 1\n");
        await using var web = FakeContainer.Start(async connection =>
        {
            await held.Task;
            await page(connection);
        });
        var options = OnRequest with { Targets = [new Target("web", web.Port)] };
        var log = new Log(new RecordingSink());
        var container = new Container(
            options.Targets[0], options, new SnapshotPool(kept: 2), new ChangeCounter(), new MultiplexerVitals(options), log);
        var scraper = new Scraper(options);
        var rounds = new ScrapeRounds([container], new ContainerScrape(scraper, log), Rig.Never, CancellationToken.None);

        var waiting = Enumerable.Range(0, 10).Select(_ => rounds.RunAsync(Patience.Long, CancellationToken.None).AsTask()).ToList();
        await web.RequestsReach(1);
        held.SetResult();
        var starts = await Task.WhenAll(waiting);

        Assert.Single(starts.Distinct());
        Assert.Single(web.Requests);
        var view = container.Look(starts[0]);
        Assert.True(view.IsUp);
        view.Snapshot!.Release();

        // The next one begins a round of its own, and what was answered before it is not part of it.
        var next = await rounds.RunAsync(Patience.Long, CancellationToken.None);
        Assert.True(next > starts[0]);
        Assert.Equal(2, web.Requests.Count);
    }

    [Fact]
    public async Task One_hung_container_does_not_cost_the_page_and_is_not_asked_twice()
    {
        var held = new TaskCompletionSource();
        var page = Answers.Page("b 1\n");
        await using var web = FakeContainer.Serving("a 1\n");
        await using var hung = FakeContainer.Start(async connection =>
        {
            await held.Task;
            await page(connection);
        });
        await using var rig = await Rig.StartAsync(OnRequest with { PageLifetime = TimeSpan.FromTicks(1) }, ("web", web), ("hung", hung));

        for (var round = 1; round <= 2; round++)
        {
            using var response = await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.2"));
            var cut = await response.Content.ReadAsStringAsync();
            Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", Rig.WithoutVitals(cut));
            Assert.Equal(1, Rig.Value(cut, "multiplexer_container_up{container=\"web\"}"));
            Assert.Equal(0, Rig.Value(cut, "multiplexer_container_up{container=\"hung\"}"));
            Assert.Equal(round, web.Requests.Count);
            Assert.Single(hung.Requests);
        }

        held.SetResult();
        var whole = await rig.GetPageAsync();
        Assert.Contains("b{container=\"hung\"} 1\n", whole, StringComparison.Ordinal);
        Assert.Equal(1, Rig.Value(whole, "multiplexer_container_up{container=\"hung\"}"));
    }

    [Fact]
    public async Task One_container_alone_is_scraped_alone()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(OnRequest, ("web", web), ("db", db));
        Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.Client.GetStringAsync("/metrics/db"));
        Assert.Empty(web.Requests);
        Assert.Single(db.Requests);
    }

    [Fact]
    public async Task A_scrape_that_has_its_answer_is_not_joined()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        var options = OnRequest with { Targets = [new Target("web", web.Port)] };
        var sink = new HeldSink("container is back");
        var log = new Log(sink);
        var container = new Container(
            options.Targets[0], options, new SnapshotPool(kept: 2), new ChangeCounter(), new MultiplexerVitals(options), log);
        var rounds = new ScrapeRounds([container], new ContainerScrape(new Scraper(options), log), Rig.Never, CancellationToken.None);
        await rounds.RunAsync(Patience.Long, CancellationToken.None);

        // The second scrape has had its answer, and is held in the last thing that it does.
        web.Answer = Answers.Page("a 1\n");
        var second = rounds.RunAsync([container], Patience.Long, CancellationToken.None).AsTask();
        await sink.Reached.WaitAsync(Patience.Long);
        var third = rounds.RunAsync([container], Patience.Long, CancellationToken.None).AsTask();
        sink.Release();

        var view = container.Look(await third);
        Assert.True(view.IsUp);
        view.Snapshot!.Release();
        await second;
        Assert.Equal(3, web.Requests.Count);
    }

    [Fact]
    public async Task Who_is_not_asked_is_not_down()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(OnRequest, ("web", web), ("db", db));

        var first = await rig.Client.GetStringAsync("/metrics?container=web");
        Assert.Equal(1, Rig.Value(first, "multiplexer_container_up{container=\"web\"}"));
        Assert.DoesNotContain("container=\"db\"", first, StringComparison.Ordinal);

        await rig.GetPageAsync();
        var second = await rig.Client.GetStringAsync("/metrics?container=web");
        Assert.Equal(1, Rig.Value(second, "multiplexer_container_up{container=\"db\"}"));
        Assert.Equal(1, Rig.Value(second, "multiplexer_scrape_samples{container=\"db\"}"));
        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", Rig.WithoutVitals(second));
        Assert.Single(db.Requests);
    }

    [Fact]
    public async Task Who_is_cut_off_has_failed_once_and_is_down_until_it_answers_in_time()
    {
        const string Timeouts = "multiplexer_container_failures_total{container=\"slow\",reason=\"timeout\"}";
        var held = new TaskCompletionSource();
        await using var slow = FakeContainer.Start(Answers.After(held.Task, Answers.Page("a 1\n")));
        await using var rig = await Rig.StartAsync(OnRequest with { PageLifetime = TimeSpan.FromTicks(1) }, ("slow", slow));

        for (var round = 1; round <= 3; round++)
        {
            using var response = await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.1"));
            var cut = await response.Content.ReadAsStringAsync();
            Assert.Equal(0, Rig.Value(cut, "multiplexer_container_up{container=\"slow\"}"));
            Assert.Equal(1, Rig.Value(cut, Timeouts));
        }

        var state = Assert.Single(rig.Multiplexer.Containers);
        Assert.False(state.Up);
        Assert.Equal(1, state.Failures);
        Assert.Equal(
            new ScrapeError(ScrapeFailure.Timeout, "no complete answer within 50ms, and whoever asked waits no longer"), state.LastError);
        Assert.Equal("timeout", Assert.Single(rig.Log.With("container is down")).Field("reason"));

        // Too late for those three. Somebody who has the time is shown it, and the next that comes in time is good again.
        held.SetResult();
        Assert.Equal("# TYPE a untyped\na{container=\"slow\"} 1\n", await rig.GetContainersPageAsync());
        var whole = await rig.GetPageAsync();
        Assert.Equal(1, Rig.Value(whole, "multiplexer_container_up{container=\"slow\"}"));
        Assert.Equal(1, Rig.Value(whole, Timeouts));
        Assert.True(Assert.Single(rig.Multiplexer.Containers).Up);
        Assert.Single(rig.Log.With("container is back"));
    }

    [Fact]
    public async Task What_somebody_said_who_is_cut_off_now_stays_for_as_long_as_it_may()
    {
        await using var slow = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(OnRequest with { PageLifetime = TimeSpan.FromTicks(1), StaleFor = Rig.Never }, ("slow", slow));
        await rig.GetPageAsync();

        slow.Answer = Answers.Hang();
        for (var round = 1; round <= 2; round++)
        {
            using var response = await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.1"));
            var cut = await response.Content.ReadAsStringAsync();
            Assert.Equal(0, Rig.Value(cut, "multiplexer_container_up{container=\"slow\"}"));
            Assert.Equal("# TYPE a untyped\na{container=\"slow\"} 1\n", Rig.WithoutVitals(cut));
        }
    }

    [Fact]
    public async Task Who_shares_a_round_is_cut_at_a_deadline_and_answered_in_a_format_of_its_own()
    {
        var held = new TaskCompletionSource();
        var containers = Enumerable.Range(0, 9).Select(i => FakeContainer.Serving($"a{i} 1\n")).ToList();
        await using var hung = FakeContainer.Start(Answers.After(held.Task, Answers.Page("# TYPE h counter\nh_total 1\n# EOF\n", "application/openmetrics-text; version=1.0.0")));
        await using var rig = await Rig.StartAsync(
            OnRequest with { PageLifetime = TimeSpan.FromDays(1) }, [.. containers.Select((container, i) => ($"c{i}", container)), ("hung", hung)]);

        var patient = rig.SendAsync(
            HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "60"), ("Accept", "application/openmetrics-text; version=1.0.0"));
        await hung.RequestsReach(1);
        using var hurried = await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.6"), ("Accept", "text/plain"));
        var cut = await hurried.Content.ReadAsStringAsync();

        Assert.False(patient.IsCompleted);
        Assert.StartsWith("text/plain; version=0.0.4", hurried.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, 9), i => Assert.Contains($"a{i}{{container=\"c{i}\"}} 1\n", cut, StringComparison.Ordinal));
        Assert.Equal(0, Rig.Value(cut, "multiplexer_container_up{container=\"hung\"}"));

        held.SetResult();
        using var answered = await patient;
        var whole = await answered.Content.ReadAsStringAsync();
        Assert.StartsWith("application/openmetrics-text; version=1.0.0", answered.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Contains("h_total{container=\"hung\"} 1\n", whole, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, 9), i => Assert.Contains($"a{i}{{container=\"c{i}\"}} 1\n", whole, StringComparison.Ordinal));
        Assert.EndsWith("# EOF\n", whole, StringComparison.Ordinal);
        Assert.All(containers, container => Assert.Single(container.Requests));
        foreach (var container in containers)
        {
            await container.DisposeAsync();
        }
    }
}
