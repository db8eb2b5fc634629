namespace PromMultiplexer.Exposition;

/// <summary>The value of a summary.</summary>
public sealed class Summary
{
    /// <summary>The number of observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleCount { get; init; }

    /// <summary>
    /// The number of observations as an integer, to all 64 bits; <see langword="null"/> where it is no integer. Giving it gives
    /// <see cref="SampleCount"/> too.
    /// </summary>
    public ulong? ExactSampleCount
    {
        get => ExactCount.Of(SampleCount, field);
        init
        {
            field = value;
            SampleCount = value ?? SampleCount;
        }
    }

    /// <summary>The sum of the observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleSum { get; init; }

    /// <summary>The quantiles, in the order of the page.</summary>
    public IReadOnlyList<Quantile> Quantiles { get; init; } = [];

    /// <summary>When counting began.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The number of observations and their sum: <c>count 3, sum 1.5</c>.</summary>
    public override string ToString() => $"count {GoNumber.Spell(SampleCount ?? double.NaN)}, sum {GoNumber.Spell(SampleSum ?? double.NaN)}";
}
