using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace PromMultiplexer.Load;

/// <summary>What a container answers, one after the other: the same series with other values, or other series, plain and compressed.</summary>
internal sealed class TargetPage
{
    private const int SamplesPerFamily = 20;

    private TargetPage(IEnumerable<byte[]> pages)
    {
        var all = pages.ToList();
        Plain = [.. all.Select(page => Answer(page, isCompressed: false))];
        Compressed = [.. all.Select(page => Answer(Compress(page), isCompressed: true))];
        Length = all[^1].Length;
    }

    /// <summary>The answers, headers included.</summary>
    public byte[][] Plain { get; }

    /// <summary>The same with bodies in gzip.</summary>
    public byte[][] Compressed { get; }

    /// <summary>The bytes of a page.</summary>
    public int Length { get; }

    /// <summary>Makes the answers of a container with so many samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="seed">Which values they have.</param>
    /// <param name="isRestless">Whether each answer has other series.</param>
    public static TargetPage Of(int samples, int seed, bool isRestless = false)
    {
        // Of a huge page two are enough: every value still is another one than before.
        var random = new Random(seed);
        return new TargetPage(Enumerable.Range(0, samples > 100_000 ? 2 : 8).Select(i => Write(samples, random, isRestless ? $"{i}" : "")));
    }

    /// <summary>Makes the answers of a container that is up to no good.</summary>
    /// <param name="hostility">What it is up to.</param>
    /// <param name="usual">The samples of one that is not.</param>
    /// <param name="seed">Which values they have.</param>
    public static TargetPage Of(Hostility hostility, int usual, int seed)
    {
        var random = new Random(seed);
        return hostility switch
        {
            Hostility.Families => new TargetPage([Lines(200_000, i => $"family_{i} {i}"), Lines(200_000, i => $"family_{i} {i + 1}")]),
            Hostility.Short => new TargetPage([Lines(600_000, _ => "a 1"), Lines(600_000, _ => "a 2")]),
            Hostility.Odd => new TargetPage([Lines(15_000, i => $"odd\t{{ n = \"{i}\" , }}\t{i}"), Lines(15_000, i => $"odd\t{{ n = \"{i}\" , }}\t{i + 1}")]),
            Hostility.Swinging => new TargetPage([Write(3_000, random, ""), Write(33_000, random, "")]),
            Hostility.Turning => new TargetPage([Write(20_000, random, ""), Lines(100_000, i => $"family_{i} {i}")]),
            _ => Of(usual, seed),
        };
    }

    private static byte[] Lines(int count, Func<int, string> line) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n")));

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
