using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

public sealed class ServingTests
{
    private const string PageType = "text/plain; version=0.0.4; charset=utf-8";

    [Theory]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/metrics/", HttpStatusCode.OK)]
    [InlineData("/metrics?name=x", HttpStatusCode.OK)]
    [InlineData("/metric%73", HttpStatusCode.OK)]
    [InlineData("/metrics/web", HttpStatusCode.OK)]
    [InlineData("/metrics/web/?x", HttpStatusCode.OK)]
    [InlineData("/metrics/w%65b", HttpStatusCode.OK)]
    [InlineData("/x/../metrics", HttpStatusCode.OK)]
    [InlineData("/-/healthy", HttpStatusCode.OK)]
    [InlineData("/-/ready", HttpStatusCode.OK)]
    [InlineData("/sd", HttpStatusCode.OK)]
    [InlineData("/metrics/web?raw", HttpStatusCode.OK)]
    [InlineData("/metrics?name[]=a&container=web", HttpStatusCode.OK)]
    [InlineData("/metrics?container=other", HttpStatusCode.NotFound)]
    [InlineData("/metrics/db", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/metrics/other", HttpStatusCode.NotFound)]
    [InlineData("/metrics/WEB", HttpStatusCode.NotFound)]
    [InlineData("/metrics%2Fweb", HttpStatusCode.NotFound)]
    [InlineData("/metrics//web", HttpStatusCode.NotFound)]
    [InlineData("/METRICS", HttpStatusCode.NotFound)]
    [InlineData("/sd/x", HttpStatusCode.NotFound)]
    [InlineData("/favicon.ico", HttpStatusCode.NotFound)]
    public async Task Head_answers_as_get_does_without_the_body(string path, HttpStatusCode expected)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Dead();
        var options = Rig.Options with { ScrapeInterval = Rig.Never, PageLifetime = Rig.Never };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));
        await rig.GetPageAsync();

        foreach (var encoding in new[] { "identity", "gzip" })
        {
            var get = await RawAsync(rig, $"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n");
            var head = await RawAsync(rig, $"HEAD {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {(int)expected} ", get.Head);
            Assert.Equal(WithoutDate(get.Head), WithoutDate(head.Head));
            Assert.Contains($"\r\nContent-Length: {get.Body.Length}\r\n", get.Head);
            Assert.NotEqual("", get.Body);
            Assert.Equal("", head.Body);
        }
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/web")]
    public async Task Pages_have_exact_headers(string path)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var plain = await rig.SendAsync(HttpMethod.Get, path);
        var gzip = await rig.SendAsync(HttpMethod.Get, path, ("Accept-Encoding", "gzip"));

