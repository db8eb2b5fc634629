namespace PromMultiplexer.Exposition;

/// <summary>The series of one metric, whose samples stand side by side: buckets and quantiles go up, of anything else there is one.</summary>
internal struct SeriesOfMetric
{
    private ushort _kinds;
    private double _bound;
    private bool _hasBound;

    /// <summary>Takes the next sample.</summary>
    /// <returns><see langword="false"/> where it may be of a series that was there before.</returns>
    public bool IsNew(in FamilySamples samples, MetricPlace metric)
    {
        if (!samples.TryGetBound(metric, out var bound))
        {
            var kind = 1 << (int)samples.Kind;
            var isNew = (_kinds & kind) == 0;
            _kinds |= (ushort)kind;
            return isNew;
        }

        var number = NumberSyntax.ParseFloatOrNaN(bound);
        var isHigher = _hasBound ? number > _bound : !double.IsNaN(number);
        _hasBound = true;
        _bound = number;
        return isHigher;
    }
}
