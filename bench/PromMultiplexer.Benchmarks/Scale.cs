using BenchmarkDotNet.Attributes;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>Whether a sample costs the same on small and large pages, with few and many containers.</summary>
public class Scale
{
    private Pipeline _pipeline = null!;

    /// <summary>The containers and their samples.</summary>
    [ParamsSource(nameof(Pods))]
    public Pod Pod { get; set; } = null!;

    /// <summary>Pods of all sizes.</summary>
    public static IEnumerable<Pod> Pods
    {
        get
        {
            foreach (var samples in (int[])[500, 5_000, 50_000, 1_000_000])
            {
                yield return new Pod(1, SyntheticPage.Make(Math.Max(20, samples / 100), samples));
            }

            foreach (var containers in (int[])[1, 10, 100])
            {
                yield return new Pod(containers, SyntheticPage.Make(families: 50, samples: 1_000));
            }
        }
    }

    /// <summary>Scrapes once.</summary>
    [GlobalSetup]
    public void Setup() => _pipeline = new Pipeline(Pod.Payload, ExpositionFormat.Text004, Pod.Containers);

    /// <summary>All of it for the first pages.</summary>
    [Benchmark(Description = "first scrape")]
    public int FirstScrape() => _pipeline.Scrape(isFirst: true);

    /// <summary>All of it for the next pages, with other values.</summary>
    [Benchmark(Description = "next scrape")]
    public int NextScrape() => _pipeline.Scrape(isFirst: false);
}
