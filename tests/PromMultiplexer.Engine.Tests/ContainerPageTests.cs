using System.Net;

namespace PromMultiplexer.Engine.Tests;

public sealed class ContainerPageTests
{
    [Fact]
    public async Task The_page_of_one_container_has_its_samples_alone_labeled()
    {
        await using var web = FakeContainer.Serving("b 1\n# TYPE a counter\na{x=\"y\"} 2\n");
        await using var db = FakeContainer.Serving("c 3\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "Content-Length: 82\nContent-Type: text/plain; version=0.0.4; charset=utf-8\nVary: Accept, Accept-Encoding",
            Rig.Headers(response));
        Assert.Equal(
            "# TYPE a counter\na{x=\"y\",container=\"web\"} 2\n# TYPE b untyped\nb{container=\"web\"} 1\n",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_page_is_compressed_for_those_who_like_it()
    {
        await using var web = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web", ("Accept-Encoding", "gzip"));

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal("# TYPE b untyped\nb{container=\"web\"} 1\n", await Bodies.ReadAsync(response));
    }

    [Fact]
    public async Task A_container_that_is_down_is_503_with_the_reason()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var db = FakeContainer.Serving("c 3\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("Container web is down: status: answered 500, expected 200.\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_first_request_waits_for_the_first_scrape_of_that_container()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("a 1\n")));
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));

        var page = rig.Client.GetStringAsync("/metrics/web");
        Assert.Contains("b{", await rig.Client.GetStringAsync("/metrics/db"));
        Assert.False(page.IsCompleted);
        gate.SetResult();

        Assert.Contains("a{container=\"web\"} 1\n", await page);
    }

    [Fact]
    public async Task A_first_scrape_that_takes_too_long_is_503()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web", ("X-Prometheus-Scrape-Timeout-Seconds", "0.1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Container web is down: its scrape has not ended.\n", await response.Content.ReadAsStringAsync());
    }
}