        Assert.Equal(
            $"Content-Length: {plain.Content.Headers.ContentLength}\nContent-Type: {PageType}\nVary: Accept, Accept-Encoding",
            Rig.Headers(plain));
        Assert.Equal(
            $"Content-Encoding: gzip\nContent-Length: {gzip.Content.Headers.ContentLength}\nContent-Type: {PageType}\nVary: Accept, Accept-Encoding",
            Rig.Headers(gzip));
        Assert.Equal(Rig.WithoutVitals(await Bodies.ReadAsync(plain)), Rig.WithoutVitals(await Bodies.ReadAsync(gzip)));
    }

    [Theory]
    [InlineData("/nothing", HttpStatusCode.NotFound, "Nothing is here. The metrics of all containers are on /metrics, those of one on /metrics/<container>.\n")]
    [InlineData("/metrics/nobody", HttpStatusCode.NotFound, "There is no such container. There are: web.\n")]
    [InlineData("/-/healthy", HttpStatusCode.OK, "Healthy.\n")]
    [InlineData("/-/ready", HttpStatusCode.OK, "Ready.\n")]
    public async Task Other_answers_are_a_line_of_text(string path, HttpStatusCode status, string expected)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal($"Content-Length: {expected.Length}\nContent-Type: text/plain; charset=utf-8", Rig.Headers(response));
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("POST", "/metrics")]
    [InlineData("PUT", "/metrics/web")]
    [InlineData("DELETE", "/metrics/nobody")]
    [InlineData("OPTIONS", "/-/healthy")]
    [InlineData("get", "/metrics")]
    [InlineData("BREW", "/-/ready")]
    public async Task Other_methods_are_not_allowed(string method, string path)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var (head, body) = await RawAsync(rig, $"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405 ", head);
        Assert.Contains("\r\nAllow: GET, HEAD\r\n", head);
        Assert.Equal("Only GET and HEAD are understood here.\n", body);
    }

    [Fact]
    public async Task A_client_that_takes_too_long_for_a_page_is_cut_off()
    {
        var large = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"a{{i=\"{i}\",text=\"something to make it long\"}} {i}\n"));
        await using var web = FakeContainer.Serving(large);
        await using var rig = await Rig.StartAsync(
            Rig.Options with { Limits = new ServerLimits { ResponseTimeout = TimeSpan.FromMilliseconds(300), MinResponseBytesPerSecond = 0 } }, ("web", web));
        await rig.GetValueAsync("multiplexer_container_up{container=\"web\"}").ContinueWith(_ => { }, TaskScheduler.Default);

        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, rig.Multiplexer.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        var received = 0L;
        var buffer = new byte[1024];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Long)) > 0)
            {
                received += count;
                await Task.Delay(10); // that is what a slow client does
            }
        }
        catch (IOException)
        {
            // Cut off.
        }

        Assert.InRange(received, 1, large.Length / 2);
    }

    [Fact]
    public async Task The_probes_do_not_wait_for_containers()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));
    }

    [Fact]
    public async Task An_endpoint_of_ones_own_is_scraped_and_served()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { Endpoint = "/own/path" }, ("web", web));

        Assert.Contains("a{container=\"web\"} 1\n", await rig.Client.GetStringAsync("/own/path"));
        Assert.Contains("a{container=\"web\"} 1\n", await rig.Client.GetStringAsync("/own/path/web"));
        Assert.Equal("GET /own/path HTTP/1.1", web.Requests.First().Line);
        Assert.Equal($"http://127.0.0.1:{rig.Multiplexer.Port}/own/path", rig.Multiplexer.Url.ToString());
    }

    [Theory]
    [InlineData("what is this\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /metrics HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505 ")]
    [InlineData("GET /metrics%00 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task Requests_that_are_none_are_refused(string request, string expected)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.StartsWith(expected, (await RawAsync(rig, request)).Head);
        Assert.Contains("a{", await rig.GetPageAsync());
    }

    [Fact]
    public async Task Requests_beyond_the_limits_are_refused()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var limits = new ServerLimits { MaxRequestLineBytes = 1000, MaxRequestHeadersBytes = 2000, MaxRequestHeaderCount = 5 };
        await using var rig = await Rig.StartAsync(Rig.Options with { Limits = limits }, ("web", web));

        var longLine = await RawAsync(rig, $"GET /{new string('a', 1000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        var longHeaders = await RawAsync(rig, $"GET /metrics HTTP/1.1\r\nHost: x\r\nX: {new string('a', 2000)}\r\n\r\n");
        var manyHeaders = await RawAsync(rig, $"GET /metrics HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat("X: a\r\n", 5))}\r\n");

        Assert.StartsWith("HTTP/1.1 414 ", longLine.Head);
        Assert.StartsWith("HTTP/1.1 431 ", longHeaders.Head);
        Assert.StartsWith("HTTP/1.1 431 ", manyHeaders.Head);
    }

    [Fact]
    public async Task A_request_with_a_body_gets_its_page_and_no_second_request_on_its_connection()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));
        await rig.GetPageAsync();

        var (head, body) = await RawAsync(
            rig, $"GET /metrics/web HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\na 1\nGET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head);
        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", body);
    }

    [Fact]
    public async Task One_connection_more_than_the_limit_is_closed()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { Limits = new ServerLimits { MaxConnections = 1 } }, ("web", web));
        await rig.GetPageAsync(); // keeps its connection

        var (head, _) = await RawAsync(rig, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Equal("", head);
        Assert.Contains("a{", await rig.GetPageAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off()
    {
        // Larger than what the kernel buffers on both sides take.
        var page = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{{i=\"{i}\",filler=\"{new string('x', 50)}\"}} 1\n"));
        await using var web = FakeContainer.Serving(page);
        var limits = new ServerLimits { MinResponseBytesPerSecond = 1e9, MinResponseRateGracePeriod = TimeSpan.FromSeconds(1.1) };
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never, Limits = limits }, ("web", web));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);

        await socket.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        // The server's end of the connection is gone when writing to it is answered with RST.
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            using var patience = new CancellationTokenSource(Patience.Long);
            while (true)
            {
                await socket.SendAsync("x"u8.ToArray(), patience.Token);
                await Task.Delay(50, patience.Token);
            }
        });
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));
    }

    [Fact]
    public async Task A_client_that_leaves_early_disturbs_nobody()
    {
        var page = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{{i=\"{i}\"}} 1\n"));
        await using var web = FakeContainer.Serving(page);
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web));
        for (var i = 0; i < 10; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);
            await socket.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await socket.ReceiveAsync(new byte[1000]);
            socket.LingerState = new LingerOption(true, 0);
        }

        Assert.Contains("a{i=\"99999\",container=\"web\"} 1\n", await rig.GetPageAsync());
        Assert.DoesNotContain(rig.Log.Entries, entry => entry.Level >= LogLevel.Warn);
    }

    // Sends bytes and reads until the server closes.
    private static async Task<(string Head, string Body)> RawAsync(Rig rig, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port).WaitAsync(Patience.Long);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            await stream.CopyToAsync(answer).WaitAsync(Patience.Long);
        }
        catch (IOException)
        {
            // A server that refuses may do so with RST.
        }

        var text = Encoding.Latin1.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..(end + 4)], text[(end + 4)..]);
    }

    private static string WithoutDate(string head) =>
        string.Join('\n', head.Split("\r\n").Where(line => !line.StartsWith("Date: ", StringComparison.Ordinal)));
}
