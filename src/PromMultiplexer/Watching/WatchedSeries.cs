using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer;

/// <summary>A series as Watch-Metrics sees it at one moment. Immutable.</summary>
public sealed class WatchedSeries
{
    /// <summary>When the target was scraped.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The sample's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sample's labels.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>
    /// How fast what only goes up has grown since the scrape before, by second; <see langword="null"/> for anything else, and in the
    /// first scrape.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>The latest rates of what only goes up, the latest values of anything else: the oldest first.</summary>
    public required double[] History { get; init; }

    /// <summary><see cref="History"/> as a line of bars, which reach from the least to the greatest.</summary>
    public string Trend => Views.Sparkline.Of(History);

    /// <summary>The unit of the family; <see langword="null"/> where the page does not say.</summary>
    public string? Unit { get; init; }

    /// <summary>The name of the container; <see langword="null"/> for a target that is a URL.</summary>
    public string? Container { get; init; }

    /// <summary>What was scraped.</summary>
    public required Uri Url { get; init; }

    /// <summary>The name and the labels as text spells them.</summary>
    public string Series => $"{Name}{Labels}";

    /// <summary>The series and its value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Series} {Value}");
}
