namespace PromMultiplexer.Exposition;

/// <summary>
/// One metric: labels and a value of the family's type. Exactly one of the value properties is set, the one that
/// corresponds to <see cref="MetricFamily.Type"/>.
/// </summary>
public sealed class Metric
{
    /// <summary>The labels, in the order of the page, without <c>le</c> and <c>quantile</c>.</summary>
    public IReadOnlyList<LabelPair> Labels { get; init; } = [];

    /// <summary>When the value was true, in milliseconds since 1970; <see langword="null"/> where the page does not say.</summary>
    public long? TimestampMilliseconds { get; init; }

    /// <summary>Set in a counter family.</summary>
    public Counter? Counter { get; init; }

    /// <summary>The value in a gauge, info or state set family.</summary>
    public Gauge? Gauge { get; init; }

    /// <summary>The value in a family without a known type.</summary>
    public Untyped? Untyped { get; init; }

    /// <summary>Set in a summary family.</summary>
    public Summary? Summary { get; init; }

    /// <summary>Set in a histogram or gauge histogram family.</summary>
    public Histogram? Histogram { get; init; }

    /// <summary>The labels and the value, which are all that is left of a metric deep inside of an object that is saved as text.</summary>
    public override string ToString()
    {
        var value = $"{Counter}{Gauge}{Untyped}{Summary}{Histogram}";
        return Labels.Count == 0 ? value : $"{{{string.Join(',', Labels)}}} {value}";
    }

    internal Metric WithLabels(IReadOnlyList<LabelPair> labels) => new()
    {
        Labels = labels,
        TimestampMilliseconds = TimestampMilliseconds,
        Counter = Counter,
        Gauge = Gauge,
        Untyped = Untyped,
        Summary = Summary,
        Histogram = Histogram,
    };
}
