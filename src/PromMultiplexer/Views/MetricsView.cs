using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Views;

/// <summary>
/// What the views of PromMultiplexer.Format.ps1xml show where the property itself would be hard to read. Good for views of your
/// own as well.
/// </summary>
public static class MetricsView
{
    private const int MostMetrics = 20;
    private const int IssueWidth = 45;

    /// <summary>The value of a sample: bytes, seconds and times in units that suit them.</summary>
    public static string Value(MetricSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return HumanNumber.Of(sample.Value, sample.Name, sample.Unit);
    }

    /// <summary>A value before or after a change; empty where there is none.</summary>
    public static string Value(SeriesChange change, double? value)
    {
        ArgumentNullException.ThrowIfNull(change);
        return value is { } number ? HumanNumber.Of(number, change.Name, change.Unit) : "";
    }

    /// <summary>How fast a series has grown; by how much it has changed where that is all that is known.</summary>
    public static string Rate(SeriesChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Rate is { } rate ? HumanNumber.RateOf(rate, change.Name, change.Unit)
            : change.Delta is { } delta ? $"{(delta > 0 ? "+" : "")}{HumanNumber.Of(delta, change.Family.EndsWith("_time_seconds", StringComparison.Ordinal) ? "seconds" : change.Name, change.Unit)}"
            : "";
    }

    /// <summary>The value of a series that is watched.</summary>
    public static string Value(WatchedSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return HumanNumber.Of(series.Value, series.Name, series.Unit);
    }

    /// <summary>How fast a series that is watched grows; empty where that is not known.</summary>
    public static string Rate(WatchedSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return series.Rate is { } rate ? HumanNumber.RateOf(rate, series.Name, series.Unit) : "";
    }

    /// <summary>The labels of a metric as text spells them.</summary>
    public static string Labels(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return $"{{{string.Join(',', metric.Labels)}}}";
    }

    /// <summary>The value of a metric in one line: a number, or what a histogram or summary amounts to.</summary>
    public static string Value(Metric metric) => Value(metric, HumanNumber.Plain);

    /// <summary>A metric's histogram with a bar for each bucket, or the quantiles of its summary, in several lines.</summary>
    public static string Chart(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return string.Join('\n', ChartLines(metric, HumanNumber.Plain));
    }

    /// <summary>All metrics of a family, with charts of those that have more than a value; a few where there are many.</summary>
    public static string Metrics(MetricFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        var lines = new List<string>();
        foreach (var metric in family.Metrics.Take(MostMetrics))
        {
            if (metric.Histogram is null && metric.Summary is null)
            {
                var value = Value(metric, number => HumanNumber.Of(number, family.Name, family.Unit));
                lines.Add(metric.Labels.Count == 0 ? value : $"{Labels(metric)} {value}");
                continue;
            }

            lines.Add(metric.Labels.Count == 0 ? "" : Labels(metric));
            lines.AddRange(ChartLines(metric, number => HumanNumber.Of(number, family.Name, family.Unit)).Select(line => metric.Labels.Count == 0 ? line : $"  {line}"));
        }

        if (family.Metrics.Count > MostMetrics)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"... and {family.Metrics.Count - MostMetrics} more"));
        }

        return string.Join('\n', lines.SkipWhile(line => line.Length == 0));
    }

    /// <summary>A number of bytes in a unit that suits it.</summary>
    public static string Bytes(double bytes) => HumanNumber.Bytes(bytes);

    /// <summary>A time in units that suit it.</summary>
    public static string Duration(TimeSpan time) => HumanNumber.Seconds(time.TotalSeconds);

    /// <summary>A share as a percentage.</summary>
    public static string Share(double share) =>
        share is > 0 and < 0.001 ? "<0.1%" : share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>How the containers of a multiplexer fare, by name: those that are not up say so.</summary>
    public static string Containers(MetricsMultiplexer multiplexer)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        return string.Join(", ", multiplexer.Containers.Select(container => container.Up ? container.Name : $"\e[31m{container.Name} {State(container)}\e[0m"));
    }

    /// <summary>Up, down, or new where nobody has asked yet.</summary>
    public static string State(MetricsContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return container.Up ? "up" : container.LastScrape is null ? "new" : "down";
    }

    /// <summary>Where a container is scraped, or why that failed.</summary>
    public static string UrlOrError(MetricsContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return container.Up || container.LastError is null ? container.Url.ToString() : $"\e[31m{container.LastError}\e[0m";
    }

    /// <summary>The severity of an issue, in a color.</summary>
    public static string Severity(MetricsIssue issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        var color = issue.Severity switch
        {
            MetricsIssueSeverity.Error => 31,
            MetricsIssueSeverity.Warning => 33,
            _ => 36,
        };
        return $"\e[{color}m{issue.Severity}\e[0m";
    }

    /// <summary>What is wrong, and with what family, in lines that fit beside the other columns.</summary>
    public static string Message(MetricsIssue issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        return Text.Wrap(issue.Family.Length == 0 ? issue.Message : $"{issue.Family}: {issue.Message}", IssueWidth);
    }

    private static string Value(Metric metric, Func<double, string> number)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var (count, sum) = metric.Histogram is { } histogram ? (histogram.SampleCount, histogram.SampleSum)
            : (metric.Summary?.SampleCount, metric.Summary?.SampleSum);
        return metric.Histogram is null && metric.Summary is null
            ? number(metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? double.NaN)
            : $"count {HumanNumber.Plain(count ?? double.NaN)}, sum {number(sum ?? double.NaN)}";
    }

    private static IEnumerable<string> ChartLines(Metric metric, Func<double, string> number)
    {
        if (metric.Histogram is { } histogram)
        {
            return HistogramChart.Lines(histogram, number);
        }

        var quantiles = metric.Summary?.Quantiles ?? [];
        return quantiles.Select(quantile => string.Create(CultureInfo.InvariantCulture, $"{$"p{quantile.Rank * 100:0.##}",8} {number(quantile.Value)}"))
            .Prepend(Value(metric, number));
    }
}
