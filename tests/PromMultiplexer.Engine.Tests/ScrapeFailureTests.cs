using System.Net.Sockets;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Every way in which a scrape can fail: its reason, its text, and that nothing of it is served.</summary>
public sealed class ScrapeFailureTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n";

    private const int Limit = 10_000;

    private static readonly byte[] EmptyGzipMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static TheoryData<string, ScrapeFailure, string> Failures { get; } = new()
    {
        { "refused", ScrapeFailure.Refused, "nobody listens on 127.0.0.1:PORT or [::1]:PORT" },
        { "hang before the answer", ScrapeFailure.Timeout, "no complete answer within 300ms" },
        { "hang in the headers", ScrapeFailure.Timeout, "no complete answer within 300ms" },
        { "hang in the body", ScrapeFailure.Timeout, "no complete answer within 300ms" },
        { "close before the answer", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "close in the headers", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "close in the body", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "close in the chunks", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "reset before the answer", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "reset in the body", ScrapeFailure.Connection, "the connection broke before the answer was complete" },
        { "not http", ScrapeFailure.Protocol, "the answer is not valid HTTP" },
        { "broken header", ScrapeFailure.Protocol, "the answer is not valid HTTP" },
        { "broken chunk", ScrapeFailure.Protocol, "the answer is not valid HTTP" },
        { "endless headers", ScrapeFailure.TooLarge, "the answer's headers are larger than 32 KiB" },
        { "500", ScrapeFailure.Status, "answered 500, expected 200" },
        { "404", ScrapeFailure.Status, "answered 404, expected 200" },
        { "204", ScrapeFailure.Status, "answered 204, expected 200" },
        { "206", ScrapeFailure.Status, "answered 206, expected 200" },
        { "redirect elsewhere", ScrapeFailure.Status, "answered 302 to \"http://elsewhere/\": 9 redirects at most are followed, on the same host and port" },
        { "redirect to another port", ScrapeFailure.Status, "answered 307 to \"http://localhost:1/\": 9 redirects at most are followed, on the same host and port" },
        { "redirect in a circle", ScrapeFailure.Status, "answered 308 to \"/metrics\": 9 redirects at most are followed, on the same host and port" },
        { "redirect to nowhere", ScrapeFailure.Status, "answered 301, expected 200" },
        { "another choice", ScrapeFailure.Status, "answered 300 to \"/\": 9 redirects at most are followed, on the same host and port" },
        { "announced too large", ScrapeFailure.TooLarge, "the page is larger than 10000 bytes" },
        { "too large", ScrapeFailure.TooLarge, "the page is larger than 10000 bytes" },
        { "endless", ScrapeFailure.TooLarge, "the page is larger than 10000 bytes" },
        { "gzip bomb", ScrapeFailure.TooLarge, "the page is larger than 10000 bytes" },
        { "endless gzip of nothing", ScrapeFailure.TooLarge, "the page is larger than 10000 bytes" },
        { "gzip cut short in the data", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip cut short in the checksum", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip cut short in the header", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip with something behind it", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip with a wrong checksum", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip that is none", ScrapeFailure.Encoding, "the gzip body is broken or cut short" },
        { "gzip of no bytes", ScrapeFailure.Encoding, "the gzip body is empty" },
        { "brotli", ScrapeFailure.Encoding, "Content-Encoding \"br\" was not asked for" },
        { "gzip twice", ScrapeFailure.Encoding, "Content-Encoding \"gzip, gzip\" was not asked for" },
        { "protobuf cut short", ScrapeFailure.Parse, "line 1, column 1: a message of 9 bytes where the page has only 3, near \"09 0a 01 78\"" },
        { "openmetrics cut short", ScrapeFailure.Parse, "line 2, column 1: the page does not end with # EOF" },
        {
            "html", ScrapeFailure.ContentType,
            "Content-Type \"text/html\" names no known format, and as Text004 it is refused: line 1, column 1: PARSER"
        },
        { "parse", ScrapeFailure.Parse, "line 2, column 3: PARSER" },
        { "label collision", ScrapeFailure.LabelCollision, "line 1, column 1: PARSER" },
    };

    [Theory]
    [InlineData(SocketError.HostNotFound, "there is no host nowhere.invalid")]
    [InlineData(SocketError.NoData, "no address was found for the host nowhere.invalid")]
    [InlineData(SocketError.NoRecovery, "no address was found for the host nowhere.invalid")]
    [InlineData(SocketError.TryAgain, "no address was found for the host nowhere.invalid")]
    public async Task A_host_without_an_address_is_named(SocketError code, string text)
    {
        using var fetcher = new PageFetcher(new MultiplexerOptions(), TimeSpan.Zero, (_, _) => throw new SocketException((int)code));

        var page = await fetcher.FetchAsync(new Uri("http://nowhere.invalid/metrics"), new PageBuffer(), CancellationToken.None);
        Assert.Equal(new ScrapeError(ScrapeFailure.Connection, text), page.Error);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_scrape_has_a_reason_and_leaves_nothing_on_the_page(string name, ScrapeFailure failure, string text)
    {
        await using var container = name == "refused" ? FakeContainer.Dead() : FakeContainer.Start(Named(name));
        var options = Rig.Options with
        {
            ScrapeTimeout = failure == ScrapeFailure.Timeout ? TimeSpan.FromMilliseconds(300) : Patience.Long,
            BodySizeLimit = Limit,
            OnLabelCollision = LabelCollision.Fail,
        };
        await using var rig = await Rig.StartAsync(options, ("web", container));

        var page = await rig.GetPageAsync();

        var state = Assert.Single(rig.Multiplexer.Containers);
        Assert.Equal(failure, state.LastError?.Failure);
        var expected = text.Replace("PORT", container.Port.ToString());
        if (expected.EndsWith("PARSER"))
        {
            // What the reader says is the reader's to test; that it is passed on with its place is ours.
            Assert.StartsWith(expected[..^"PARSER".Length], state.LastError?.Text);
        }
        else
        {
            Assert.Equal(expected, state.LastError?.Text);
        }

        Assert.False(state.Up);
        Assert.Equal(0, state.Samples);
        Assert.Equal("", Rig.WithoutVitals(page));
        Assert.True(Rig.Value(page, $"multiplexer_container_failures_total{{container=\"web\",reason=\"{failure.Spell()}\"}}") >= 1);
        var others = ScrapeFailureSpelling.All.Where(other => other != failure);
        Assert.All(others, other => Assert.Equal(0, Rig.Value(page, $"multiplexer_container_failures_total{{container=\"web\",reason=\"{other.Spell()}\"}}")));
        Assert.DoesNotContain(rig.Log.Entries, entry => entry.Level == LogLevel.Error);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/html")]
    [InlineData("application/vnd.google.protobuf; proto=other.Message; encoding=delimited")]
    public async Task A_page_without_a_known_content_type_is_read_as_text_and_that_is_noted_once(string? contentType)
    {
        await using var web = FakeContainer.Start(Answers.Page("a 1\n", contentType));
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        await web.MoreRequests(3);

        var noted = Assert.Single(rig.Log.With("page is read in the fallback format"));
        Assert.Equal("Text004", noted.Field("format"));
        Assert.Equal(
            string.IsNullOrEmpty(contentType) ? "there is no Content-Type" : $"Content-Type \"{contentType}\" names no known format",
            noted.Field("because"));
    }

    [Fact]
    public async Task Without_a_fallback_format_an_unknown_content_type_is_refused()
    {
        await using var web = FakeContainer.Start(Answers.Page("a 1\n", contentType: null));
        await using var rig = await Rig.StartAsync(Rig.Options with { FallbackFormat = null }, ("web", web));

        Assert.Equal("", await rig.GetContainersPageAsync());
        Assert.Equal(
            new ScrapeError(ScrapeFailure.ContentType, "there is no Content-Type, and there is no format to fall back to"),
            rig.Multiplexer.Containers[0].LastError);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    public async Task A_compressed_page_is_as_good_as_a_plain_one(string encoding)
    {
        await using var web = FakeContainer.Start(Answers.Body(Answers.Compress("a 1\n"u8), Answers.Text004, encoding));
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.Equal(4, rig.Multiplexer.Containers[0].BodyBytes);
    }

    [Fact]
    public async Task A_page_compressed_in_pieces_is_read_whole()
    {
        byte[] pieces = [.. Answers.Compress("a 1\n"u8), .. EmptyGzipMember, .. Answers.Compress("b 2\n"u8)];
        await using var web = FakeContainer.Start(Answers.Body(pieces, Answers.Text004, "gzip"));
        await using var rig = await Rig.StartAsync(("web", web));

        Assert.Equal(2, await rig.GetValueAsync("b{container=\"web\"}"));
        Assert.Equal(8, rig.Multiplexer.Containers[0].BodyBytes);
    }

    [Fact]
    public async Task A_page_of_just_the_limit_is_taken()
    {
        const int Size = 1000;
        var page = "a 1\n" + new string('\n', Size - 4);
        await using var plain = FakeContainer.Serving(page);
        await using var gzip = FakeContainer.Start(Answers.Gzip(page));
        await using var chunked = FakeContainer.Start(Answers.Raw($"{Good}Transfer-Encoding: chunked\r\n\r\n{Size:x}\r\n{page}\r\n0\r\n\r\n"));
        await using var rig = await Rig.StartAsync(Rig.Options with { BodySizeLimit = Size }, ("a", plain), ("b", gzip), ("c", chunked));

        await rig.GetPageAsync();

        Assert.All(rig.Multiplexer.Containers, container => Assert.Equal((true, Size), (container.Up, container.BodyBytes)));
    }

    private static Answer Named(string name)
    {
        var page = new string('#', 20 * Limit) + "\n";
        var gzip = Answers.Compress("a 1\n"u8);
        return name switch
        {
            "hang before the answer" => Answers.Hang(),
            "hang in the headers" => Answers.RawThenHang(Good),
            "hang in the body" => Answers.RawThenHang(Good + "Content-Length: 10\r\n\r\na 1\n"),
            "close before the answer" => Answers.Raw(""),
            "close in the headers" => Answers.Raw(Good),
            "close in the body" => Answers.Raw(Good + "Content-Length: 10\r\n\r\na 1\n"),
            "close in the chunks" => Answers.Raw(Good + "Transfer-Encoding: chunked\r\n\r\n4\r\na 1\n\r\n"),
            "reset before the answer" => Answers.RawThenReset(""),
            "reset in the body" => Answers.RawThenReset(Good + "Content-Length: 10\r\n\r\na 1\n"),
            "not http" => Answers.Raw("a 1\nb 2\n\n\n"),
            "broken header" => Answers.Raw("HTTP/1.1 200 OK\r\nwhat is this\r\n\r\n"),
            "broken chunk" => Answers.Raw(Good + "Transfer-Encoding: chunked\r\n\r\nxyz\r\na 1\n\r\n"),
            "endless headers" => Answers.Raw(Good + string.Concat(Enumerable.Repeat("X-Padding: 0123456789\r\n", 5000)) + "\r\n"),
            "500" => Answers.Status(500),
            "404" => Answers.Status(404),
            "204" => Answers.Raw("HTTP/1.1 204 No Content\r\n\r\n"),
            "206" => Answers.Status(206),
            "redirect elsewhere" => Answers.Status(302, "Location: http://elsewhere/\r\n"),
            "redirect to another port" => Answers.Status(307, "Location: http://localhost:1/\r\n"),
            "redirect in a circle" => Answers.Status(308, "Location: /metrics\r\n"),
            "redirect to nowhere" => Answers.Status(301),
            "another choice" => Answers.Status(300, "Location: /\r\n"),
            "announced too large" => Answers.RawThenHang(Good + "Content-Length: 10001\r\n\r\n"),
            "too large" => Answers.Raw(Good + "\r\n" + page),
            "endless" => async connection =>
            {
                await connection.SendAsync(Good + "\r\n");
                while (true)
                {
                    await connection.SendAsync(page);
                }
            },
            "gzip bomb" => Answers.Gzip(page),
            "endless gzip of nothing" => async connection =>
            {
                await connection.SendAsync(Good + "Content-Encoding: gzip\r\n\r\n");
                while (true)
                {
                    await connection.SendAsync(EmptyGzipMember);
                }
            },
            "gzip cut short in the data" => Answers.Body(gzip[..^9], Answers.Text004, "gzip"),
            "gzip cut short in the checksum" => Answers.Body(gzip[..^1], Answers.Text004, "gzip"),
            "gzip cut short in the header" => Answers.Body(gzip[..5], Answers.Text004, "gzip"),
            "gzip with something behind it" => Answers.Body([.. gzip, 1, 2, 3], Answers.Text004, "gzip"),
            "gzip with a wrong checksum" => Answers.Body([.. gzip[..^8], (byte)(gzip[^8] ^ 1), .. gzip[^7..]], Answers.Text004, "gzip"),
            "gzip that is none" => Answers.Body(Encoding.UTF8.GetBytes("a 1\n"), Answers.Text004, "gzip"),
            "gzip of no bytes" => Answers.Body([], Answers.Text004, "gzip"),
            "brotli" => Answers.Body(gzip, Answers.Text004, "br"),
            "gzip twice" => Answers.Body(gzip, Answers.Text004, "gzip, gzip"),
            "protobuf cut short" => Answers.Page("\u0009\n\u0001x", "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"),
            "openmetrics cut short" => Answers.Page("a 1\n", "application/openmetrics-text; version=1.0.0"),
            "html" => Answers.Page("<html>404 not found</html>", "text/html"),
            "parse" => Answers.Page("a 1\nb what\n"),
            "label collision" => Answers.Page("a{container=\"x\"} 1\n"),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }
}
