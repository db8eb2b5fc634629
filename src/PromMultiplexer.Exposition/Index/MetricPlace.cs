namespace PromMultiplexer.Exposition;

/// <summary>Where the labels of a sample stand that tell its metric. Small, so that it is kept in registers.</summary>
/// <param name="Sample">Which of the page's samples it is.</param>
/// <param name="Start">Where in the source they start; -1 where the line has to be read to tell.</param>
/// <param name="Length">Their bytes.</param>
/// <param name="BoundLength">The bytes of the label behind them that does not tell the metric, with the comma in between; 0 where there is none.</param>
internal readonly record struct MetricPlace(int Sample, int Start, int Length, int BoundLength)
{
    public bool IsKnown => Start >= 0;
}
