using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;

namespace PromMultiplexer.Load;

/// <summary>Reads the merged page as Prometheus 3 does.</summary>
internal sealed class PageReader(int port) : IDisposable
{
    private const string Accept =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Reads the page and throws it away.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> ReadAsync() => (await ReadAsync(keep: null)).Duration;

    /// <summary>Reads the page and looks at what it says of the containers.</summary>
    public async Task<PageReading> ExamineAsync()
    {
        using var body = new MemoryStream();
        var (duration, length) = await ReadAsync(body);
        body.Position = 0;
        using var page = new StreamReader(new GZipStream(body, CompressionMode.Decompress));
        var reading = new PageReading(duration, length, 0, 0, 0);
        while (await page.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("multiplexer_container_up{", StringComparison.Ordinal))
            {
                reading = reading with { Up = reading.Up + (Value(line) > 0 ? 1 : 0) };
            }
            else if (line.StartsWith("multiplexer_container_age_seconds{", StringComparison.Ordinal))
            {
                reading = reading with { OldestSeconds = Math.Max(reading.OldestSeconds, Value(line)) };
            }

            reading = reading with { Lines = reading.Lines + 1 };
        }

        return reading;
    }

    public void Dispose() => _http.Dispose();

    private static double Value(string line) => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);

    private async Task<(TimeSpan Duration, long Length)> ReadAsync(Stream? keep)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        request.Headers.TryAddWithoutValidation("User-Agent", "Prometheus/3.0.0");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", "10");
        var start = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int count; (count = await stream.ReadAsync(buffer)) > 0; length += count)
        {
            keep?.Write(buffer, 0, count);
        }

        return (Stopwatch.GetElapsedTime(start), length);
    }
}
