using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Escapes the names on a page of messages. Families that need none are copied byte for byte; the others are spelled anew from
/// what is known of them. Reusable; not safe for concurrent use.
/// </summary>
internal sealed class MessageEscaper
{
    private readonly ParsedExposition _page = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Escapes a page. The result is valid until the next call.</summary>
    public ParsedExposition Escape(ParsedExposition source, NameEscaping escaping)
    {
        _bytes.ResetWrittenCount();
        var output = new PageOutput(_bytes);
        var writer = new WireWriter();
        var index = source.Messages;
        var dropped = source.DroppedSampleCount;
        for (var family = 0; family < index.Families.Count; family++)
        {
            ref var message = ref index.Families[family];
            if (message.MetricCount == 0)
            {
                continue;
            }

            // A family of which metrics were dropped when it was read must not come back with them.
            if (source.DroppedSampleCount == 0 && !ProtobufNames.NeedQuotes(index, message))
            {
                DelimitedPage.WriteMessage(index.BytesOf(message.Message), ref output);
                continue;
            }

            var escaped = Escape(ProtobufFamilyReader.ToFamily(new ProtobufPart(index, family, default)), escaping);
            dropped += message.MetricCount - escaped.Metrics.Count;
            writer.Clear();
            ProtobufFamilyWriter.WriteFamily(escaped, ref writer);
            DelimitedPage.WriteMessage(writer.Written, ref output);
        }

        writer.Dispose();
        output.Flush();
        if (ExpositionReader.Read(_bytes.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, _page) is not null)
        {
            _page.Clear();
        }

        _page.DroppedSampleCount += dropped;
        return _page;
    }

    private static MetricFamily Escape(MetricFamily family, NameEscaping escaping)
    {
        var metrics = new List<Metric>(family.Metrics.Count);
        foreach (var metric in family.Metrics)
        {
            if (Escape(metric.Labels, escaping) is { } labels)
            {
                metrics.Add(new Metric
                {
                    Labels = labels,
                    TimestampMilliseconds = metric.TimestampMilliseconds,
                    Counter = metric.Counter is { } counter
                        ? new Counter { Value = counter.Value, Created = counter.Created, Exemplar = Escape(counter.Exemplar, escaping) }
                        : null,
                    Gauge = metric.Gauge,
                    Untyped = metric.Untyped,
                    Summary = metric.Summary,
                    Histogram = metric.Histogram is { } histogram ? Escape(histogram, escaping) : null,
                });
            }
        }

        return new MetricFamily
        {
            Name = Escape(family.Name, NameKind.Metric, escaping),
            Help = family.Help,
            Type = family.Type,
            Unit = family.Unit,
            Metrics = metrics,
        };
    }

    private static Histogram Escape(Histogram histogram, NameEscaping escaping) => new()
    {
        SampleCount = histogram.SampleCount,
        ExactSampleCount = histogram.ExactSampleCount,
        SampleSum = histogram.SampleSum,
        Created = histogram.Created,
        Native = histogram.Native is { } native ? Escape(native, escaping) : null,
        Buckets =
        [
            .. histogram.Buckets.Select(bucket => new Bucket
            {
                UpperBound = bucket.UpperBound,
                CumulativeCount = bucket.CumulativeCount,
                ExactCumulativeCount = bucket.ExactCumulativeCount,
                Exemplar = Escape(bucket.Exemplar, escaping),
            }),
        ],
    };

    private static NativeBuckets Escape(NativeBuckets native, NameEscaping escaping) => new()
    {
        Schema = native.Schema,
        ZeroThreshold = native.ZeroThreshold,
        ZeroCount = native.ZeroCount,
        ExactZeroCount = native.ExactZeroCount,
        NegativeSpans = native.NegativeSpans,
        NegativeDeltas = native.NegativeDeltas,
        NegativeCounts = native.NegativeCounts,
        PositiveSpans = native.PositiveSpans,
        PositiveDeltas = native.PositiveDeltas,
        PositiveCounts = native.PositiveCounts,
        IsFloat = native.IsFloat,
        Exemplars = [.. native.Exemplars.Select(exemplar => Escape(exemplar, escaping)).OfType<Exemplar>()],
    };

    /// <summary>An exemplar of which two labels fall together is dropped; the value it explains stays.</summary>
    private static Exemplar? Escape(Exemplar? exemplar, NameEscaping escaping) =>
        exemplar is not null && Escape(exemplar.Labels, escaping) is { } labels
            ? new Exemplar { Labels = labels, Value = exemplar.Value, Timestamp = exemplar.Timestamp }
            : null;

    /// <summary>The labels under their new names; <see langword="null"/> where two of them fall together that have a value.</summary>
    private static List<LabelPair>? Escape(IReadOnlyList<LabelPair> labels, NameEscaping escaping)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var escaped = new List<LabelPair>(labels.Count);
        foreach (var label in labels)
        {
            var name = Escape(label.Name, NameKind.Label, escaping);
            if (label.Value.Length > 0 && !names.Add(name))
            {
                return null;
            }

            escaped.Add(new LabelPair(name, label.Value));
        }

        return escaped;
    }

    // A name that is valid stays as it is, whatever else there is on the page.
    private static string Escape(string name, NameKind kind, NameEscaping escaping) =>
        NameEscaper.NeedsEscaping(Encoding.UTF8.GetBytes(name), kind, escaping) ? NameEscaper.Escape(name, kind, escaping) : name;
}
