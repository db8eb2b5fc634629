using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// What client_model asks of a metric and Prometheus does not: the value that its type says and no other, no series twice,
/// buckets in order, native histograms of one kind. Sees the metrics of one page, one after the other.
/// </summary>
internal sealed class ProtobufStrictCheck
{
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);

    /// <summary>Looks for a fault in a metric that is spelled correctly.</summary>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public string? FindFault(ReadOnlySpan<byte> page, in ProtobufFamily family, in ProtobufMetric metric)
    {
        if (FindWrongValue(page, family.Type, metric) is { } wrongValue)
        {
            return wrongValue;
        }

        var typed = ProtobufFamilyReader.ToMetric(page.Slice(metric.Message.Start, metric.Message.Length), family.Type, isWhole: true);
        return FindWrongExemplar(typed)
            ?? (typed.Histogram is { } histogram ? FindWrongBuckets(histogram) ?? FindWrongNative(histogram) : null)
            ?? (IsFirst(page.Slice(family.Name.Start, family.Name.Length), typed) ? null : "the same series twice");
    }

    private static string? FindWrongValue(ReadOnlySpan<byte> page, MetricType type, in ProtobufMetric metric)
    {
        var expected = ValueOf(type);
        var isThere = false;
        var reader = new WireReader(page, metric.Message);
        while (reader.NextField())
        {
            if (reader.Field is ClientModel.Metric.Gauge or ClientModel.Metric.Counter or ClientModel.Metric.Summary
                or ClientModel.Metric.Untyped or ClientModel.Metric.Histogram)
            {
                if (reader.Field != expected)
                {
                    return $"a {NameOf(reader.Field)} where a {NameOf(expected)} is expected";
                }

                isThere = true;
            }

            reader.Skip();
        }

        return isThere ? null : $"a metric without a {NameOf(expected)}";
    }

    private static int ValueOf(MetricType type) => type switch
    {
        MetricType.Counter => ClientModel.Metric.Counter,
        MetricType.Gauge => ClientModel.Metric.Gauge,
        MetricType.Summary => ClientModel.Metric.Summary,
        MetricType.Untyped => ClientModel.Metric.Untyped,
        _ => ClientModel.Metric.Histogram,
    };

    private static string NameOf(int field) => Encoding.UTF8.GetString(MessageSchema.Metric.Find(field)!.Name);

    private static string? FindWrongExemplar(Metric metric)
    {
        var native = metric.Histogram?.Native?.Exemplars ?? [];
        if (native.Any(exemplar => exemplar.Timestamp is null))
        {
            return "an exemplar of a native histogram without a timestamp";
        }

        var classic = metric.Histogram?.Buckets.Select(bucket => bucket.Exemplar) ?? [metric.Counter?.Exemplar];
        foreach (var exemplar in classic.Concat(native).OfType<Exemplar>())
        {
            if (exemplar.Labels.Any(label => label.Name.Length == 0))
            {
                return "a label of an exemplar without a name";
            }

            if (exemplar.Labels.DistinctBy(label => label.Name).Count() < exemplar.Labels.Count)
            {
                return "an exemplar with the same label twice";
            }
        }

        return null;
    }

    private static string? FindWrongBuckets(Histogram histogram)
    {
        if (histogram.SampleCount < 0)
        {
            return "a negative count in a histogram";
        }

        Bucket? last = null;
        foreach (var bucket in histogram.Buckets)
        {
            // Comparing with NaN is false, so these ask for what must hold.
            if (double.IsNaN(bucket.UpperBound) || (last is not null && !(bucket.UpperBound > last.UpperBound)))
            {
                return "buckets of a histogram that are not in the order of their bounds";
            }

            if (!(bucket.CumulativeCount >= (last?.CumulativeCount ?? 0)))
            {
                return "a bucket of a histogram that counts less than the one before it";
            }

            last = bucket;
        }

        return null;
    }

    private static string? FindWrongNative(Histogram histogram) => histogram.Native is not { } native ? null
        : !(native.ZeroThreshold >= 0) ? "a native histogram with a zero threshold that is negative or no number"
        : (native.IsFloat ? native.PositiveDeltas.Count + native.NegativeDeltas.Count : native.PositiveCounts.Count + native.NegativeCounts.Count) > 0
            ? "a native histogram with both integer and float counts"
        : null;

    private bool IsFirst(ReadOnlySpan<byte> name, Metric metric)
    {
        // An empty label is no label. The lengths keep apart what the joined texts would not.
        var series = new StringBuilder(Encoding.UTF8.GetString(name)).Append('\n');
        foreach (var label in metric.Labels.Where(label => label.Value.Length > 0).OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            series.Append($"{label.Name.Length} {label.Name}{label.Value.Length} {label.Value}");
        }

        return _series.Add(series.Append('\n').Append(metric.TimestampMilliseconds).ToString());
    }
}
