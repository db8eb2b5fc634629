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

        var hasTimes = family.Has(FamilyFlags.HasTimesOrExemplars);
        if (hasTimes && type == MetricType.Info && TimesOf(exposition, family, kinds) == SampleTimes.Mixed)
        {
            return false;
        }

        // A counter is one sample, unless OpenMetrics tells when it began, or when its value was true.
        var isOneByOne = TypeVerdict.IsScalar(type)
            && (family.Kinds & (1 << (int)SampleKind.Created)) == 0
            && !hasTimes;
        var metric = default(MetricState);
        var before = default(MetricPlace);
        var bound = hasTimes && type == MetricType.StateSet ? exposition.BytesOf(family.Name) : SampleFit.BoundOf(type);
        var samples = new FamilySamples(exposition, family, kinds, bound);
        while (samples.MoveNext())
        {
            if (!OpenMetricsValues.Fit(samples.Kind, samples.Value, type, out var number)
                || (type == MetricType.StateSet && !NamesState(new SampleLine(samples.Line))))
            {
                return false;
            }

            if (isOneByOne)
            {
                continue;
            }

            var place = samples.Metric;
            var hasSameLabels = metric.IsStarted && samples.AreSame(before, place);
            var isSameTime = true;
            if (hasSameLabels && hasTimes)
            {
                var timeBefore = samples.TimestampOf(before);
                var time = samples.TimestampOf(place);
                isSameTime = timeBefore.SequenceEqual(time);
                if (!MayFollow(timeBefore, time))
                {
                    return false;
                }
            }

            if (!hasSameLabels || !isSameTime)
            {
                if (!metric.Finish(type))
                {
                    return false;
                }

                metric = new MetricState { IsStarted = true };
                metrics?.Add(samples.Index);
            }

            if (!metric.Add(samples, place, type, number))
            {
                return false;
            }

            before = place;
        }

        return metric.Finish(type);
    }

    /// <summary>
    /// Which samples of some kinds of a family have a timestamp. Mixed they must not be in an info: to readers of OpenMetrics all its
    /// samples are of one metric, whatever their labels are.
    /// </summary>
    public static SampleTimes TimesOf(ParsedExposition exposition, in FamilyEntry family, ushort kinds)
    {
        var times = SampleTimes.None;
        var samples = new FamilySamples(exposition, family, kinds);
        while (times != SampleTimes.Mixed && samples.MoveNext())
        {
            times |= samples.TimestampOf(samples.Metric).IsEmpty ? SampleTimes.Without : SampleTimes.With;
        }

        return times;
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

        public bool Add(in FamilySamples samples, MetricPlace metric, MetricType type, double number)
        {
            var kind = samples.Kind;
            switch (kind)
            {
                case SampleKind.Count or SampleKind.GaugeCount:
                    _hasCount = true;
                    return _values.Add(kind, number);
                case SampleKind.Sum or SampleKind.GaugeSum:
                    _hasSum = true;
                    return _values.Add(kind, number);
                case SampleKind.Bucket:
                    return AddBound(Bound(samples, metric)) && _values.Add(kind, number);
                case SampleKind.Plain when type == MetricType.Summary:
                    return Bound(samples, metric) is >= 0 and <= 1;
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
        private static double Bound(in FamilySamples samples, MetricPlace metric)
        {
            if (!samples.TryGetBound(metric, out var text))
            {
                return double.NaN;
            }

            var bound = NumberSyntax.ParseFloatOrNaN(text);
            return double.IsPositiveInfinity(bound) && !text.SequenceEqual("+Inf"u8) ? double.NaN : bound;
        }
    }
}
