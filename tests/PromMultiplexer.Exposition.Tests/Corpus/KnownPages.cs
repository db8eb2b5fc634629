using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>The text pages that other tests know by heart, and real ones where they are at hand.</summary>
internal static class KnownPages
{
    /// <summary>Small pages: those of the golden tables, and some that are longer than a line.</summary>
    public static IReadOnlyList<byte[]> Golden { get; } =
    [
        .. new[]
        {
            TextReaderTests.Accepted.Select(row => (string)row[0]),
            TextReaderTests.Refused.Select(row => (string)row[0]),
            TextReaderTests.RefusedInStrictMode.Select(row => (string)row[0]),
            LabelInjectorTests.Slots.Select(row => (string)row[0] + "\n"),
            LabelInjectorTests.Collisions.Select(row => (string)row[0] + "\n"),
            [Usual, Unsorted, Crowded],
        }.SelectMany(pages => pages).Distinct().Select(Encoding.UTF8.GetBytes),
        [.. "a{b=\""u8, 0xff, .. "\",c=\"a value that is long enough for the fast way\"} 1\nb 1\n"u8],
        [.. "# HELP a "u8, 0xc3, .. "\na 1\n"u8],
    ];

    /// <summary>What programs really write, in small.</summary>
    public const string Usual = """
        # HELP go_goroutines Number of goroutines that currently exist.
        # TYPE go_goroutines gauge
        go_goroutines 32
        # HELP http_request_duration_seconds A histogram.
        # TYPE http_request_duration_seconds histogram
        http_request_duration_seconds_bucket{code="200",path="/\"quoted\"",le="0.1"} 1
        http_request_duration_seconds_bucket{code="200",path="/\"quoted\"",le="+Inf"} 2
        http_request_duration_seconds_sum{code="200",path="/\"quoted\""} 1.25e-05
        http_request_duration_seconds_count{code="200",path="/\"quoted\""} 2
        # HELP http_requests_total The total number of HTTP requests.
        # TYPE http_requests_total counter
        http_requests_total{method="post",code="200"} 1027 1395066363000
        http_requests_total{method="post",code="400"} 3 1395066363000
        # HELP rpc_duration_seconds A summary of the RPC duration in seconds.
        # TYPE rpc_duration_seconds summary
        rpc_duration_seconds{quantile="0.5"} 4773
        rpc_duration_seconds{quantile="0.99"} NaN
        rpc_duration_seconds_sum 1.7560473e+07
        rpc_duration_seconds_count 2693
        up 1

        """;

    private const string UsualOpenMetrics = """
        # HELP jobs_seconds Time \"spent\".
        # TYPE jobs_seconds counter
        # UNIT jobs_seconds seconds
        jobs_seconds_total{queue="a"} 1.5 1700000000.123 # {trace_id="abc"} 0.5 1700000000.1
        jobs_seconds_created{queue="a"} 1.6e9 1700000000.123
        # TYPE latency histogram
        latency_bucket{path="/",le="0.5"} 1 # {trace_id="x"} 0.25
        latency_bucket{path="/",le="+Inf"} 2
        latency_sum{path="/"} 1.25
        latency_count{path="/"} 2
        latency_created{path="/"} 1.6e9
        # TYPE sizes gaugehistogram
        sizes_bucket{le="1.0"} 1
        sizes_bucket{le="+Inf"} 3
        sizes_gcount 3
        sizes_gsum -5.5
        # TYPE build info
        build_info{version="1.0"} 1
        # TYPE state stateset
        state{state="on"} 1
        state{state="off"} 0
        # TYPE rpc summary
        rpc{quantile="0.5"} NaN
        rpc_sum 7
        rpc_count 3
        rpc_created 1.6e9
        # TYPE other unknown
        other 1
        # TYPE "a.b" gauge
        {"a.b","c.d"="e"} 1
        # EOF

        """;

    private const string Unsorted = """
        zz_total{a="b"} 1
        h_bucket{a="some value that is long",le="1"} 1
        h_sum 1
        # TYPE h histogram
        h_count 1
        # TYPE aa gauge
        # HELP aa Some text.
        aa{container="x"} 1
        zz_total{a="c"} 2
        # TYPE zz_total counter

        """;

    private static string Crowded => $"many{{{string.Join(',', Enumerable.Range(0, 30).Select(i => $"label{i:000}=\"{new string('v', i)}\""))}}} 1\n"
        + $"few{{{string.Join(',', Enumerable.Range(0, 24).Select(i => $"l{i}=\"{i}\""))}}} 1\n{new string('n', 200)} {new string('7', 150)}\n";

    /// <summary>Pages of OpenMetrics: those of the golden tables, one with everything, and the cases of the OpenMetrics project where they are at hand.</summary>
    public static IReadOnlyList<byte[]> OpenMetrics { get; } =
    [
        .. new[]
        {
            OpenMetricsReaderTests.Accepted.Select(row => (string)row[0]),
            OpenMetricsReaderTests.Refused.Select(row => (string)row[0]),
            OpenMetricsReaderTests.RefusedInStrictMode.Select(row => (string)row[0]),
            ((IEnumerable<object[]>)OpenMetricsWriterTests.Kept).Select(row => (string)row[0]),
            OpenMetricsWriterTests.FromText.Select(row => (string)row[1]),
            [UsualOpenMetrics],
        }.SelectMany(pages => pages).Distinct().Select(Encoding.UTF8.GetBytes),
        .. SharedData.Find("conformance/openmetrics") is { } folder
            ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(directory => File.ReadAllBytes(Path.Combine(directory, "metrics")))
            : [],
    ];

    /// <summary>Pages of protobuf: one for each type of family, random ones, and real ones where they are at hand.</summary>
    public static IReadOnlyList<byte[]> Protobuf { get; } =
    [
        .. ProtobufMutationTests.Messages,
        .. Enumerable.Range(0, 20).Select(seed => ProtobufPages.Write(new RandomFamilies(seed).Next())),
        .. SharedData.Find("payloads") is { } payloads
            ? Directory.GetFiles(payloads, "*.pb").Order(StringComparer.Ordinal).Select(file => File.ReadAllBytes(file))
            : [],
    ];

    /// <summary>The real pages beside the checkout; none where they are not there.</summary>
    public static IReadOnlyList<byte[]> Payloads() => SharedData.Find("payloads") is { } folder
        ? [.. Directory.GetFiles(folder, "*.txt").Where(file => !file.EndsWith(".om.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
        : [];

    /// <summary>Lines of OpenMetrics, damaged or cut, as a page that has its end.</summary>
    public static byte[] Ended(ReadOnlySpan<byte> lines)
    {
        lines = lines.IndexOf("# EOF"u8) is >= 0 and var end ? lines[..end] : lines;
        return [.. lines, .. lines.IsEmpty || lines[^1] == (byte)'\n' ? ""u8 : "\n"u8, .. "# EOF\n"u8];
    }

    /// <summary>The part of a page that ends at some byte and begins with a line some hundred bytes before.</summary>
    public static ReadOnlyMemory<byte> Window(byte[] page, int end, int length = 600)
    {
        var start = Math.Max(0, end - length);
        var lineStart = start == 0 ? 0 : page.AsSpan(start, end - start).IndexOf((byte)'\n') + 1 + start;
        return page.AsMemory(lineStart, end - lineStart);
    }
}
