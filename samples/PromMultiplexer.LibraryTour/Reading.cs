using PromMultiplexer.Exposition;

namespace PromMultiplexer.LibraryTour;

/// <summary>A page as typed families, and what is wrong with one that is refused.</summary>
internal static class Reading
{
    public static void Run()
    {
        var page = "# TYPE orders_total counter\norders_total{region=\"eu\"} 5\norders_total{region=\"us\"} 2e3\n"u8.ToArray();
        var error = MetricFamilyReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, out var families);
        foreach (var metric in families[0].Metrics)
        {
            Console.WriteLine($"{families[0].Name} {metric.Labels[0].Value}: {metric.Counter!.Value}");
        }

        error = MetricFamilyReader.Read("orders_total 5 EUR\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, out families);
        Console.WriteLine(error);
    }
}
