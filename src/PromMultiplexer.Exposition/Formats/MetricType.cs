namespace PromMultiplexer.Exposition;

/// <summary>The types a family can have, over all formats.</summary>
public enum MetricType : byte
{
    /// <summary>No type is known. Text calls it <c>untyped</c>, OpenMetrics <c>unknown</c>.</summary>
    Untyped,

    /// <summary>A value that only goes up, or starts again from zero.</summary>
    Counter,

    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>Quantiles, a sum and a count.</summary>
    Summary,

    /// <summary>Cumulative buckets, a sum and a count; in protobuf also native buckets.</summary>
    Histogram,

    /// <summary>A histogram of a current state, whose buckets may shrink. OpenMetrics and protobuf only.</summary>
    GaugeHistogram,

    /// <summary>Labels that do not change during the life of the process. OpenMetrics only.</summary>
    Info,

    /// <summary>A set of booleans of which the label with the family's name tells the state. OpenMetrics only.</summary>
    StateSet,
}
