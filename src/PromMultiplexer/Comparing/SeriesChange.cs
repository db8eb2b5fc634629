using PromMultiplexer.Exposition;

namespace PromMultiplexer;

/// <summary>What became of a series from one scrape to another. Immutable.</summary>
public sealed class SeriesChange
{
    /// <summary>What became of it.</summary>
    public SeriesChangeKind Change { get; init; }

    /// <summary>The sample's name.</summary>
    public required string Name { get; init; }

    /// <summary>The sample's labels.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The value before; <see langword="null"/> for a new series.</summary>
    public double? Before { get; init; }

    /// <summary>The value after; <see langword="null"/> for one that is gone.</summary>
    public double? After { get; init; }

    /// <summary>
    /// By how much the value has changed. What only goes up and has started again has grown from zero. <see langword="null"/>
    /// where there is no value before or after.
    /// </summary>
    public double? Delta { get; init; }

    /// <summary>
    /// <see cref="Delta"/> by second for what only goes up, as PromQL's <c>rate</c> has it; <see langword="null"/> for anything
    /// else, and where nobody knows how much time has passed.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>The name of the family.</summary>
    public required string Family { get; init; }

    /// <summary>The type of the family.</summary>
    public MetricType Type { get; init; }

    /// <summary>The unit of the family; <see langword="null"/> where the page does not say.</summary>
    public string? Unit { get; init; }

    /// <summary>The container, URL or file that the series is of; the place among the pages where that is not known.</summary>
    public required string Source { get; init; }

    /// <summary>The name of the container, for a target that was given with one.</summary>
    public string? Container { get; init; }

    /// <summary>What was scraped; <see langword="null"/> where that is not known.</summary>
    public Uri? Url { get; init; }

    /// <summary>The name and the labels as text spells them.</summary>
    public string Series => $"{Name}{Labels}";

    /// <summary>The kind of change and the series.</summary>
    public override string ToString() => $"{Change} {Series}";
}
