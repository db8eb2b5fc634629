using System.Buffers;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Spells families of the typed level out in the lines of text or OpenMetrics.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="isOpenMetrics">Whether to write OpenMetrics, not text.</param>
/// <param name="names">The names of all families of the page.</param>
internal ref struct MetricLines(IBufferWriter<byte> output, bool isOpenMetrics, HashSet<string> names)
{
    private readonly HashSet<string> _names = names;
    private readonly bool _isOpenMetrics = isOpenMetrics;
    private PageOutput _page = new(output);

    /// <summary>Writes what ends the page. To be called once.</summary>
    public void Finish()
    {
        if (_isOpenMetrics)
        {
            _page.Write("# EOF\n"u8);
        }

        _page.Flush();
    }

    public void Write(MetricFamily family)
    {
        // Protobuf knows families without a name that say nothing of anything; with metrics they are a mistake.
        if (!IsSpellable(family.Name) && !(family.Name.Length == 0 && family.Metrics.Count > 0))
        {
            return;
        }

        // Text has no gauge histogram: what it cannot say the type of it says of each sample name by itself.
        var name = MetadataName(family);
        if (_isOpenMetrics || family.Type != MetricType.GaugeHistogram)
        {
            if (!string.IsNullOrEmpty(family.Help))
            {
                WriteKeyword("# HELP "u8, name);
                TextEscape.WriteHelp(Encoding.UTF8.GetBytes(family.Help), _isOpenMetrics, ref _page);
                _page.Write((byte)'\n');
            }

            WriteKeyword("# TYPE "u8, name);
            _page.Write(_isOpenMetrics ? TypeNames.InOpenMetrics(TypeOf(family)) : TypeNames.InText(TypeOf(family)));
            _page.Write((byte)'\n');
            if (_isOpenMetrics && !string.IsNullOrEmpty(family.Unit) && name.EndsWith("_" + family.Unit, StringComparison.Ordinal))
            {
                WriteKeyword("# UNIT "u8, name);
                _page.Write(Encoding.UTF8.GetBytes(family.Unit));
                _page.Write((byte)'\n');
            }
        }

        foreach (var metric in family.Metrics)
        {
            // Text has no time before 1970.
            if ((_isOpenMetrics || metric.TimestampMilliseconds is not < 0) && metric.Labels.All(label => IsSpellable(label.Name)))
            {
                WriteMetric(family, name, metric);
            }
        }
    }

    /// <summary>Whether a line can carry a name at all: protobuf alone knows empty ones, and ones with a NUL in them.</summary>
    private static bool IsSpellable(string name) => name.Length > 0 && !name.Contains('\0');

    /// <summary>The name of a family in metadata: OpenMetrics leaves <c>_total</c> and <c>_info</c> to the samples.</summary>
    private readonly string MetadataName(MetricFamily family)
    {
        var suffix = !_isOpenMetrics ? "" : TypeOf(family) switch
        {
            MetricType.Counter => "_total",
            MetricType.Info => "_info",
            _ => "",
        };
        return family.Name[..^suffix.Length];
    }

    private readonly MetricType TypeOf(MetricFamily family) => family.Type switch
    {
        // An OpenMetrics counter has to end in _total, and what is in front of it must not be the name of another family.
        MetricType.Counter when _isOpenMetrics && !HasFreeNameBefore(family.Name, "_total") => MetricType.Untyped,
        MetricType.Info when _isOpenMetrics && !HasFreeNameBefore(family.Name, "_info") => MetricType.Gauge,
        MetricType.Info or MetricType.StateSet when !_isOpenMetrics => MetricType.Gauge,
        _ => family.Type,
    };

    /// <summary>Whether a name is more than its suffix, and without it that of no other family.</summary>
    private readonly bool HasFreeNameBefore(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) && !_names.Contains(name[..^suffix.Length]);

    private void WriteMetric(MetricFamily family, string name, Metric metric)
    {
        if (metric.Summary is { } summary)
        {
            foreach (var quantile in summary.Quantiles)
            {
                WriteSample(name, metric, ("quantile", quantile.Rank), quantile.Value);
            }

            WriteTotals(name, metric, "_sum", summary.SampleSum, "_count", summary.SampleCount, summary.ExactSampleCount);
            WriteCreated(name, metric, summary.Created);
        }
        else if (metric.Histogram is { } histogram)
        {
            WriteBuckets(name, metric, histogram);
            var isGauge = family.Type == MetricType.GaugeHistogram;
            WriteTotals(
                name, metric, isGauge ? "_gsum" : "_sum", histogram.SampleSum, isGauge ? "_gcount" : "_count", histogram.SampleCount, histogram.ExactSampleCount);
            WriteCreated(name, metric, isGauge ? null : histogram.Created);
        }
        else if (metric.Counter is { } counter)
        {
            WriteSample(family.Name, metric, null, counter.Value, exemplar: TypeOf(family) == MetricType.Counter ? counter.Exemplar : null);
            WriteCreated(name, metric, TypeOf(family) == MetricType.Counter ? counter.Created : null);
        }
        else if ((metric.Gauge?.Value ?? metric.Untyped?.Value) is { } value)
        {
            WriteSample(family.Name, metric, null, value);
        }
    }

    private void WriteBuckets(string name, Metric metric, Histogram histogram)
    {
        var hasInfinity = false;
        foreach (var bucket in histogram.Buckets)
        {
            WriteSample($"{name}_bucket", metric, ("le", bucket.UpperBound), bucket.CumulativeCount, bucket.ExactCumulativeCount, bucket.Exemplar);
            hasInfinity |= double.IsPositiveInfinity(bucket.UpperBound);
        }

        if (!hasInfinity && histogram.SampleCount is { } count)
        {
            WriteSample($"{name}_bucket", metric, ("le", double.PositiveInfinity), count, histogram.ExactSampleCount);
        }
    }

    private void WriteTotals(string name, Metric metric, string sumSuffix, double? sum, string countSuffix, double? count, ulong? exactCount)
    {
        if (sum is { } sumValue)
        {
            WriteSample(name + sumSuffix, metric, null, sumValue);
        }

        if (count is { } countValue)
        {
            WriteSample(name + countSuffix, metric, null, countValue, exactCount);
        }
    }

    /// <summary>Text has no place for when a metric began; what it would make of it is a metric of its own.</summary>
    private void WriteCreated(string name, Metric metric, DateTimeOffset? created)
    {
        if (_isOpenMetrics && created is { } time)
        {
            WriteSample($"{name}_created", metric, null, 0, created: time);
        }
    }

    private void WriteSample(
        string name, Metric metric, (string Name, double Value)? bound, double value, ulong? count = null, Exemplar? exemplar = null, DateTimeOffset? created = null)
    {
        var isQuoted = !NameSyntax.IsMetricName(Encoding.UTF8.GetBytes(name));
        var hasLabels = metric.Labels.Count > 0 || bound is not null;
        if (isQuoted)
        {
            _page.Write((byte)'{');
            WriteName(name, isPlain: false);
        }
        else
        {
            _page.Write(Encoding.UTF8.GetBytes(name));
            if (hasLabels)
            {
                _page.Write((byte)'{');
            }
        }

        WriteLabels(metric.Labels, isQuoted);
        if (bound is { } extra)
        {
            if (isQuoted || metric.Labels.Count > 0)
            {
                _page.Write((byte)',');
            }

            _page.Write(Encoding.UTF8.GetBytes(extra.Name));
            _page.Write("=\""u8);
            WriteNumber(extra.Value);
            _page.Write((byte)'"');
        }

        if (isQuoted || hasLabels)
        {
            _page.Write((byte)'}');
        }

        _page.Write((byte)' ');
        if (created is { } began)
        {
            const long NanosecondsPerTick = 100;
            var nanoseconds = (Int128)(began - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
            _page.Advance(TimeSpelling.FormatCreated(nanoseconds, _page.Reserve(GoNumber.MaxLength * 2)));
        }
        else
        {
            WriteNumber(value, count);
        }

        if (metric.TimestampMilliseconds is { } timestamp)
        {
            WriteTimestamp(timestamp);
        }

        if (_isOpenMetrics && exemplar is not null && ExemplarFit.Fits(exemplar))
        {
            _page.Write(" # {"u8);
            WriteLabels(exemplar.Labels, hasBefore: false);
            _page.Write("} "u8);
            WriteNumber(exemplar.Value);
            if (exemplar.Timestamp is { } observed)
            {
                WriteTimestamp(observed.ToUnixTimeMilliseconds());
            }
        }

        _page.Write((byte)'\n');
    }

    private void WriteLabels(IReadOnlyList<LabelPair> labels, bool hasBefore)
    {
        foreach (var label in labels)
        {
            if (hasBefore)
            {
                _page.Write((byte)',');
            }

            hasBefore = true;
            WriteName(label.Name, NameSyntax.IsLabelName(Encoding.UTF8.GetBytes(label.Name)));
            _page.Write("=\""u8);
            TextEscape.WriteQuoted(label.Value, ref _page);
            _page.Write((byte)'"');
        }
    }

    private void WriteTimestamp(long milliseconds)
    {
        _page.Write((byte)' ');
        var to = _page.Reserve(GoNumber.MaxLength);
        if (_isOpenMetrics)
        {
            _page.Advance(TimeSpelling.FormatSeconds(milliseconds, to));
        }
        else
        {
            milliseconds.TryFormat(to, out var written, default, CultureInfo.InvariantCulture);
            _page.Advance(written);
        }
    }

    private void WriteKeyword(ReadOnlySpan<byte> keyword, string name)
    {
        _page.Write(keyword);
        WriteName(name, NameSyntax.IsMetricName(Encoding.UTF8.GetBytes(name)));
        _page.Write((byte)' ');
    }

    private void WriteName(string name, bool isPlain)
    {
        if (isPlain)
        {
            _page.Write(Encoding.UTF8.GetBytes(name));
            return;
        }

        _page.Write((byte)'"');
        TextEscape.WriteQuoted(name, ref _page);
        _page.Write((byte)'"');
    }

    /// <summary>OpenMetrics spells floats with a point or an exponent, and counts without.</summary>
    private void WriteNumber(double value, ulong? count = null)
    {
        var to = _page.Reserve(GoNumber.MaxLength + 2);
        if (_isOpenMetrics && count is { } exact)
        {
            exact.TryFormat(to, out var digits, default, CultureInfo.InvariantCulture);
            _page.Advance(digits);
            return;
        }

        var length = GoNumber.Format(value, to);
        if (_isOpenMetrics && double.IsFinite(value) && to[..length].IndexOfAny((byte)'.', (byte)'e') < 0)
        {
            ".0"u8.CopyTo(to[length..]);
            length += 2;
        }

        _page.Advance(length);
    }
}
