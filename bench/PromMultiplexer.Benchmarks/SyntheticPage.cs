using System.Globalization;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>Pages of any size: counters, gauges and histograms with some labels, as services have them.</summary>
internal static class SyntheticPage
{
    private static readonly string[] Bounds = ["0.005", "0.05", "0.5", "5", "+Inf"];

    /// <summary>A page of text.</summary>
    public static Payload Make(int families, int samples) =>
        new($"made_{samples}.txt", ExpositionFormat.Text004, Write(families, samples, isOpenMetrics: false));

    /// <summary>The same in OpenMetrics.</summary>
    public static Payload MakeOpenMetrics(int families, int samples) =>
        new($"made_{samples}.om.txt", ExpositionFormat.OpenMetrics100, Write(families, samples, isOpenMetrics: true));

    private static byte[] Write(int families, int samples, bool isOpenMetrics)
    {
        var page = new StringBuilder();
        var random = new Random(samples);
        var left = samples;
        for (var family = 0; left > 0; family++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"service_part{family:00000}_requests");
            var count = family == families - 1 ? left : Math.Min(left, Math.Max(1, samples / families));
            left -= count;
            switch (family % 3)
            {
                case 0 when count >= Bounds.Length + 2:
                    page.Append(CultureInfo.InvariantCulture, $"# HELP {name}_seconds How long it took, in seconds.\n# TYPE {name}_seconds histogram\n");
                    for (var series = 0; count > Bounds.Length + 1; series++)
                    {
                        var total = 0;
                        foreach (var bound in Bounds)
                        {
                            total += random.Next(1000);
                            page.Append(CultureInfo.InvariantCulture, $"{name}_seconds_bucket{{handler=\"/api/v1/{series}\",method=\"GET\",le=\"{bound}\"}} {total}\n");
                        }

                        page.Append(CultureInfo.InvariantCulture, $"{name}_seconds_sum{{handler=\"/api/v1/{series}\",method=\"GET\"}} {random.NextDouble()}\n");
                        page.Append(CultureInfo.InvariantCulture, $"{name}_seconds_count{{handler=\"/api/v1/{series}\",method=\"GET\"}} {total}\n");
                        count -= Bounds.Length + 2;
                    }

                    left += count;
                    break;
                case 1:
                    page.Append(CultureInfo.InvariantCulture, $"# HELP {name}{(isOpenMetrics ? "" : "_total")} How many there were.\n# TYPE {name}{(isOpenMetrics ? "" : "_total")} counter\n");
                    for (; count > 0; count--)
                    {
                        page.Append(CultureInfo.InvariantCulture, $"{name}_total{{code=\"{200 + count}\",method=\"GET\",instance=\"app-{count}\"}} {random.Next()}\n");
                    }

                    break;
                default:
                    page.Append(CultureInfo.InvariantCulture, $"# HELP {name} How many there are at the moment.\n# TYPE {name} gauge\n");
                    for (; count > 0; count--)
                    {
                        page.Append(CultureInfo.InvariantCulture, $"{name}{{queue=\"queue-{count}\",state=\"waiting\"}} {random.NextDouble()}\n");
                    }

                    break;
            }
        }

        page.Append(isOpenMetrics ? "# EOF\n" : "");
        return Encoding.UTF8.GetBytes(page.ToString());
    }
}
