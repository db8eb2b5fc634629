using BenchmarkDotNet.Attributes;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>Text to text, step by step and as a whole.</summary>
public class Steps
{
    private Pipeline _pipeline = null!;
    private Pipeline _changing = null!;

    /// <summary>The page.</summary>
    [ParamsSource(nameof(Payloads))]
    public Payload Payload { get; set; } = null!;

    /// <summary>The pages.</summary>
    public static IEnumerable<Payload> Payloads => Benchmarks.Payloads.Text;

    /// <summary>Scrapes once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _pipeline = new Pipeline(Payload, ExpositionFormat.Text004);
        _changing = new Pipeline(Payload, ExpositionFormat.Text004, hasSeriesThatComeAndGo: true);
    }

    /// <summary>Reads the first page of a program.</summary>
    [Benchmark(Description = "read, first page")]
    public void ReadFirst() => _pipeline.Read(isFirst: true);

    /// <summary>The same in strict mode, which also looks for series that stand twice.</summary>
    [Benchmark(Description = "read, first page, strictly")]
    public void ReadFirstStrictly() => _pipeline.Read(isFirst: true, ReadMode.Strict);

    /// <summary>Reads the next page of a program.</summary>
    [Benchmark(Description = "read, next page")]
    public void ReadNext() => _pipeline.Read(isFirst: false);

    /// <summary>The same in strict mode.</summary>
    [Benchmark(Description = "read, next page, strictly")]
    public void ReadNextStrictly() => _pipeline.Read(isFirst: false, ReadMode.Strict);

    /// <summary>Labels and merges a page whose shape is known.</summary>
    [Benchmark(Description = "label and merge")]
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

    /// <summary>All of it for the next page of a program, in which a series has come or gone.</summary>
    [Benchmark(Description = "next scrape, a series came or went")]
    public int ChangedScrape() => _changing.Scrape(isFirst: false);

    /// <summary>All of it for the next page of a program, with other values.</summary>
    [Benchmark(Description = "next scrape")]
    public int NextScrape() => _pipeline.Scrape(isFirst: false);
}
