namespace PromMultiplexer.Exposition;

/// <summary>
/// Whether samples may stand under a type in OpenMetrics, which asks more than text does: metrics in one piece, counts that
/// are counts, histograms that add up. The rules of <see cref="OpenMetricsFamilyRules"/>, checked on slices.
/// </summary>
internal static class OpenMetricsFit
{
    /// <summary>Whether samples of some kinds of a family may stand under a type.</summary>
    /// <param name="exposition">Whose family it is.</param>
    /// <param name="family">The family.</param>
    /// <param name="kinds">One bit for each kind.</param>
    /// <param name="type">The type.</param>
    /// <param name="metrics">Receives the first sample of each metric, where that is wanted.</param>
    public static bool Fits(
        ParsedExposition exposition, in FamilyEntry family, ushort kinds, MetricType type, IndexList<int>? metrics = null)
    {
        if (type is MetricType.Untyped or MetricType.Gauge)
        {
            return true;
        }

        // A counter is one sample, unless OpenMetrics tells when it began, or when its value was true.
        var isOneByOne = TypeVerdict.IsScalar(type)
            && (family.Kinds & (1 << (int)SampleKind.Created)) == 0
            && !family.Has(FamilyFlags.HasTimesOrExemplars);
        var metric = default(MetricState);
        var before = default(MetricLine);
        foreach (var sample in new FamilySamples(exposition, family, kinds))
        {
            if (!OpenMetricsValues.Fit(sample.Kind, sample.Value, type, out var number)
                || (type == MetricType.StateSet && !NamesState(new SampleLine(sample.Line))))
            {
                return false;
            }

            if (isOneByOne)
            {
                continue;
            }

            var line = sample.MetricBut(MetricIdentity.BoundOf(type, sample.Kind));
            var hasSameLabels = metric.IsStarted && line.IsOfMetricOf(before);
            if (hasSameLabels && !MayFollow(before.Timestamp, line.Timestamp))
            {
                return false;
            }

            if (!hasSameLabels || !before.Timestamp.SequenceEqual(line.Timestamp))
            {
                if (!metric.Finish(type))
                {
                    return false;
                }

                metric = new MetricState { IsStarted = true };
                metrics?.Add(sample.Index);
            }

            if (!metric.Add(sample.Kind, type, line, number))
            {
                return false;
            }

            before = line;
        }

        return metric.Finish(type);
    }

    /// <summary>Whether a sample of a state set has the label that its state is the value of.</summary>
    private static bool NamesState(SampleLine line)
    {
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(line.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a sample of the same metric may have this timestamp: all have one or none, and they do not go backwards.</summary>
    private static bool MayFollow(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        first.IsEmpty || second.IsEmpty
            ? first.IsEmpty == second.IsEmpty
            : first.SequenceEqual(second) || NumberSyntax.ParseFloat(first) <= NumberSyntax.ParseFloat(second);

    /// <summary>What is known of the metric whose samples are coming in.</summary>
    private struct MetricState
    {
        private HistogramValues _values;
        private double _bound;
        private bool _hasBucket;
        private bool _hasCount;
        private bool _hasSum;
        private bool _hasNegativeBound;

        public bool IsStarted { get; init; }

        public bool Add(SampleKind kind, MetricType type, in MetricLine line, double number)
        {
            switch (kind)
            {
                case SampleKind.Count or SampleKind.GaugeCount:
                    _hasCount = true;
                    return _values.Add(kind, number);
                case SampleKind.Sum or SampleKind.GaugeSum:
                    _hasSum = true;
                    return _values.Add(kind, number);
                case SampleKind.Bucket:
                    return AddBound(Bound(line)) && _values.Add(kind, number);
                case SampleKind.Plain when type == MetricType.Summary:
                    return Bound(line) is >= 0 and <= 1;
                default:
                    return true;
            }
        }

        public readonly bool Finish(MetricType type) =>
            !IsStarted
            || type is not (MetricType.Histogram or MetricType.GaugeHistogram)
            || (_hasBucket
                && double.IsPositiveInfinity(_bound)
                && _values.Finish()
                && _hasSum == _hasCount
                && !(_hasNegativeBound && _hasSum && type == MetricType.Histogram)
                && (_hasNegativeBound || !_values.IsSumNegative));

        private bool AddBound(double bound)
        {
            if (double.IsNaN(bound) || (_hasBucket && bound <= _bound))
            {
                return false;
            }

            _hasBucket = true;
            _hasNegativeBound |= bound < 0;
            _bound = bound;
            return true;
        }

        /// <summary>The bound of a sample; NaN where it has none, or spells infinity in a way of its own.</summary>
        private static double Bound(in MetricLine line)
        {
            if (!line.TryGetBound(out var text))
            {
                return double.NaN;
            }

            var bound = NumberSyntax.ParseFloatOrNaN(text);
            return double.IsPositiveInfinity(bound) && !text.SequenceEqual("+Inf"u8) ? double.NaN : bound;
        }
    }
}
