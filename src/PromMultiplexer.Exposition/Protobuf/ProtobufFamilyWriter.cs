using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Writes families of the typed level as client_model's messages, with the fields and in the order in which Go's library
/// writes them.
/// </summary>
internal static class ProtobufFamilyWriter
{
    /// <summary>Writes the families in the order given.</summary>
    /// <param name="families">The families. Those with the same name should be one.</param>
    /// <param name="format">One of the three protobuf formats.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Write(IEnumerable<MetricFamily> families, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var page = new PageOutput(output);
        var writer = new WireWriter();
        foreach (var family in families.SelectMany(HistogramMessages.Of))
        {
            writer.Clear();
            WriteFamily(family, ref writer);
            if (format == ExpositionFormat.Protobuf)
            {
                DelimitedPage.WriteMessage(writer.Written, ref page);
            }
            else
            {
                ProtobufTextWriter.WriteFamily(writer.Written, format, ref page);
            }
        }

        writer.Dispose();
        page.Flush();
    }

    /// <summary>Writes a <c>MetricFamily</c> message, without a length.</summary>
    public static void WriteFamily(MetricFamily family, ref WireWriter writer)
    {
        writer.WriteText(ClientModel.Family.Name, family.Name);
        if (family.Help is not null)
        {
            writer.WriteText(ClientModel.Family.Help, family.Help);
        }

        writer.WriteVarint(ClientModel.Family.Type, (ulong)MetricTypeNumber.Of(family.Type));
        foreach (var metric in family.Metrics)
        {
            var message = writer.BeginMessage(ClientModel.Family.Metric);
            WriteMetric(metric, family.Type, ref writer);
            writer.EndMessage(message);
        }

        if (family.Unit is not null)
        {
            writer.WriteText(ClientModel.Family.Unit, family.Unit);
        }
    }

    private static void WriteMetric(Metric metric, MetricType type, ref WireWriter writer)
    {
        foreach (var label in metric.Labels)
        {
            ProtobufLabel.Write(ClientModel.Metric.Label, label, ref writer);
        }

        switch (type)
        {
            case MetricType.Counter:
                WireCounter.Write(metric.Counter ?? new Counter { Value = ValueOf(metric) }, ref writer);
                break;
            case MetricType.Summary:
                WireSummary.Write(metric.Summary ?? new Summary(), ref writer);
                break;
            case MetricType.Untyped:
                WriteScalar(ClientModel.Metric.Untyped, metric, ref writer);
                break;
            case not (MetricType.Histogram or MetricType.GaugeHistogram):
                WriteScalar(ClientModel.Metric.Gauge, metric, ref writer);
                break;
        }

        if (metric.TimestampMilliseconds is { } timestamp)
        {
            writer.WriteVarint(ClientModel.Metric.TimestampMilliseconds, (ulong)timestamp);
        }

        if (type is MetricType.Histogram or MetricType.GaugeHistogram)
        {
            WireHistogram.Write(metric.Histogram ?? new Histogram(), ref writer);
        }
    }

    private static void WriteScalar(int field, Metric metric, ref WireWriter writer)
    {
        var message = writer.BeginMessage(field);
        writer.WriteDouble(ClientModel.Counter.Value, ValueOf(metric));
        writer.EndMessage(message);
    }

    private static double ValueOf(Metric metric) => metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? 0;
}
