using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.LibraryTour;

/// <summary>Families of one's own, in any format.</summary>
internal static class Writing
{
    public static void Run()
    {
        var family = new MetricFamily
        {
            Name = "latency_seconds",
            Unit = "seconds",
            Type = MetricType.Histogram,
            Metrics = [new Metric { Histogram = new Histogram { SampleCount = 3, SampleSum = 1.2, Buckets = [new Bucket { UpperBound = 0.5, CumulativeCount = 2 }] } }],
        };
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write([family], ExpositionFormat.OpenMetrics100, output);
        Console.Write(Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
