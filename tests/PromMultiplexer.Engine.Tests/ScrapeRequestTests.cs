using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Engine.Tests;

public sealed class ScrapeRequestTests
{
    [Fact]
    public async Task Containers_are_asked_as_prometheus_asks()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeTimeout = TimeSpan.FromSeconds(2.5) }, ("web", web));
        await web.RequestsReach(2);

        var request = web.Requests.First();
        Assert.Equal("GET /metrics HTTP/1.1", request.Line);
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["Accept"] = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                ["Accept-Encoding"] = "gzip",
                ["Host"] = $"localhost:{web.Port}",
                ["User-Agent"] = $"PromMultiplexer/{ProductInfo.Version}",
                ["X-Prometheus-Scrape-Timeout-Seconds"] = "2.5",
            },
            new SortedDictionary<string, string>(request.Headers.ToDictionary()));
        Assert.Matches(@"^\d+\.\d+\.\d+", ProductInfo.Version);
    }

    [Fact]
    public async Task No_tracing_headers_are_sent_even_inside_an_activity()
    {
        using var activity = new System.Diagnostics.Activity("test").Start();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));
        await rig.GetPageAsync();

        Assert.DoesNotContain(web.Requests.First().Headers.Keys, name => name is "traceparent" or "Request-Id" or "tracestate");
    }

    [Fact]
    public async Task Each_container_can_have_its_own_path_and_query()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { Targets = [new Target("vault", web.Port, "/v1/sys/metrics?format=prometheus")] });
        await rig.GetPageAsync();

        Assert.Equal("GET /v1/sys/metrics?format=prometheus HTTP/1.1", web.Requests.First().Line);
        Assert.Equal($"http://localhost:{web.Port}/v1/sys/metrics?format=prometheus", rig.Multiplexer.Containers[0].Url.ToString());
    }

    [Fact]
    public async Task All_scrapes_of_a_container_share_one_connection()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        await web.RequestsReach(10);

        Assert.Equal(1, web.Connections);
    }

    [Fact]
    public async Task A_status_other_than_200_does_not_cost_the_connection()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(("web", web));

        await web.RequestsReach(5);

        Assert.Equal(1, web.Connections);
    }

    [Theory]
    [InlineData(301, "/metrics/")]
    [InlineData(302, "metrics/")]
    [InlineData(303, "http://localhost:PORT/metrics/")]
    [InlineData(307, "http://127.0.0.1:PORT/metrics/#part")]
    [InlineData(308, "http://LOCALHOST:PORT/metrics/")]
    public async Task Redirects_are_followed_as_long_as_they_stay_with_the_container(int status, string location)
    {
        var asked = 0;
        await using var web = FakeContainer.Start(Answers.Hang());
        var redirect = Answers.Status(status, $"Location: {location.Replace("PORT", web.Port.ToString())}\r\n");
        var page = Answers.Page("a 1\n");
        web.Answer = connection => (Interlocked.Increment(ref asked) == 1 ? redirect : page)(connection);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web));

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        Assert.Equal(["GET /metrics HTTP/1.1", "GET /metrics/ HTTP/1.1"], web.Requests.Select(request => request.Line).Order(StringComparer.Ordinal));
        Assert.Equal(1, web.Connections);
    }

    [Theory]
    [InlineData("/.//127.0.0.1:1/x", "//127.0.0.1:1/x")]
    [InlineData("/a/..//127.0.0.1:1/x", "//127.0.0.1:1/x")]
    [InlineData("http://localhost:PORT//127.0.0.1:1/x", "//127.0.0.1:1/x")]
    [InlineData("x%20y%2Fz?a=%26b", "/x%20y%2Fz?a=%26b")]
    public async Task A_redirect_changes_the_path_and_nothing_else(string location, string path)
    {
        var asked = 0;
        await using var web = FakeContainer.Start(Answers.Hang());
        var redirect = Answers.Status(302, $"Location: {location.Replace("PORT", web.Port.ToString())}\r\n");
        var page = Answers.Page("a 1\n");
        web.Answer = connection => (Interlocked.Increment(ref asked) == 1 ? redirect : page)(connection);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web));

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        Assert.Contains(web.Requests, request => request.Line == $"GET {path} HTTP/1.1");
        Assert.Equal(2, web.Requests.Count);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task Nine_redirects_are_followed(int redirects, bool isFollowed)
    {
        var asked = 0;
        var redirect = Answers.Status(302, "Location: /metrics\r\n");
        var page = Answers.Page("a 1\n");
        await using var web = FakeContainer.Start(connection => (Interlocked.Increment(ref asked) <= redirects ? redirect : page)(connection));
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web));

        Assert.Equal(isFollowed ? 1 : null, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.Equal(10, web.Requests.Count);
    }

    [Fact]
    public async Task A_kept_connection_that_breaks_is_no_failure()
    {
        // Each connection has one answer in it, and is reset when the next request comes.
        var asked = 0;
        var page = Answers.Page("a 1\n");
        var reset = Answers.RawThenReset("");
        await using var web = FakeContainer.Start(connection => (Interlocked.Increment(ref asked) % 2 == 1 ? page : reset)(connection));
        await using var rig = await Rig.StartAsync(
            Rig.Options with { ScrapeInterval = TimeSpan.Zero, PageLifetime = TimeSpan.FromTicks(1) }, ("web", web));

        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        }

        Assert.Equal(0, rig.Multiplexer.Containers[0].Failures);
        Assert.Equal(10, web.Connections);
    }

    [Fact]
    public async Task A_new_connection_that_breaks_is_a_failure()
    {
        await using var web = FakeContainer.Start(Answers.RawThenReset(""));
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web));

        Assert.Equal("", await rig.GetContainersPageAsync());

        Assert.Single(web.Requests);
        Assert.Equal(ScrapeFailure.Connection, rig.Multiplexer.Containers[0].LastError?.Failure);
    }

    [IPv6Fact]
    public async Task A_container_may_listen_on_ipv6_alone()
    {
        await using var web = FakeContainer.Start(IPAddress.IPv6Loopback, Answers.Page("a 1\n"));
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_used()
    {
        // What .NET makes of HTTP_PROXY. Nobody listens there.
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");
        try
        {
            await using var web = FakeContainer.Serving("a 1\n");
            await using var rig = await Rig.StartAsync(("web", web));

            Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }
}
