namespace PromMultiplexer.Exposition;

/// <summary>
/// Whether samples may stand under a type in OpenMetrics, which asks more than text does: metrics in one piece, counts that
/// are counts, histograms that add up. The rules of <see cref="OpenMetricsFamilyRules"/>, checked on slices.
/// </summary>
internal static class OpenMetricsFit
{
    public static bool Fits(ParsedExposition exposition, in FamilyEntry family, ushort kinds, MetricType type)
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
        var before = default(SampleLine);
        ReadOnlySpan<byte> boundBefore = default;
        for (var run = family.FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if ((kinds & (1 << (int)sample.Kind)) == 0)
                {
                    continue;
                }

                // A counter of digits alone, as most are, needs no further look.
                var bytes = exposition.BytesOf(sample.Line);
                if (isOneByOne && type == MetricType.Counter && sample.TailLength > 0
                    && bytes[^sample.TailLength..^1].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
                {
                    continue;
                }

                var line = new SampleLine(bytes);
                var kind = KindOf(sample.Kind, type);
                if (!FitsAlone(kind, type, line) || (type == MetricType.StateSet && !NamesState(line)))
                {
                    return false;
                }

                if (isOneByOne)
                {
                    continue;
                }

                var bound = MetricIdentity.BoundOf(type, kind);
                var hasSameLabels = metric.IsStarted && MetricIdentity.AreSame(before, boundBefore, line, bound);
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
                }

                if (!metric.Add(kind, type, line))
                {
                    return false;
                }

                before = line;
                boundBefore = bound;
            }
        }

        return metric.Finish(type);
    }

    /// <summary>A text counter <c>x_total</c> is the total of an OpenMetrics counter <c>x</c>, and so on.</summary>
    private static SampleKind KindOf(SampleKind kind, MetricType type) => (kind, type) switch
    {
        (SampleKind.Plain, MetricType.Counter) => SampleKind.Total,
        (SampleKind.Plain, MetricType.Info) => SampleKind.Info,
        _ => kind,
    };

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

    private static bool FitsAlone(SampleKind kind, MetricType type, SampleLine line)
    {
        if (type is MetricType.Info or MetricType.StateSet)
        {
            // Text has neither, so these come from OpenMetrics; only their values have to be looked at.
            var state = NumberSyntax.ParseFloat(line.Value);
            return state == 1 || (type == MetricType.StateSet && state == 0);
        }

        var isCounted = kind is SampleKind.Bucket or SampleKind.Count or SampleKind.GaugeCount;
        if (!isCounted && kind is not (SampleKind.Total or SampleKind.Sum or SampleKind.GaugeSum or SampleKind.Plain))
        {
            return true;
        }

        var first = line.Value[0];
        if (kind == SampleKind.Plain)
        {
            return first != (byte)'-' || !(NumberSyntax.ParseFloat(line.Value) < 0);
        }

        // Numbers of digits alone, which counts are, need no further look.
        if (line.Value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return true;
        }

        var value = NumberSyntax.ParseFloat(line.Value);
        return !double.IsNaN(value)
            && (value >= 0 || kind == SampleKind.GaugeSum)
            && (!isCounted || !double.IsFinite(value) || value == Math.Floor(value));
    }

    /// <summary>Whether a sample of the same metric may have this timestamp: all have one or none, and they do not go backwards.</summary>
    private static bool MayFollow(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        first.IsEmpty || second.IsEmpty
            ? first.IsEmpty == second.IsEmpty
            : first.SequenceEqual(second) || NumberSyntax.ParseFloat(first) <= NumberSyntax.ParseFloat(second);

    /// <summary>What is known of the metric whose samples are coming in.</summary>
    private struct MetricState
    {
        private double _bound;
        private double _value;
        private double _count;
        private bool _hasBucket;
        private bool _hasCount;
        private bool _hasSum;
        private bool _isSumNegative;
        private bool _hasNegativeBound;

        public bool IsStarted { get; init; }

        public bool Add(SampleKind kind, MetricType type, SampleLine line)
        {
            switch (kind)
            {
                case SampleKind.Count or SampleKind.GaugeCount:
                    _hasCount = true;
                    _count = NumberSyntax.ParseFloat(line.Value);
                    return true;
                case SampleKind.Sum or SampleKind.GaugeSum:
                    _hasSum = true;
                    _isSumNegative |= NumberSyntax.ParseFloat(line.Value) < 0;
                    return true;
                case SampleKind.Bucket:
                    return AddBucket(Bound(line, "le"u8), NumberSyntax.ParseFloat(line.Value));
                case SampleKind.Plain when type == MetricType.Summary:
                    return Bound(line, "quantile"u8) is >= 0 and <= 1;
                default:
                    return true;
            }
        }

        public readonly bool Finish(MetricType type) =>
            !IsStarted
            || type is not (MetricType.Histogram or MetricType.GaugeHistogram)
            || (_hasBucket
                && double.IsPositiveInfinity(_bound)
                && (!_hasCount || _count == _value)
                && _hasSum == _hasCount
                && !(_hasNegativeBound && _hasSum && type == MetricType.Histogram)
                && (_hasNegativeBound || !_isSumNegative));

        private bool AddBucket(double bound, double value)
        {
            if (double.IsNaN(bound) || (_hasBucket && (bound <= _bound || value < _value)))
            {
                return false;
            }

            _hasBucket = true;
            _hasNegativeBound |= bound < 0;
            _bound = bound;
            _value = value;
            return true;
        }

        /// <summary>The bound of a sample; NaN where it has none, or spells infinity in a way of its own.</summary>
        private static double Bound(SampleLine line, ReadOnlySpan<byte> name)
        {
            if (line.HasLabelSet)
            {
                foreach (var label in line.Labels)
                {
                    if (label.Name.SequenceEqual(name))
                    {
                        var bound = NumberSyntax.IsFloat(label.Value) ? NumberSyntax.ParseFloat(label.Value) : double.NaN;
                        return double.IsPositiveInfinity(bound) && !label.Value.SequenceEqual("+Inf"u8) ? double.NaN : bound;
                    }
                }
            }

            return double.NaN;
        }
    }
}
