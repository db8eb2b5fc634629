using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace PromMultiplexer.Load;

/// <summary>What a container answers, one after the other: the same series with other values, or other series, plain and compressed.</summary>
internal sealed class TargetPage
{
    private const int SamplesPerFamily = 20;

    /// <summary>Makes the answers of a container with so many samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="seed">Which values they have.</param>
    /// <param name="isRestless">Whether each answer has other series.</param>
    public TargetPage(int samples, int seed, bool isRestless = false)
    {
        // Of a huge page two are enough: every value still is another one than before.
        var count = samples > 100_000 ? 2 : 8;
        var random = new Random(seed);
        Plain = new byte[count][];
        Compressed = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var page = Write(samples, random, isRestless ? $"{i}" : "");
            Plain[i] = Answer(page, isCompressed: false);
            Compressed[i] = Answer(Compress(page), isCompressed: true);
            Length = page.Length;
        }
    }

    /// <summary>The answers, headers included.</summary>
    public byte[][] Plain { get; }

    /// <summary>The same with bodies in gzip.</summary>
    public byte[][] Compressed { get; }

    /// <summary>The bytes of a page.</summary>
    public int Length { get; }

    private static byte[] Write(int samples, Random random, string more)
    {
        var page = new StringBuilder();
        for (var sample = 0; sample < samples; sample++)
        {
            var family = sample / SamplesPerFamily;
            if (sample % SamplesPerFamily == 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"# HELP http{more}_part{family:00000}_requests_total The requests that part {family} has answered.\n# TYPE http{more}_part{family:00000}_requests_total counter\n");
            }

            page.Append(CultureInfo.InvariantCulture, $"http{more}_part{family:00000}_requests_total{{code=\"{200 + (sample % 4)}\",handler=\"/api/v1/resource-{sample % SamplesPerFamily}\",method=\"GET\"}} {random.Next(1_000_000)}\n");
        }

        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static byte[] Compress(byte[] page)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(page);
        }

        return compressed.ToArray();
    }

    private static byte[] Answer(byte[] body, bool isCompressed) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n{(isCompressed ? "Content-Encoding: gzip\r\n" : "")}Content-Length: {body.Length}\r\n\r\n")),
        .. body,
    ];
}
