using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Makes the typed form of a delimited page.</summary>
internal static class ProtobufFamilyReader
{
    /// <summary>Reads a page.</summary>
    /// <param name="page">The page, whole.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="families">
    /// Receives the families: copies that own their data, one for each message, in the order of the page. Empty after an error.
    /// </param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused.</returns>
    public static ReadError? Read(ReadOnlyMemory<byte> page, ReadMode mode, out IReadOnlyList<MetricFamily> families)
    {
        var index = new ProtobufIndex();
        var error = index.Read(page, mode);
        families = ToFamilies(index);
        return error;
    }

    /// <summary>The families of a page that was read.</summary>
    public static List<MetricFamily> ToFamilies(ProtobufIndex index)
    {
        var families = new List<MetricFamily>(index.Families.Count);
        for (var family = 0; family < index.Families.Count; family++)
        {
            families.Add(ToFamily(new ProtobufPart(index, family, default)));
        }

        return families;
    }

    /// <summary>One of the families of a page that was read, with the label that is added to it, if any.</summary>
    public static MetricFamily ToFamily(ProtobufPart part)
    {
        var metrics = new List<Metric>(part.Entry.MetricCount);
        AddMetrics(part, metrics);
        return new MetricFamily
        {
            Name = TextOf(part.Index, part.Entry.Name) ?? "",
            Help = TextOf(part.Index, part.Entry.Help),
            Type = part.Entry.Type,
            Unit = TextOf(part.Index, part.Entry.Unit),
            Metrics = metrics,
        };
    }

    /// <summary>Appends the metrics of a family, with the label that is added to it, if any.</summary>
    public static void AddMetrics(ProtobufPart part, List<Metric> metrics)
    {
        LabelPair? label = part.Label.IsEmpty ? null : LabelOf(part.Label.Span);
        foreach (ref var metric in part.Index.MetricsOf(part.Entry))
        {
            var typed = ToMetric(part.Index.BytesOf(metric.Message), part.Entry.Type);
            metrics.Add(metric.LabelsEnd < 0 || label is not { } added ? typed : typed.WithLabels([.. typed.Labels, added]));
        }
    }

    /// <summary>The typed form of a <c>Metric</c> message that was checked.</summary>
    /// <param name="message">The message.</param>
    /// <param name="type">The type of its family, which says what value it has. Where it has another one, its value is zero.</param>
    public static Metric ToMetric(ReadOnlySpan<byte> message, MetricType type)
    {
        var labels = new List<LabelPair>();
        var timestamp = 0L;
        var counter = default(WireCounter);
        var summary = type == MetricType.Summary ? new WireSummary() : null;
        var histogram = type is MetricType.Histogram or MetricType.GaugeHistogram ? new WireHistogram() : null;
        var scalar = type switch
        {
            MetricType.Counter => ClientModel.Metric.Counter,
            MetricType.Gauge => ClientModel.Metric.Gauge,
            _ => ClientModel.Metric.Untyped,
        };
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Metric.Label:
                    var label = ProtobufLabel.Read(ref reader);
                    if (!label.IsNothing)
                    {
                        labels.Add(label.ToPair(reader));
                    }

                    break;
                case ClientModel.Metric.TimestampMilliseconds:
                    timestamp = (long)reader.ReadVarint();
                    break;
                case ClientModel.Metric.Summary when summary is not null:
                    summary.Read(ref reader);
                    break;
                case ClientModel.Metric.Histogram when histogram is not null:
                    histogram.Read(ref reader);
                    break;
                case var number when number == scalar && summary is null && histogram is null:
                    counter.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Metric
        {
            Labels = labels,

            // Prometheus takes the zero for none, so it would be wrong to tell it to others.
            TimestampMilliseconds = timestamp == 0 ? null : timestamp,
            Counter = type == MetricType.Counter ? counter.ToCounter() : null,
            Gauge = type == MetricType.Gauge ? new Gauge { Value = counter.Value } : null,
            Untyped = type == MetricType.Untyped ? new Untyped { Value = counter.Value } : null,
            Summary = summary?.ToSummary(),
            Histogram = histogram?.ToHistogram(),
        };
    }

    private static LabelPair LabelOf(ReadOnlySpan<byte> field)
    {
        var reader = new WireReader(field);
        reader.NextField();
        return ProtobufLabel.Read(ref reader).ToPair(reader);
    }

    private static string? TextOf(ProtobufIndex index, Slice slice) =>
        slice.IsNone ? null : Encoding.UTF8.GetString(index.BytesOf(slice));
}
