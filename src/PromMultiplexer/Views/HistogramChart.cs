using PromMultiplexer.Exposition;

namespace PromMultiplexer.Views;

/// <summary>Draws a histogram: what it amounts to, estimates of quantiles, and a bar for each bucket.</summary>
internal static class HistogramChart
{
    private const int BarWidth = 36;
    private const int MostBuckets = 24;
    private const string Eighths = "▏▎▍▌▋▊▉█";

    /// <summary>The lines of the chart, none of which is longer than 66 characters.</summary>
    /// <param name="histogram">The histogram.</param>
    /// <param name="number">Spells what was observed.</param>
    public static IEnumerable<string> Lines(Histogram histogram, Func<double, string> number)
    {
        var ranges = histogram.ToRanges();
        var count = histogram.SampleCount ?? ranges.Sum(range => range.Count);
        yield return histogram.SampleSum is { } sum
            ? $"count {HumanNumber.Plain(count)}, sum {number(sum)}{(count > 0 ? $", mean {number(sum / count)}" : "")}"
            : $"count {HumanNumber.Plain(count)}";
        if (!(count > 0) || ranges.Count == 0)
        {
            yield break;
        }

        yield return string.Join(", ", ((double[])[0.5, 0.9, 0.99]).Select(rank => $"p{rank * 100:0} ≈ {number(histogram.EstimateQuantile(rank))}"));
        var most = ranges.Max(range => range.Count);
        foreach (var range in Shown(ranges))
        {
            var bound = double.IsPositiveInfinity(range.Upper) ? $"> {number(range.Lower)}" : $"≤ {number(range.Upper)}";
            yield return $"{bound,14} {HumanNumber.Plain(range.Count),10}  {Bar(range.Count / most)}".TrimEnd();
        }
    }

    /// <summary>Where there are very many buckets, neighbours are taken together; empty ones at either end are left out.</summary>
    private static IEnumerable<BucketRange> Shown(IReadOnlyList<BucketRange> ranges)
    {
        var first = 0;
        var last = ranges.Count - 1;
        while (first < last && ranges[first].Count == 0)
        {
            first++;
        }

        while (last > first && ranges[last].Count == 0)
        {
            last--;
        }

        var step = ((last - first) / MostBuckets) + 1;
        for (var at = first; at <= last; at += step)
        {
            var end = Math.Min(at + step - 1, last);
            var count = 0.0;
            for (var i = at; i <= end; i++)
            {
                count += ranges[i].Count;
            }

            yield return new BucketRange(ranges[at].Lower, ranges[end].Upper, count, IsExponential: false);
        }
    }

    private static string Bar(double share)
    {
        var eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth * 8);
        return eighths == 0 && share > 0 ? Eighths[..1]
            : new string(Eighths[^1], eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[(eighths % 8) - 1]);
    }
}
