namespace PromMultiplexer.Engine.Tests;

public sealed class ScrapeLoopTests
{
    [Fact]
    public async Task Scrapes_of_a_container_never_overlap()
    {
        // Each answer takes several intervals.
        await using var web = FakeContainer.Start(async connection =>
        {
            await Task.Delay(30);
            await Answers.Page("a 1\n")(connection);
        });
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.FromMilliseconds(5) }, ("web", web));

        await web.RequestsReach(10);

        Assert.Equal(1, web.MostInFlight);
    }

    [Fact]
    public async Task A_slow_container_does_not_hold_up_another()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        await db.RequestsReach(10);

        Assert.Single(web.Requests);
    }

    [Fact]
    public async Task The_first_round_starts_at_once_for_all()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web), ("db", db));

        await web.RequestsReach(1);
        await db.RequestsReach(1);
    }

    [Fact]
    public async Task Containers_are_scraped_once_an_interval()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.FromMilliseconds(300) }, ("web", web));
        await rig.GetPageAsync();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();

        await web.MoreRequests(5);

        // Five more take four whole intervals. One is for requests that arrive late on a busy machine. (Later is no fault of the loop.)
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(890));
    }

    [Fact]
    public async Task A_fault_of_our_own_does_not_end_the_loop()
    {
        var options = Rig.Options with { Targets = [new Target("web", 1)] };
        var vitals = new MultiplexerVitals(options);
        var log = new RecordingSink();
        var container = new Container(options.Targets[0], options, new SnapshotPool(3), new ChangeCounter(), vitals, new Log(log));
        var scraper = new Scraper(options);
        container.Dispose(); // every scrape ends in ObjectDisposedException
        using var stop = new CancellationTokenSource();
        using var clock = new ScrapeClock();

        var loop = new ScrapeLoop(container, new ContainerScrape(scraper, new Log(log)), new ScrapeSchedule(TimeSpan.FromMilliseconds(5), 0, 1), clock).RunAsync(stop.Token);
        await log.WaitFor("scrape ended in a fault");
        using var patience = new CancellationTokenSource(Patience.Long);
        while (container.State.Failures < 3)
        {
            await Task.Delay(5, patience.Token);
        }

        Assert.False(loop.IsCompleted);
        Assert.Equal(ScrapeFailure.Internal, container.State.LastError?.Failure);
        await stop.CancelAsync();
        await loop.WaitAsync(Patience.Long);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_fault_of_our_own_in_noting_what_came_of_a_scrape_ends_no_loop_and_holds_up_no_stop(int status)
    {
        var clock = new BreakableClock();
        await using var web = FakeContainer.Serving("a 1\n");
        var rig = await Rig.StartAsync(Rig.Options, clock, ("web", web));
        await rig.GetPageAsync();

        web.Answer = status == 200 ? Answers.Page("a 2\n") : Answers.Status(status);
        clock.IsBroken = true;
        await web.MoreRequests(3);
        clock.IsBroken = false;
        await web.MoreRequests(3);

        Assert.Equal(status == 200 ? 2 : null, await rig.GetValueAsync("a{container=\"web\"}"));
        await rig.Multiplexer.StopAsync().WaitAsync(Patience.Long);
        Assert.True(rig.Multiplexer.Completion.IsCompletedSuccessfully);
        Assert.Equal(MultiplexerState.Stopped, rig.Multiplexer.State);
        rig.Client.Dispose();
    }
}
