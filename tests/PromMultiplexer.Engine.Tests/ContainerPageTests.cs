using System.IO.Compression;
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

    [Theory]
    [InlineData("/metrics/web")]
    [InlineData("/metrics/web?unlabeled=true")]
    [InlineData("/metrics?name[]=nothing")]
    public async Task A_page_without_anything_can_be_decompressed(string path)
    {
        await using var web = FakeContainer.Serving("# nothing yet\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, path, ("Accept-Encoding", "gzip"));
        var body = await response.Content.ReadAsByteArrayAsync();

        // A reader that meets no gzip at all sees an empty text as well, so the length is looked at, too.
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(20, body.Length);
        using var text = new MemoryStream();
        new GZipStream(new MemoryStream(body), CompressionMode.Decompress).CopyTo(text);
        Assert.Empty(text.ToArray());
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

    [Fact]
    public async Task The_page_can_go_without_the_label()
    {
        await using var web = FakeContainer.Serving("b{container=\"own\"} 1\na{x=\"y\"} 2\n");
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal(
            "# TYPE a untyped\na{x=\"y\"} 2\n# TYPE b untyped\nb{container=\"own\"} 1\n",
            await rig.Client.GetStringAsync("/metrics/web?unlabeled=true"));
        Assert.Contains("b{container=\"web\",exported_container=\"own\"} 1\n", Ordered(await rig.Client.GetStringAsync("/metrics/web?unlabeled=false")));

        // Which of the two stands first is not what this is about.
        static string Ordered(string page) =>
            page.Replace("{exported_container=\"own\",container=\"web\"}", "{container=\"web\",exported_container=\"own\"}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_label_names_in_quotes_are_escaped_all_the_same()
    {
        await using var web = FakeContainer.Serving("{\"a.b\",\"c.d\"=\"1\"} 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal("# TYPE a_b untyped\na_b{c_d=\"1\"} 1\n", await rig.Client.GetStringAsync("/metrics/web?unlabeled"));
        Assert.Equal("# TYPE a_b untyped\na_b{c_d=\"1\",container=\"web\"} 1\n", await rig.Client.GetStringAsync("/metrics/web"));
    }

    [Theory]
    [InlineData("a 1\n# odd   spelling\n\na{ x = \"y\" , } 2e0 \n", "text/plain; version=0.0.4; charset=utf-8; of=\"theirs\"", false)]
    [InlineData("# TYPE a counter\na_total 1 # {x=\"y\"} 1\n# EOF\n", "application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    [InlineData("a 1\n", null, false)]
    [InlineData("", Answers.Text004, false)]
    public async Task The_page_can_be_had_as_it_was_received(string body, string? contentType, bool isCompressed)
    {
        await using var web = FakeContainer.Start(Answers.Body(
            isCompressed ? Answers.Compress(System.Text.Encoding.UTF8.GetBytes(body)) : System.Text.Encoding.UTF8.GetBytes(body),
            contentType,
            isCompressed ? "gzip" : null));
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web?raw", ("Accept-Encoding", "gzip"), ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $"Content-Length: {body.Length}\nContent-Security-Policy: default-src 'none'; sandbox\n"
                + (contentType is null ? "" : $"Content-Type: {contentType}\n") + "X-Content-Type-Options: nosniff",
            Rig.Headers(response));
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_container_that_is_down_has_nothing_as_received()
    {
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics/web?raw");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Container web is down: status: answered 500, expected 200.\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_is_kept_until_its_own_container_has_something_new()
    {
        var options = new MultiplexerOptions { Targets = [new Target("web", 1), new Target("db", 2)] };
        var (vitals, log, changes, snapshots) = (new MultiplexerVitals(options), new Log(new RecordingSink()), new ChangeCounter(), new SnapshotPool(3));
        Container[] containers = [.. options.Targets.Select(target => new Container(target, options, snapshots, changes, vitals, log))];
        var pages = new ContainerPages(new PageBuilder(containers, vitals, options, new ConflictWatch(vitals, log)).BuildAsync, TimeSpan.FromDays(1));
        var form = new PageForm(Exposition.ExpositionFormat.Text004, Exposition.NameEscaping.Underscores);

        await Scrape(containers[0]);
        await Scrape(containers[1]);
        var first = await pages.AcquireAsync(containers[0], form, CancellationToken.None);
        Assert.Same(first, await pages.AcquireAsync(containers[0], form, CancellationToken.None));
        await Scrape(containers[1]);
        Assert.Same(first, await pages.AcquireAsync(containers[0], form, CancellationToken.None));
        Assert.NotSame(first, await pages.AcquireAsync(containers[1], form, CancellationToken.None));
        await Scrape(containers[0]);
        Assert.NotSame(first, await pages.AcquireAsync(containers[0], form, CancellationToken.None));

        static async Task Scrape(Container container)
        {
            var snapshot = await container.TakeSnapshotAsync(CancellationToken.None);
            System.Buffers.BuffersExtensions.Write(snapshot.Body, "a 1\n"u8);
            Assert.Null(snapshot.Read(Exposition.ExpositionFormat.Text004, new MultiplexerOptions(), Exposition.ExpositionFilter.None, container.Injector));
            container.Succeeded(snapshot, TimeSpan.FromSeconds(1));
        }
    }
}
