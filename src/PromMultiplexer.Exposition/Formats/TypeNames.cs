using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>How the formats spell the types.</summary>
internal static class TypeNames
{
    public static bool TryParseText(ReadOnlySpan<byte> word, out MetricType type)
    {
        if (word.SequenceEqual("counter"u8))
        {
            type = MetricType.Counter;
        }
        else if (word.SequenceEqual("gauge"u8))
        {
            type = MetricType.Gauge;
        }
        else if (word.SequenceEqual("histogram"u8))
        {
            type = MetricType.Histogram;
        }
        else if (word.SequenceEqual("summary"u8))
        {
            type = MetricType.Summary;
        }
        else
        {
            type = MetricType.Untyped;
            return word.SequenceEqual("untyped"u8);
        }

        return true;
    }

    /// <summary>Takes the word that ends a TYPE line of text, and the line feed behind it.</summary>
    /// <param name="rest">The word and what follows.</param>
    /// <param name="type">The type.</param>
    /// <param name="length">The bytes of the word and the line feed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTakeText(ReadOnlySpan<byte> rest, out MetricType type, out int length)
    {
        if (rest.StartsWith("gauge\n"u8))
        {
            type = MetricType.Gauge;
            length = 6;
        }
        else if (rest.StartsWith("counter\n"u8))
        {
            type = MetricType.Counter;
            length = 8;
        }
        else if (rest.StartsWith("histogram\n"u8))
        {
            type = MetricType.Histogram;
            length = 10;
        }
        else if (rest.StartsWith("summary\n"u8))
        {
            type = MetricType.Summary;
            length = 8;
        }
        else
        {
            type = MetricType.Untyped;
            length = 8;
            return rest.StartsWith("untyped\n"u8);
        }

        return true;
    }

    public static bool TryParseOpenMetrics(ReadOnlySpan<byte> word, out MetricType type)
    {
        for (type = MetricType.Untyped; type <= MetricType.StateSet; type++)
        {
            if (word.SequenceEqual(InOpenMetrics(type)))
            {
                return true;
            }
        }

        return false;
    }

    public static ReadOnlySpan<byte> InOpenMetrics(MetricType type) => type switch
    {
        MetricType.Counter => "counter"u8,
        MetricType.Gauge => "gauge"u8,
        MetricType.Histogram => "histogram"u8,
        MetricType.GaugeHistogram => "gaugehistogram"u8,
        MetricType.Summary => "summary"u8,
        MetricType.Info => "info"u8,
        MetricType.StateSet => "stateset"u8,
        _ => "unknown"u8,
    };

    public static ReadOnlySpan<byte> InText(MetricType type) => type switch
    {
        MetricType.Counter => "counter"u8,
        MetricType.Gauge => "gauge"u8,
        MetricType.Histogram => "histogram"u8,
        MetricType.Summary => "summary"u8,
        _ => "untyped"u8,
    };
}
