namespace PromMultiplexer.Exposition;

/// <summary>The value of a summary.</summary>
public sealed class Summary
{
    /// <summary>The number of observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleCount { get; init; }

    /// <summary>The sum of the observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleSum { get; init; }

    /// <summary>The quantiles, in the order of the page.</summary>
    public IReadOnlyList<Quantile> Quantiles { get; init; } = [];

    /// <summary>When counting began.</summary>
    public DateTimeOffset? Created { get; init; }
}
