using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Numbers, sizes and times as people read them.</summary>
internal static class Spelled
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB"];

    /// <summary>A number with its thousands apart: <c>12 345</c>, with narrow blanks that do not break.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A number of bytes in the unit that suits it: <c>1.4 MiB</c>.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return $"{size.ToString(unit == 0 || size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)}\u00a0{Units[unit]}";
    }

    /// <summary>A length of time by its two largest units at most: <c>4.2 ms</c>, <c>12.3 s</c>, <c>3 h 5 min</c>.</summary>
    public static string Time(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { Ticks: < 0 } => $"0 s",
            { TotalMilliseconds: < 10 } => $"{time.TotalMilliseconds:0.0} ms",
            { TotalSeconds: < 1 } => $"{time.TotalMilliseconds:0} ms",
            { TotalMinutes: < 1 } => $"{time.TotalSeconds:0.0} s",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
            _ => $"{(long)time.TotalDays} d {time.Hours} h",
        };
        return text.ToString(CultureInfo.InvariantCulture).Replace(' ', '\u00a0');
    }

    /// <summary>A moment, to the second: <c>2026-01-31 12:00:00 UTC</c>.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A format as people call it.</summary>
    public static string Format(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Text004 => "text 0.0.4",
        ExpositionFormat.Text100 => "text 1.0.0",
        ExpositionFormat.OpenMetrics001 => "OpenMetrics 0.0.1",
        ExpositionFormat.OpenMetrics100 => "OpenMetrics 1.0.0",
        _ => "protobuf",
    };
}
