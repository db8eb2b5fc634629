namespace PromMultiplexer.Exposition;

/// <summary>One classic bucket of a histogram.</summary>
public sealed class Bucket
{
    /// <summary>The largest value that falls into the bucket; +Inf in the last.</summary>
    public double UpperBound { get; init; }

    /// <summary>The number of observations up to the bound, smaller buckets included.</summary>
    public double CumulativeCount { get; init; }

    /// <summary>
    /// <see cref="CumulativeCount"/> as an integer, to all 64 bits; <see langword="null"/> where it is no integer. Giving it gives
    /// the other too.
    /// </summary>
    public ulong? ExactCumulativeCount
    {
        get => ExactCount.Of(CumulativeCount, field);
        init
        {
            field = value;
            CumulativeCount = value ?? CumulativeCount;
        }
    }

    /// <summary>An example of what was counted.</summary>
    public Exemplar? Exemplar { get; init; }

    /// <summary>The bound and the count as text spells them: <c>{le="0.5"} 12</c>.</summary>
    public override string ToString() => $"{{le=\"{GoNumber.Spell(UpperBound)}\"}} {GoNumber.Spell(CumulativeCount)}";
}
