using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine.Tests;

public sealed class LingerTests
{
    private static readonly MultiplexerOptions Lingering = Rig.Options with { Linger = Patience.Long };

    [Fact]
    public async Task What_a_container_said_last_is_served_once_more_although_it_went_before()
    {
        await using var job = FakeContainer.Serving("done 1\n");
        await using var rig = await Rig.StartAsync(Lingering, ("job", job));
        await rig.GetPageAsync();
        await job.KillAsync();
        await rig.Log.WaitFor("container is down");
        Assert.Equal("", await rig.GetContainersPageAsync());

        var lingering = rig.Multiplexer.LingerAsync();
        Assert.False(lingering.IsCompleted);
        var page = await rig.GetPageAsync();

        Assert.Equal("# TYPE done untyped\ndone{container=\"job\"} 1\n", Rig.WithoutVitals(page));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"job\"}"));
        Assert.True(Rig.Value(page, "multiplexer_container_age_seconds{container=\"job\"}") > 0);
        await lingering.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task It_waits_for_containers_that_are_still_there_and_a_piece_of_the_page_is_no_scrape()
    {
        await using var job = FakeContainer.Serving("done 0\n");
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Lingering, ("job", job), ("web", web));
        await rig.GetPageAsync();
        var lingering = rig.Multiplexer.LingerAsync();
        await web.KillAsync();
        await rig.Log.WaitFor("container is down", "web");

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE done untyped\ndone{container=\"job\"} 0\n", await rig.GetContainersPageAsync());
        Assert.False(lingering.IsCompleted);
        job.Answer = Answers.Page("done 1\n");
        await job.MoreRequests(2);
        await job.KillAsync();
        await rig.Log.WaitFor("container is down", "job");
        await rig.Client.GetStringAsync("/metrics?name[]=a");
        await rig.Client.GetStringAsync("/metrics/job");
        await rig.SendAsync(HttpMethod.Head, "/metrics");
        Assert.False(lingering.IsCompleted);

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE done untyped\ndone{container=\"job\"} 1\n", await rig.GetContainersPageAsync());
        await lingering.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task On_request_it_is_the_same()
    {
        await using var job = FakeContainer.Serving("done 1\n");
        await using var rig = await Rig.StartAsync(Lingering with { ScrapeInterval = TimeSpan.Zero }, ("job", job));
        await rig.GetPageAsync();
        await job.KillAsync();
        var lingering = rig.Multiplexer.LingerAsync();

        Assert.Equal("# TYPE done untyped\ndone{container=\"job\"} 1\n", await rig.GetContainersPageAsync());
        await lingering.WaitAsync(Patience.Long);
    }

    [Theory]
    [InlineData(FailOn.All)]
    [InlineData(FailOn.Any)]
    public async Task The_last_page_is_not_refused_because_the_containers_are_down(FailOn failOn)
    {
        await using var job = FakeContainer.Serving("done 1\n");
        await using var rig = await Rig.StartAsync(Lingering with { FailOn = failOn }, ("job", job));
        await rig.GetPageAsync();
        await job.KillAsync();
        await rig.Log.WaitFor("container is down");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rig.SendAsync(HttpMethod.Get, "/metrics")).StatusCode);

        var lingering = rig.Multiplexer.LingerAsync();
        Assert.False(lingering.IsCompleted);

        Assert.Equal("# TYPE done untyped\ndone{container=\"job\"} 1\n", await rig.GetContainersPageAsync());
        await lingering.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task A_page_that_is_refused_is_not_the_last()
    {
        await using var job = FakeContainer.Serving("done 1\n");
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Lingering with { FailOn = FailOn.Any }, ("job", job), ("web", web));
        await rig.GetPageAsync();
        var lingering = rig.Multiplexer.LingerAsync();
        await job.KillAsync();
        await rig.Log.WaitFor("container is down", "job");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rig.SendAsync(HttpMethod.Get, "/metrics")).StatusCode);
        Assert.False(lingering.IsCompleted);
        await web.KillAsync();
        await rig.Log.WaitFor("container is down", "web");

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE done untyped\ndone{container=\"job\"} 1\n", await rig.GetContainersPageAsync());
        await lingering.WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task A_page_of_which_only_a_part_was_sent_is_not_the_last()
    {
        var options = Rig.Options with { Targets = [new Target("job", 1)] };
        var vitals = new MultiplexerVitals(options);
        var log = new Log(new RecordingSink());
        var ground = new Generation.Ground(vitals, new ChangeCounter(), new ConflictWatch(vitals, log), new SnapshotPool(3), log, CancellationToken.None);
        var generation = Generation.Of(options, ground);
        generation.Containers[0].Failed(new ScrapeError(ScrapeFailure.Refused, "nobody listens"), TimeSpan.Zero);
        ground.Farewell.Begin();
        var application = new CurrentApplication(() => generation.Application);

        // The client has gone, which only the connection knows so far.
        var broken = new Pipe();
        await broken.Reader.CompleteAsync();
        await application.ProcessRequestAsync(Asking(broken.Writer));
        Assert.False(ground.Farewell.Said.IsCompleted);

        await application.ProcessRequestAsync(Asking(new Pipe(new PipeOptions(pauseWriterThreshold: 0)).Writer));
        Assert.True(ground.Farewell.Said.IsCompleted);

        static FeatureCollection Asking(PipeWriter body)
        {
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET", Path = "/metrics" });
            features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new ResponseBody(body));
            return features;
        }
    }

    [Fact]
    public async Task It_ends_with_its_time_and_does_not_begin_without_reason()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using (var rig = await Rig.StartAsync(Lingering with { Linger = TimeSpan.FromMilliseconds(50) }, ("web", web)))
        {
            await rig.GetPageAsync();
            await rig.Multiplexer.LingerAsync().WaitAsync(Patience.Long);
            Assert.Single(rig.Log.With("lingering"));
        }

        await using (var rig = await Rig.StartAsync(Rig.Options, ("web", web)))
        {
            Assert.True(rig.Multiplexer.LingerAsync().IsCompletedSuccessfully);
        }

        await using var dead = FakeContainer.Dead();
        await using (var rig = await Rig.StartAsync(Lingering, ("dead", dead)))
        {
            await rig.GetPageAsync();
            Assert.True(rig.Multiplexer.LingerAsync().IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task What_is_wrong_but_there_does_not_come_back()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Lingering, ("web", web));
        await rig.GetPageAsync();
        web.Answer = Answers.Status(500);
        await rig.Log.WaitFor("container is down");
        using var stop = new CancellationTokenSource();
        var lingering = rig.Multiplexer.LingerAsync(stop.Token);

        Assert.Equal("", await rig.GetContainersPageAsync());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lingering);
    }
}
