namespace PromMultiplexer.Exposition;

/// <summary>What the samples of one OpenMetrics histogram or gauge histogram have to be to each other.</summary>
internal sealed class OpenMetricsHistogramRules
{
    private double? _bound;
    private double _value;
    private double? _count;
    private bool _hasSum;
    private bool _hasGaugeSum;
    private bool _isGaugeSumNegative;
    private bool _hasNegativeBound;

    public string? Add(string suffix, double bound, double value)
    {
        switch (suffix)
        {
            case "_bucket":
                if (bound <= _bound)
                {
                    return "buckets that are not sorted by le";
                }

                if (value < _value)
                {
                    return "a bucket with less in it than the one before";
                }

                _hasNegativeBound |= bound < 0;
                _bound = bound;
                _value = value;
                return null;
            case "_count" or "_gcount":
                _count = value;
                return null;
            case "_sum":
                _hasSum = true;
                return null;
            case "_gsum":
                _hasGaugeSum = true;
                _isGaugeSumNegative |= value < 0;
                return null;
            default:
                return null;
        }
    }

    public string? Finish()
    {
        if (_bound is null && _count is null && !_hasSum && !_hasGaugeSum)
        {
            return null;
        }

        return _bound != double.PositiveInfinity ? "a histogram without a +Inf bucket"
            : _count is { } count && count != _value ? "a histogram whose count is not its +Inf bucket"
            : _hasSum && _count is null ? "a histogram with a sum but no count"
            : _hasGaugeSum && _count is null ? "a gauge histogram with a sum but no count"
            : !_hasSum && !_hasGaugeSum && _count is not null ? "a histogram with a count but no sum"
            : _hasNegativeBound && _hasSum ? "a histogram with a sum and negative buckets"
            : !_hasNegativeBound && _isGaugeSumNegative ? "a gauge histogram with a negative sum but no negative buckets"
            : null;
    }
}
