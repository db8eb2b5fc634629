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
    private const int FrameLines = 4;

    private int _lines;

    /// <summary>Draws.</summary>
    /// <param name="title">What is watched.</param>
    /// <param name="series">The series, in the order in which they are to stand. Those that have no room are counted.</param>
    /// <param name="error">What was wrong with the last scrape.</param>
    public void Draw(string title, IReadOnlyList<WatchedSeries> series, string? error)
    {
        var size = host.UI.RawUI.WindowSize;
        var width = Math.Max(40, size.Width) - 1;
        var rows = Math.Max(1, Math.Max(10, size.Height) - FrameLines - 1);
        var nameWidth = width - ValueWidth - RateWidth - TrendWidth - 3;
        var frame = new StringBuilder();
        if (_lines > 0)
        {
            // To the first line of the table before, and clear from there.
            frame.Append($"\e[{_lines}F\e[J");
        }

        frame.AppendLine(Text.Cut(title, width));
        frame.AppendLine(error is null ? "" : Text.Cut(error, width));
        frame.AppendLine($"\e[32;1m{"Series".PadRight(nameWidth)} {"Value",ValueWidth} {"Rate",RateWidth} {"Trend"}\e[0m");
        var shown = 0;
        var lines = 0;
        string? source = null;
        foreach (var row in series)
        {
            var from = hasSources ? MetricsView.Source(PSObject.AsPSObject(row)) : null;
            var isNext = from != source;
            if (lines + (isNext ? 2 : 1) > rows)
            {
                break;
            }

            if (isNext)
            {
                source = from;
                lines++;
                frame.AppendLine($"\e[32m{Text.CutMiddle(from!, width)}\e[0m");
            }

            shown++;
            lines++;
            var value = HumanNumber.Of(row.Value, row.Name, row.Unit);
            var rate = row.Rate is { } perSecond ? HumanNumber.RateOf(perSecond, row.Name, row.Unit) : "";
            frame.AppendLine($"{Text.CutMiddle(row.Series, nameWidth).PadRight(nameWidth)} {value,ValueWidth} {rate,RateWidth} {row.Trend}");
        }

        frame.Append(shown == series.Count ? "" : $"... and {series.Count - shown} more");
        frame.AppendLine();
        _lines = FrameLines + lines;
        host.UI.Write(frame.ToString());
    }
}
