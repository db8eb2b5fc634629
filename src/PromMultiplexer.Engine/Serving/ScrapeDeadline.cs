using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace PromMultiplexer.Engine;

/// <summary>How long the one who asks for a page is going to wait, told by <c>X-Prometheus-Scrape-Timeout-Seconds</c>.</summary>
internal static class ScrapeDeadline
{
    public const string Header = "X-Prometheus-Scrape-Timeout-Seconds";

    // What is kept back for sending the page.
    private const double OffsetSeconds = 0.5;

    // No scraper waits longer, whatever the header says.
    private const double MaxSeconds = 3600;

    /// <summary>The time there is for making the page: the client's timeout minus half a second, but at least half of it.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="fallback">What holds without a usable header.</param>
    public static TimeSpan Of(StringValues header, TimeSpan fallback)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (header.Count != 1 || !double.TryParse(header[0], Style, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0))
        {
            return fallback;
        }

        seconds = Math.Min(seconds, MaxSeconds);
        return TimeSpan.FromSeconds(Math.Max(seconds - OffsetSeconds, seconds / 2));
    }
}
