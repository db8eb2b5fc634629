using BenchmarkDotNet.Attributes;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>From each format to each other, step by step and as a whole.</summary>
public class Conversions
{
    private Pipeline _pipeline = null!;

    /// <summary>From what to what.</summary>
    [ParamsSource(nameof(All))]
    public Conversion Conversion { get; set; } = null!;

    /// <summary>All conversions.</summary>
    public static IEnumerable<Conversion> All =>
    [
        .. Payloads.OpenMetrics.Select(page => new Conversion(page, ExpositionFormat.OpenMetrics100)),
        .. Payloads.OpenMetrics.Select(page => new Conversion(page, ExpositionFormat.Text004)),
        .. Payloads.Text.Select(page => new Conversion(page, ExpositionFormat.OpenMetrics100)),
        .. Payloads.Text.Select(page => new Conversion(page, ExpositionFormat.Protobuf)),
        .. Payloads.Protobuf.Select(page => new Conversion(page, ExpositionFormat.Protobuf)),
        .. Payloads.Protobuf.Select(page => new Conversion(page, ExpositionFormat.Text004)),
    ];

    /// <summary>Scrapes once.</summary>
    [GlobalSetup]
    public void Setup() => _pipeline = new Pipeline(Conversion.Payload, Conversion.Target);

    /// <summary>Reads the first page of a program.</summary>
    [Benchmark(Description = "read, first page")]
    public void ReadFirst() => _pipeline.Read(isFirst: true);

    /// <summary>Reads the next page of a program.</summary>
    [Benchmark(Description = "read, next page")]
    public void ReadNext() => _pipeline.Read(isFirst: false);

    /// <summary>Labels and merges a page, which is when it is converted.</summary>
    [Benchmark(Description = "label, merge and convert")]
    public void LabelAndMerge()
    {
        _pipeline.Label();
        _pipeline.Merge();
    }

    /// <summary>Writes the page.</summary>
    [Benchmark(Description = "write")]
    public int Write() => _pipeline.Write();

    /// <summary>All of it for the first page of a program.</summary>
    [Benchmark(Description = "first scrape")]
    public int FirstScrape() => _pipeline.Scrape(isFirst: true);

    /// <summary>All of it for the next page of a program, with other values.</summary>
    [Benchmark(Description = "next scrape")]
    public int NextScrape() => _pipeline.Scrape(isFirst: false);
}
