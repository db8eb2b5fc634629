namespace PromMultiplexer.Exposition;

/// <summary>One quantile of a summary.</summary>
/// <param name="Rank">Which quantile, between 0 and 1.</param>
/// <param name="Value">The value at that rank; NaN where nothing was observed lately.</param>
public readonly record struct Quantile(double Rank, double Value);
