using System.Net;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Other options for a multiplexer that runs.</summary>
public sealed class ChangeTests
{
    private static readonly MultiplexerOptions Once = Rig.Options with { ScrapeInterval = Rig.Never };

    [Fact]
    public async Task A_container_that_did_not_change_keeps_its_samples_and_is_not_asked_again()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(Once, ("web", web));
        await rig.GetPageAsync();

        await rig.ChangeAsync(Once, ("db", db), ("web", web));

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(["db", "web"], rig.Multiplexer.Containers.Select(container => container.Name));
        Assert.Single(web.Requests);
        Assert.Single(db.Requests);
    }

    [Fact]
    public async Task A_container_that_comes_is_not_on_the_page_before_its_first_scrape_has_ended()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("b 1\n")));
        await using var rig = await Rig.StartAsync(Once, ("web", web));

        var changing = rig.ChangeAsync(Once, ("web", web), ("db", db));
        await db.RequestsReach(1);
        var before = await rig.GetPageAsync();
        gate.SetResult();
        await changing;
        var after = await rig.GetPageAsync();

        Assert.DoesNotContain("db", before, StringComparison.Ordinal);
        Assert.Contains("b{container=\"db\"} 1\n", after, StringComparison.Ordinal);
        Assert.Equal(1, Rig.Value(after, "multiplexer_container_up{container=\"db\"}"));
        Assert.Equal(0, Rig.Value(after, "multiplexer_container_failures_total{container=\"db\",reason=\"refused\"}"));
    }

    [Fact]
    public async Task A_container_that_comes_and_is_down_is_counted_from_its_first_failure()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(Once, ("web", web));

        await rig.ChangeAsync(Once, ("web", web), ("db", db));

        var page = await rig.GetPageAsync();
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_failures_total{container=\"db\",reason=\"refused\"}"));
    }

    [Fact]
    public async Task A_container_that_goes_leaves_nothing_behind()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));
        await rig.GetPageAsync();

        await rig.ChangeAsync(Rig.Options, ("web", web));
        var asked = db.Requests.Count;
        await web.MoreRequests(3);

        Assert.Equal(asked, db.Requests.Count);
        Assert.DoesNotContain("db", await rig.GetPageAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Get, "/metrics/db")).StatusCode);
    }

    [Fact]
    public async Task A_container_that_is_scraped_otherwise_stays_on_the_page_meanwhile()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Once, ("web", web));
        await rig.GetPageAsync();
        web.Answer = Answers.After(gate.Task, Answers.Page("a 2\n"));

        var changing = rig.ChangeAsync(Once with { BodySizeLimit = 1000 }, ("web", web));
        await web.RequestsReach(2);
        var meanwhile = await rig.GetPageAsync();
        gate.SetResult();
        await changing;

        Assert.Equal(1, Rig.Value(meanwhile, "a{container=\"web\"}"));
        Assert.Equal(1, Rig.Value(meanwhile, "multiplexer_container_up{container=\"web\"}"));
        Assert.Equal(2, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task What_goes_while_a_page_waits_for_it_is_still_on_that_page()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("a 1\n")));
        await using var db = FakeContainer.Serving("b 1\n");
        var onRequest = Rig.Options with { ScrapeInterval = TimeSpan.Zero };
        await using var rig = await Rig.StartAsync(onRequest, ("web", web));

        var asked = rig.GetPageAsync();
        await web.RequestsReach(1);
        await rig.ChangeAsync(onRequest, ("db", db));
        var meanwhile = await rig.GetPageAsync();
        gate.SetResult();
        var before = await asked;
        var after = await rig.GetPageAsync();

        Assert.Contains("a{container=\"web\"} 1\n", before, StringComparison.Ordinal);
        Assert.Equal(1, Rig.Value(before, "multiplexer_container_up{container=\"web\"}"));
        Assert.Equal(1, Rig.Value(before, "multiplexer_scrape_samples{container=\"web\"}"));
        Assert.Equal(0, Rig.Value(before, "multiplexer_container_failures_total{container=\"web\",reason=\"refused\"}"));
        Assert.DoesNotContain("db", before, StringComparison.Ordinal);
        Assert.All([meanwhile, after], page =>
        {
            Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", Rig.WithoutVitals(page));
            Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
            Assert.Equal(0, Rig.Value(page, "multiplexer_container_failures_total{container=\"db\",reason=\"refused\"}"));
            Assert.DoesNotContain("web", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_schedule_can_become_scraping_on_request_and_back()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));
        await rig.GetPageAsync();

        await rig.ChangeAsync(Rig.Options with { ScrapeInterval = TimeSpan.Zero }, ("web", web));

        // What was broken off may have been sent already. It has arrived when the answer to a later one has.
        await rig.GetPageAsync();
        var asked = web.Requests.Count;
        await rig.GetPageAsync();
        Assert.Equal(asked + 1, web.Requests.Count);

        await rig.ChangeAsync(Rig.Options, ("web", web));
        await web.MoreRequests(3);
    }

    [Fact]
    public async Task The_endpoint_can_change_and_the_port_cannot()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Once, ("web", web));
        var port = rig.Multiplexer.Port;

        await rig.ChangeAsync(Once with { Endpoint = "/stats", ExportTo = 1, ContainerLabel = "pod" }, ("web", web));

        Assert.Contains("a{container=\"web\"} 1\n", await rig.Client.GetStringAsync("/stats"), StringComparison.Ordinal);
        Assert.Equal($"http://127.0.0.1:{port}/stats", rig.Multiplexer.Url.AbsoluteUri);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Get, "/metrics")).StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_followed_changes_nothing()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Once, ("web", web));

        var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => rig.ChangeAsync(Once with { StaleFor = TimeSpan.FromSeconds(-1) }, ("web", web)));

        Assert.Equal("A time is negative or too long.", refused.Message);
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.Single(web.Requests);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_container_that_comes()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(Once, ("web", web));

        var changing = rig.ChangeAsync(Once, ("web", web), ("db", db));
        await db.RequestsReach(1);
        await rig.Multiplexer.StopAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.ChangeAsync(Once, ("web", web)));
    }

    [Fact]
    public async Task A_stop_leaves_nothing_behind_of_containers_that_come()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Start(Answers.Status(500));
        await using var hanging = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(Once, ("web", web));

        var changing = rig.ChangeAsync(Once, ("web", web), ("db", db), ("hanging", hanging));
        await rig.Log.WaitFor("container is down", "db"); // which keeps its connection
        await hanging.RequestsReach(1);
        await rig.Multiplexer.StopAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changing);
        await db.Left.WaitAsync(Patience.Long);
    }
}
