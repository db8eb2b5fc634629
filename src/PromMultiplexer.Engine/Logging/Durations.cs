using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>Spells durations for people: <c>200ms</c>, <c>1.5s</c>, <c>2m5s</c>.</summary>
internal static class Durations
{
    public static string Spell(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms");
        }

        if (duration < TimeSpan.FromMinutes(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMinutes}m{duration.Seconds}s");
    }
}
