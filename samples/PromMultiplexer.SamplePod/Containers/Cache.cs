using Prometheus;

namespace PromMultiplexer.SamplePod;

/// <summary>The cache that the other two ask first.</summary>
internal sealed class Cache : SampleContainer
{
    private const int Capacity = 500;

    private readonly HttpTraffic _traffic;
    private readonly Counter _lookups;
    private readonly Gauge _entries;
    private readonly Summary _ages;

    public Cache()
    {
        _traffic = new HttpTraffic(Metrics);
        _lookups = Metrics.CreateCounter("cache_lookups_total", "Lookups by what came of them.", ["result"]);
        _entries = Metrics.CreateGauge("cache_entries", "Entries held.");
        _ages = Metrics.CreateSummary(
            "cache_entry_age_seconds",
            "How old the entries were that were found.",
            new SummaryConfiguration { Objectives = [new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)] });
    }

    public override string Name => "cache";

    public override void Work(Random random)
    {
        _traffic.Answer("GET", random);
        if (random.Next(Capacity) < _entries.Value)
        {
            _lookups.WithLabels("hit").Inc();
            _ages.Observe(random.NextDouble() * 60);
        }
        else
        {
            _lookups.WithLabels("miss").Inc();
            _entries.Inc();
        }
    }
}
