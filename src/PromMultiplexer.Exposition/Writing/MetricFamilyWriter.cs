using System.Buffers;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Writes families of the typed level as a page. Safe for concurrent use.</summary>
public static class MetricFamilyWriter
{
    /// <summary>Writes <paramref name="families"/> in the order given, numbers as Go spells them.</summary>
    /// <param name="families">The families. Each should come once.</param>
    /// <param name="format">The format to write.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Write(IEnumerable<MetricFamily> families, ExpositionFormat format, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(families);
        ArgumentNullException.ThrowIfNull(output);
        if (format is not (ExpositionFormat.Text004 or ExpositionFormat.Text100))
        {
            throw new NotSupportedException($"There is no writer of {format}.");
        }

        var page = new PageOutput(output);
        foreach (var family in families)
        {
            WriteFamily(family, ref page);
        }

        page.Flush();
    }

    private static void WriteFamily(MetricFamily family, ref PageOutput page)
    {
        if (!string.IsNullOrEmpty(family.Help))
        {
            page.Write("# HELP "u8);
            WriteName(family.Name, ref page);
            page.Write((byte)' ');
            TextEscape.WriteHelp(family.Help, ref page);
            page.Write((byte)'\n');
        }

        page.Write("# TYPE "u8);
        WriteName(family.Name, ref page);
        page.Write((byte)' ');
        page.Write(TypeNames.InText(family.Type));
        page.Write((byte)'\n');
        foreach (var metric in family.Metrics)
        {
            WriteMetric(family.Name, metric, ref page);
        }
    }

    private static void WriteMetric(string name, Metric metric, ref PageOutput page)
    {
        if (metric.Summary is { } summary)
        {
            foreach (var quantile in summary.Quantiles)
            {
                WriteSample(name, metric, "quantile", quantile.Rank, quantile.Value, ref page);
            }

            WriteTotals(name, metric, summary.SampleSum, summary.SampleCount, ref page);
        }
        else if (metric.Histogram is { } histogram)
        {
            var hasInfinity = false;
            foreach (var bucket in histogram.Buckets)
            {
                WriteSample($"{name}_bucket", metric, "le", bucket.UpperBound, bucket.CumulativeCount, ref page);
                hasInfinity |= double.IsPositiveInfinity(bucket.UpperBound);
            }

            if (!hasInfinity && histogram.SampleCount is { } count)
            {
                WriteSample($"{name}_bucket", metric, "le", double.PositiveInfinity, count, ref page);
            }

            WriteTotals(name, metric, histogram.SampleSum, histogram.SampleCount, ref page);
        }
        else
        {
            var value = metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? 0;
            WriteSample(name, metric, null, 0, value, ref page);
        }
    }

    private static void WriteTotals(string name, Metric metric, double? sum, double? count, ref PageOutput page)
    {
        if (sum is { } sumValue)
        {
            WriteSample($"{name}_sum", metric, null, 0, sumValue, ref page);
        }

        if (count is { } countValue)
        {
            WriteSample($"{name}_count", metric, null, 0, countValue, ref page);
        }
    }

    private static void WriteSample(string name, Metric metric, string? boundName, double bound, double value, ref PageOutput page)
    {
        var isQuoted = !NameSyntax.IsMetricName(Encoding.UTF8.GetBytes(name));
        var hasLabels = metric.Labels.Count > 0 || boundName is not null;
        if (isQuoted)
        {
            page.Write((byte)'{');
            WriteName(name, ref page);
        }
        else
        {
            page.Write(Encoding.UTF8.GetBytes(name));
            if (hasLabels)
            {
                page.Write((byte)'{');
            }
        }

        var isFirst = !isQuoted;
        foreach (var label in metric.Labels)
        {
            Separate(ref isFirst, ref page);
            WriteLabelName(label.Name, ref page);
            page.Write("=\""u8);
            TextEscape.WriteQuoted(label.Value, ref page);
            page.Write((byte)'"');
        }

        if (boundName is not null)
        {
            Separate(ref isFirst, ref page);
            WriteLabelName(boundName, ref page);
            page.Write("=\""u8);
            WriteNumber(bound, ref page);
            page.Write((byte)'"');
        }

        if (isQuoted || hasLabels)
        {
            page.Write((byte)'}');
        }

        page.Write((byte)' ');
        WriteNumber(value, ref page);
        if (metric.TimestampMilliseconds is { } timestamp)
        {
            page.Write((byte)' ');
            var to = page.Reserve(GoNumber.MaxLength);
            timestamp.TryFormat(to, out var written, default, CultureInfo.InvariantCulture);
            page.Advance(written);
        }

        page.Write((byte)'\n');
    }

    private static void Separate(ref bool isFirst, ref PageOutput page)
    {
        if (!isFirst)
        {
            page.Write((byte)',');
        }

        isFirst = false;
    }

    private static void WriteName(string name, ref PageOutput page) =>
        WriteName(name, NameSyntax.IsMetricName(Encoding.UTF8.GetBytes(name)), ref page);

    private static void WriteLabelName(string name, ref PageOutput page) =>
        WriteName(name, NameSyntax.IsLabelName(Encoding.UTF8.GetBytes(name)), ref page);

    private static void WriteName(string name, bool isPlain, ref PageOutput page)
    {
        if (isPlain)
        {
            page.Write(Encoding.UTF8.GetBytes(name));
            return;
        }

        page.Write((byte)'"');
        TextEscape.WriteQuoted(name, ref page);
        page.Write((byte)'"');
    }

    private static void WriteNumber(double value, ref PageOutput page) =>
        page.Advance(GoNumber.Format(value, page.Reserve(GoNumber.MaxLength)));
}
