using System.Collections;
using System.Globalization;
using System.Management.Automation;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Views;

/// <summary>
/// What the views of PromMultiplexer.Format.ps1xml show where the property itself would be hard to read. Good for views of your
/// own as well, and for copies from another session or a file.
/// </summary>
public static class MetricsView
{
    private const int MostMetrics = 20;
    private const int IssueWidth = 42;
    private const int SourceWidth = 68;

    /// <summary>A text with control characters spelled out, so that no label's value can write to the terminal.</summary>
    public static string Visible(object? value) => Text.Visible(value?.ToString() ?? "");

    /// <summary>The same in no more than so many characters: more of its end is shown than of its beginning.</summary>
    public static string Visible(object? value, int width) => Text.CutMiddle(value?.ToString() ?? "", width);

    /// <summary>Where something is from: the container and the URL, or the file; <see langword="null"/> where nobody knows.</summary>
    public static string? Source(PSObject item)
    {
        var viewed = new ViewedObject(item);
        var (container, url, path) = (viewed.Text("Container"), viewed.Text("Url"), viewed.Text("Path"));
        var source = url.Length == 0 ? (container.Length == 0 ? path : container) : container.Length == 0 ? url : $"{container}, {url}";
        return source.Length == 0 ? null : Text.CutMiddle(source, SourceWidth);
    }

    /// <summary>
    /// The value of a sample or of a series that is watched: bytes, seconds and times in units that suit them. The value of a
    /// metric in one line: a number, or what a histogram or summary amounts to.
    /// </summary>
    public static string Value(PSObject item)
    {
        var viewed = new ViewedObject(item);
        return viewed.Original is Metric metric ? Value(metric, HumanNumber.Plain)
            : viewed.Number("Value") is { } value ? Spell(viewed, value)
            : string.Concat(((string[])["Counter", "Gauge", "Untyped", "Summary", "Histogram"]).Select(viewed.Text));
    }

    /// <summary>A value before or after a change; empty where there is none.</summary>
    public static string Value(PSObject change, double? value) => value is { } number ? Spell(new ViewedObject(change), number) : "";

    /// <summary>How fast a series grows or has grown; by how much it has changed where that is all that is known, and else nothing.</summary>
    public static string Rate(PSObject series)
    {
        var viewed = new ViewedObject(series);
        return viewed.Number("Rate") is { } rate ? HumanNumber.RateOf(rate, viewed.Text("Name"), viewed.Text("Unit"))
            : viewed.Number("Delta") is { } delta ? $"{(delta > 0 ? "+" : "")}{SpellDelta(viewed, delta)}"
            : "";
    }

    /// <summary>The labels of a metric, a sample or a series as text spells them.</summary>
    public static string Labels(PSObject item) => Text.Visible(new ViewedObject(item).Value("Labels") switch
    {
        LabelSet labels => labels.ToString(),

        // A copy of a set has forgotten the order.
        IDictionary labels => LabelSet.Of(labels.Keys.Cast<object>().Select(name => new LabelPair($"{name}", $"{labels[name]}")).OrderBy(label => label.Name, StringComparer.Ordinal)).ToString(),
        IEnumerable labels and not string => $"{{{string.Join(',', labels.Cast<object>())}}}",
        var other => $"{other}",
    });

    /// <summary>A metric's histogram with a bar for each bucket, or the quantiles of its summary, in several lines; empty for a copy.</summary>
    public static string Chart(PSObject metric) =>
        new ViewedObject(metric).Original is Metric original ? string.Join('\n', ChartLines(original, HumanNumber.Plain)) : "";

