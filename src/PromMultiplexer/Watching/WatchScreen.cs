using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using PromMultiplexer.Views;

namespace PromMultiplexer.Watching;

/// <summary>Draws the series that are watched as a table, each time in the place of the table before.</summary>
/// <param name="host">Where to draw.</param>
/// <param name="hasSources">Whether the series of each target stand under its name.</param>
internal sealed class WatchScreen(PSHost host, bool hasSources)
{
    private const int ValueWidth = 10;
    private const int RateWidth = 12;
    private const int TrendWidth = 16;
    private const int LeastNameWidth = 16;
    private const int FrameLines = 4;

    private int _lines;

    // To the first line of the table before, and clear from there.
    private string Erasure => _lines > 0 ? $"\e[{_lines}F\e[J" : "";

    /// <summary>Draws.</summary>
    /// <param name="title">What is watched.</param>
    /// <param name="series">The series, in the order in which they are to stand. Those that have no room are counted.</param>
    /// <param name="error">What was wrong with the last scrape.</param>
    public void Draw(string title, IReadOnlyList<WatchedSeries> series, string? error)
    {
        var size = host.UI.RawUI.WindowSize;

        // A terminal that does not know its width says 0. Its last column is left free: some go to the next line behind it.
        var width = Math.Max(1, (size.Width > 0 ? size.Width : 80) - 1);
        var rows = Math.Max(1, Math.Max(10, size.Height) - FrameLines - 1);
        var shown = new List<Row>();
        var lines = 0;
        string? source = null;
        foreach (var item in series)
        {
            var from = hasSources ? MetricsView.Source(PSObject.AsPSObject(item)) : null;
            var heading = from == source ? null : from;
            if (lines + (heading is null ? 1 : 2) > rows)
            {
                break;
            }

            shown.Add(Row.Of(item, heading));
            lines += heading is null ? 1 : 2;
            source = from;
        }

        var frame = new StringBuilder(Erasure);
        frame.AppendLine(Text.Cut(title, width));
        frame.AppendLine(error is null ? "" : Text.Cut(error, width));
        AppendTable(frame, shown, width);
        frame.AppendLine(shown.Count == series.Count ? "" : Text.Cut($"... and {series.Count - shown.Count} more", width));
        _lines = FrameLines + lines;
        host.UI.Write(frame.ToString());
    }

    /// <summary>Takes the table away: what is written next stands in its place, and the next table below that.</summary>
    public void Clear()
    {
        host.UI.Write(Erasure);
        _lines = 0;
    }

    private static void AppendTable(StringBuilder frame, List<Row> rows, int width)
    {
        var valueWidth = rows.Select(row => row.Value.Length).Append(ValueWidth).Max();
        var rateWidth = rows.Select(row => row.Rate.Length).Append(RateWidth).Max();

        // Where there is no room for all, the trend is left out first, then the rate.
        var nameWidth = width - valueWidth - 1;
        var hasRate = nameWidth - rateWidth - 1 >= LeastNameWidth;
        nameWidth -= hasRate ? rateWidth + 1 : 0;
        var hasTrend = hasRate && nameWidth - TrendWidth - 1 >= LeastNameWidth;
        nameWidth = Math.Max(1, nameWidth - (hasTrend ? TrendWidth + 1 : 0));

        frame.AppendLine($"\e[32;1m{Line("Series", "Value", "Rate", "Trend")}\e[0m");
        foreach (var row in rows)
        {
            if (row.Heading is { } heading)
            {
                frame.AppendLine($"\e[32m{Text.CutMiddle(heading, width)}\e[0m");
            }

            frame.AppendLine(Line(row.Series, row.Value, row.Rate, row.Trend));
        }

        string Line(string name, string value, string rate, string trend)
        {
            var line = $"{Text.CutMiddle(name, nameWidth).PadRight(nameWidth)} {value.PadLeft(valueWidth)}";
            line += hasRate ? $" {rate.PadLeft(rateWidth)}" : "";
            return Text.Cut(hasTrend ? $"{line} {trend}" : line, width);
        }
    }

    /// <summary>A series as it is drawn. The first of a target's series has the target as its heading.</summary>
    private readonly record struct Row(string? Heading, string Series, string Value, string Rate, string Trend)
    {
        public static Row Of(WatchedSeries series, string? heading) => new(
            heading,
            series.Series,
            HumanNumber.Of(series.Value, series.Name, series.Unit),
            series.Rate is { } rate ? HumanNumber.RateOf(rate, series.Name, series.Unit) : "",
            series.Trend);
    }
}
