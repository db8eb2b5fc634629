using System.Globalization;

namespace PromMultiplexer.Load;

/// <summary>Results as rows of a table.</summary>
internal static class LoadReport
{
    private const double MiB = 1024 * 1024;

    public const string Header = """
        | Load | Limits | millicores | ms/scrape | ns/sample | RSS MiB | anonymous | peak of the cgroup | first page ms | read p50/max ms | oldest data ms | up in the least and in the last page, refusals | 1 scraper p50/p99 ms | 8 scrapers p50/p99 ms | allocated KB/s |
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|
        """;

    public static string Row(LoadResult result)
    {
        var load = result.Load;
        var page = load.Hostility is Hostility.None or Hostility.Idle ? $"{load.Samples}" : $"{load.Hostility}";
        var name = $"{load.Containers} x {page} @ {load.IntervalMilliseconds} ms{(load.IsPlain ? ", plain" : "")}{(load.Hostility == Hostility.Idle ? ", idle clients" : "")}{(load.IsOriginal ? ", original" : "")}";
        var limits = load.Mebibytes + load.Millicores == 0 ? "none" : $"{load.Mebibytes} MiB, {load.Millicores} m";
        if (!result.HasSurvived || result.Readings.Count == 0)
        {
            return $"| {name} | {limits} | did not survive |";
        }

        var reads = result.Readings.Select(reading => reading.Duration.TotalMilliseconds).Order().ToList();
        var perScrape = result.CpuSeconds / result.Scrapes;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {limits} | {result.Millicores:N1} | {perScrape * 1e3:N3} | {perScrape / load.Samples * 1e9:N0} | {result.Usage.ResidentBytes / MiB:N1} | {result.Usage.AnonymousBytes / MiB:N1} | {result.PeakMemory / MiB:N1} | {result.FirstPage.TotalMilliseconds:N0} | {reads[reads.Count / 2]:N1}/{reads[^1]:N1} | {result.Readings.Max(reading => reading.OldestSeconds) * 1000:N0} | {result.Readings.Min(reading => reading.Up)}, {result.Readings[^1].Up} of {load.Containers + (load.HasTrouble ? 3 : 0)}, {result.Refusals} | {Of(result.One)} | {Of(result.Eight)} | {result.AllocatedPerSecond / 1000:N0} |");
    }

    private static string Of(Latency latency) => latency.Count == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{latency.Median.TotalMilliseconds:N1}/{latency.Slow.TotalMilliseconds:N1}");
}
