namespace PromMultiplexer.Exposition;

/// <summary>The observations of a histogram between two bounds: one bucket without those below it.</summary>
/// <param name="Lower">The bound that the observations are above of; -Inf in a first bucket that reaches below zero.</param>
/// <param name="Upper">The largest value that falls into the range.</param>
/// <param name="Count">The number of observations.</param>
/// <param name="IsExponential">Whether it is one of a native histogram's, in which values are taken to be spread by the logarithm.</param>
public readonly record struct BucketRange(double Lower, double Upper, double Count, bool IsExponential)
{
    /// <summary>The value below which so much of the range's observations are taken to be, as Prometheus estimates it.</summary>
    /// <param name="share">From 0 to 1.</param>
    internal double ValueAt(double share) => IsExponential
        ? Lower * Math.Pow(Upper / Lower, share)
        : Lower + ((Upper - Lower) * share);
}
