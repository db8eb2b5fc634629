using System.Globalization;

namespace PromMultiplexer.Views;

/// <summary>Spells numbers for people: bytes and seconds in the units that suit them, times as dates.</summary>
internal static class HumanNumber
{
    private const double MostBytes = 1024.0 * (1L << 60);

    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A value of a metric. The unit is the one that the family says, or that its name ends in.</summary>
    public static string Of(double value, string name, string? unit)
    {
        // The counts of a histogram of seconds are no seconds.
        var isCount = name.EndsWith("_count", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal);
        var words = name.Split('_');
        return !double.IsFinite(value) || isCount ? Plain(value)
            : name.Contains("_timestamp_seconds", StringComparison.Ordinal) || name.EndsWith("_time_seconds", StringComparison.Ordinal) ? Time(value)
            : unit == "bytes" || words.Contains("bytes") ? Bytes(value)
            : unit == "seconds" || words.Contains("seconds") ? Seconds(value)
            : Plain(value);
    }

    /// <summary>How fast something grows, by second.</summary>
    public static string RateOf(double rate, string name, string? unit)
    {
        // Seconds by second are a share of time.
        var spelled = name.Contains("seconds", StringComparison.Ordinal) || unit == "seconds" ? Plain(rate) : Of(rate, name, unit);
        return $"{spelled}/s";
    }

    /// <summary>Bytes: <c>1.5 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        if (Math.Abs(bytes) >= MostBytes)
        {
            return $"{Plain(bytes)} B";
        }

        var step = 0;
        while (Math.Abs(bytes) >= 1024 && step < ByteUnits.Length - 1)
        {
            bytes /= 1024;
            step++;
        }

        return $"{Short(bytes)} {ByteUnits[step]}";
    }

    /// <summary>Seconds: <c>15 ms</c>, <c>2.5 s</c>, <c>1h 20m</c>, <c>3d 4h</c>.</summary>
    public static string Seconds(double seconds)
    {
        var size = Math.Abs(seconds);
        if (size >= 60 && size < TimeSpan.MaxValue.TotalSeconds)
        {
            var time = TimeSpan.FromSeconds(size);
            var sign = seconds < 0 ? "-" : "";
            return time.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{(int)time.TotalDays}d {time.Hours}h")
                : time.TotalHours >= 1 ? $"{sign}{time.Hours}h {time.Minutes}m"
                : $"{sign}{time.Minutes}m {time.Seconds}s";
        }

        return size >= 60 ? $"{Plain(seconds)} s"
            : size is 0 or >= 1 ? $"{Short(seconds)} s"
            : size >= 1e-3 ? $"{Short(seconds * 1e3)} ms"
            : size >= 1e-6 ? $"{Short(seconds * 1e6)} µs"
            : $"{Short(seconds * 1e9)} ns";
    }

    /// <summary>A number without a unit: whole where it is, with groups of digits, in powers of ten where it is very large or small.</summary>
    public static string Plain(double number)
    {
        var size = Math.Abs(number);
        return double.IsNaN(number) ? "NaN"
            : double.IsInfinity(number) ? (number > 0 ? "+Inf" : "-Inf")
            : size >= 1e9 || (size > 0 && size < 1e-3) ? number.ToString("0.###e+0", CultureInfo.InvariantCulture)
            : number == Math.Truncate(number) ? number.ToString("#,0", CultureInfo.InvariantCulture)
            : size >= 100 ? number.ToString("#,0.#", CultureInfo.InvariantCulture)
            : number.ToString("0.###", CultureInfo.InvariantCulture);
    }

    /// <summary>A moment in seconds since 1970, as this machine's clocks show it.</summary>
    private static string Time(double seconds) =>
        seconds >= 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : Plain(seconds);

    // Three digits, as many as one takes in.
    private static string Short(double number)
    {
        var size = Math.Abs(number);
        return number.ToString(size >= 100 ? "0" : size >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
    }
}
