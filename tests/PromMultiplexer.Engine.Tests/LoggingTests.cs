namespace PromMultiplexer.Engine.Tests;

public sealed class LoggingTests
{
    [Fact]
    public async Task The_same_failure_is_logged_once_and_so_is_its_end()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(("web", web));

        await web.RequestsReach(10);
        var down = Assert.Single(rig.Log.With("container is down"));
        Assert.Equal(LogLevel.Warn, down.Level);
        Assert.Equal(
            $"container=web url=http://localhost:{web.Port}/metrics reason=status error=answered 500, expected 200",
            string.Join(' ', down.Fields.Select(field => $"{field.Name}={field.Value}")));

        web.Answer = Answers.Page("a 1\n");
        var back = await rig.Log.WaitFor("container is back");
        await web.MoreRequests(3);
        Assert.Single(rig.Log.With("container is back"));
        Assert.Equal(LogLevel.Info, back.Level);
        Assert.True(int.Parse(back.Field("failures")) >= 10);
        Assert.Matches(@"^[\d.]+m?s$", back.Field("after"));

        web.Answer = Answers.Status(500);
        await rig.Log.WaitFor("container is down");
        await web.MoreRequests(3);
        Assert.Equal(2, rig.Log.With("container is down").Length);
    }

    [Fact]
    public async Task Another_reason_is_logged_when_it_appears()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(("web", web));
        await rig.Log.WaitFor("container is down");

        web.Answer = Answers.Page("what is this\n");
        var other = await rig.Log.WaitFor("container is still down, for another reason");
        await web.MoreRequests(3);

        Assert.Equal("parse", other.Field("reason"));
        Assert.StartsWith("line 1, column ", other.Field("error"));
        Assert.Single(rig.Log.With("container is still down, for another reason"));
        Assert.Empty(rig.Log.With("container is back"));
    }

    [Fact]
    public async Task A_conflict_is_logged_and_counted_when_it_appears_and_when_it_comes_back()
    {
        const string Conflicts = "multiplexer_conflicts_total{kind=\"help\"}";
        await using var web = FakeContainer.Serving("# HELP a one\n# TYPE a gauge\na 1\n");
        await using var db = FakeContainer.Serving("# HELP a two\n# TYPE a gauge\na 2\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { PageLifetime = TimeSpan.Zero }, ("web", web), ("db", db));

        Assert.Equal(1, await rig.GetValueAsync(Conflicts));
        Assert.Equal(1, await rig.GetValueAsync(Conflicts));
        var logged = Assert.Single(rig.Log.With("containers disagree"));
        Assert.Equal(
            "kind=help family=a container=web other=db",
            string.Join(' ', logged.Fields.Select(field => $"{field.Name}={field.Value}")));

        db.Answer = Answers.Page("# HELP a one\n# TYPE a gauge\na 2\n");
        await db.MoreRequests(2);
        Assert.Equal(1, await rig.GetValueAsync(Conflicts));

        db.Answer = Answers.Page("# HELP a two\n# TYPE a gauge\na 2\n");
        await db.MoreRequests(2);
        Assert.Equal(2, await rig.GetValueAsync(Conflicts));
        Assert.Equal(2, rig.Log.With("containers disagree").Length);
    }

    [Fact]
    public async Task A_label_that_is_there_already_is_logged_and_counted()
    {
        await using var web = FakeContainer.Serving("a{container=\"x\"} 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var page = await rig.GetPageAsync();

        Assert.Contains("a{exported_container=\"x\",container=\"web\"} 1\n", page);
        Assert.Equal(1, Rig.Value(page, "multiplexer_conflicts_total{kind=\"label\"}"));
        Assert.Equal(
            "kind=label container=web",
            string.Join(' ', Assert.Single(rig.Log.With("samples have the container label already")).Fields.Select(field => $"{field.Name}={field.Value}")));
    }

    [Fact]
    public async Task Many_conflicts_at_once_do_not_flood_the_log()
    {
        string Page(string help) => string.Concat(Enumerable.Range(0, 100).Select(i => $"# HELP a{i:d3} {help}\n# TYPE a{i:d3} gauge\na{i:d3} 1\n"));
        await using var web = FakeContainer.Serving(Page("one"));
        await using var db = FakeContainer.Serving(Page("two"));
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        Assert.Equal(100, await rig.GetValueAsync("multiplexer_conflicts_total{kind=\"help\"}"));
        Assert.Equal(10, rig.Log.With("containers disagree").Length);
        Assert.Equal("90", Assert.Single(rig.Log.With("more conflicts of the same page are not listed")).Field("count"));
    }

    [Fact]
    public async Task The_start_and_the_stop_are_logged()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        var rig = await Rig.StartAsync(("web", web), ("db", db));
        await rig.GetPageAsync();
        await rig.DisposeAsync();

        Assert.Equal(["listening", "stopping", "stopped"], rig.Log.Entries.Select(entry => entry.Message));
        Assert.All(rig.Log.Entries, entry => Assert.Equal(LogLevel.Info, entry.Level));
        Assert.Equal(
            $"version={ProductInfo.Version} address=http://127.0.0.1:{rig.Multiplexer.Port} endpoint=/metrics interval=20ms "
            + $"targets=web=http://localhost:{web.Port}/metrics db=http://localhost:{db.Port}/metrics",
            string.Join(' ', rig.Log.Entries[0].Fields.Select(field => $"{field.Name}={field.Value}")));
    }
}