    /// <summary>All metrics of a family, with charts of those that have more than a value; a few where there are many.</summary>
    public static string Metrics(PSObject family)
    {
        var viewed = new ViewedObject(family);
        var metrics = viewed.Items("Metrics").ToArray();
        var lines = metrics.Take(MostMetrics).SelectMany(metric => viewed.Original is MetricFamily original
            ? MetricLines((Metric)metric, number => HumanNumber.Of(number, original.Name, original.Unit))
            : [Visible(metric)]).ToList();
        if (metrics.Length > MostMetrics)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"... and {metrics.Length - MostMetrics} more"));
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

    /// <summary>How many containers of a multiplexer are up, of how many. Of one that has stopped nobody knows.</summary>
    public static string Up(PSObject multiplexer)
    {
        if (new ViewedObject(multiplexer).Text("State") == nameof(Engine.MultiplexerState.Stopped))
        {
            return "-";
        }

        var containers = ContainersOf(multiplexer);
        return string.Create(CultureInfo.InvariantCulture, $"{containers.Count(IsUp)}/{containers.Length}");
    }

    /// <summary>How the containers of a multiplexer fare, by name: those that are not up say so.</summary>
    public static string Containers(PSObject multiplexer) => string.Join(", ", ContainersOf(multiplexer).Select(container =>
        container.Original is string text ? (IsUp(container) ? text : Red(text))
            : IsUp(container) ? container.Text("Name")
            : Red($"{container.Text("Name")} {State(container)}")));

    /// <summary>The containers of a multiplexer with their samples and URLs, one a line.</summary>
    public static string ContainerLines(PSObject multiplexer) => string.Join('\n', ContainersOf(multiplexer).Select(container =>
        container.Original is string text ? text
            : string.Create(CultureInfo.InvariantCulture, $"{container.Text("Name"),-20} {State(container),-5} {container.Number("Samples"),8} samples  {container.Text("Url")}")));

    /// <summary>Up, down, or new where nobody has asked yet.</summary>
    public static string State(PSObject container) => State(new ViewedObject(container));

    /// <summary>Where a container is scraped, or why that failed.</summary>
    public static string UrlOrError(PSObject container)
    {
        var viewed = new ViewedObject(container);
        var error = viewed.Text("LastError");
        return IsUp(viewed) || error.Length == 0 ? viewed.Text("Url") : Red(Text.Visible(error));
    }

    /// <summary>The severity of an issue, in a color.</summary>
    public static string Severity(PSObject issue)
    {
        var severity = new ViewedObject(issue).Text("Severity");
        var color = severity switch
        {
            nameof(MetricsIssueSeverity.Error) => 31,
            nameof(MetricsIssueSeverity.Warning) => 33,
            _ => 36,
        };
        return $"\e[{color}m{severity}\e[0m";
    }

    /// <summary>What is wrong, and with what family, in lines that fit beside the other columns.</summary>
    public static string Message(PSObject issue)
    {
        var viewed = new ViewedObject(issue);
        var (family, message) = (viewed.Text("Family"), viewed.Text("Message"));
        return Text.Wrap(Text.Visible(family.Length == 0 ? message : $"{family}: {message}"), IssueWidth);
    }

    private static string Spell(ViewedObject series, double value) => HumanNumber.Of(value, series.Text("Name"), series.Text("Unit"));

    // The difference of two moments is a time.
    private static string SpellDelta(ViewedObject change, double delta) =>
        HumanNumber.Of(delta, change.Text("Family").EndsWith("_time_seconds", StringComparison.Ordinal) ? "seconds" : change.Text("Name"), change.Text("Unit"));

    private static ViewedObject[] ContainersOf(PSObject multiplexer) =>
        [.. new ViewedObject(multiplexer).Items("Containers").Select(container => new ViewedObject(container))];

    // Of a container in a copy there may be no more left than its text, which is 'web (up)'.
    private static bool IsUp(ViewedObject container) => container.Original is string text ? text.EndsWith("(up)", StringComparison.Ordinal) : container.Is("Up");

    private static string State(ViewedObject container) => IsUp(container) ? "up" : container.Value("LastScrape") is null ? "new" : "down";

    private static string Red(string text) => $"\e[31m{text}\e[0m";

    private static string Value(Metric metric, Func<double, string> number)
    {
        var (count, sum) = metric.Histogram is { } histogram ? (histogram.SampleCount, histogram.SampleSum)
            : (metric.Summary?.SampleCount, metric.Summary?.SampleSum);
        return metric.Histogram is null && metric.Summary is null
            ? number(metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? double.NaN)
            : $"count {HumanNumber.Plain(count ?? double.NaN)}, sum {number(sum ?? double.NaN)}";
    }

    private static IEnumerable<string> MetricLines(Metric metric, Func<double, string> number)
    {
        var (labels, indent) = metric.Labels.Count == 0 ? ("", "") : (Labels(PSObject.AsPSObject(metric)), "  ");
        return metric.Histogram is null && metric.Summary is null
            ? [$"{labels} {Value(metric, number)}".TrimStart()]
            : ChartLines(metric, number).Select(line => indent + line).Prepend(labels);
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
