using System.Globalization;

namespace PromMultiplexer.Exposition;

/// <summary>One clause of an Accept header: <c>text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4</c>.</summary>
/// <param name="Format">The format it asks for; any wildcard that covers text means text 0.0.4. <see langword="null"/> for one that is not ours.</param>
/// <param name="Precision">How precisely.</param>
/// <param name="Weight">From 0, not acceptable, to 1. A weight that is not a number counts as the least there is.</param>
/// <param name="Escaping">The escaping it asks for; <see langword="null"/> where it names none that is known.</param>
/// <param name="Position">Its place in the header, from 0.</param>
internal readonly record struct AcceptClause(
    ExpositionFormat? Format, AcceptPrecision Precision, double Weight, NameEscaping? Escaping, int Position)
{
    private const double LeastWeight = double.Epsilon;

    /// <summary>Whether the scraper accepts what the clause names.</summary>
    public bool IsAcceptable => Weight > 0;

    private bool IsWildcard => Precision is AcceptPrecision.Anything or AcceptPrecision.AnyText;

    /// <summary>Reads a clause.</summary>
    /// <returns><see langword="false"/> for what is not a clause at all.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, int position, out AcceptClause clause)
    {
        var parts = new ParameterReader(text);
        var range = parts.MediaRange;
        if (!range.Contains('/') && range is not "*")
        {
            clause = default;
            return false;
        }

        var weight = 1.0;
        NameEscaping? escaping = null;
        ReadOnlySpan<char> version = default;
        ReadOnlySpan<char> proto = default;
        ReadOnlySpan<char> encoding = default;
        while (parts.MoveNext())
        {
            if (parts.IsNamed("q"))
            {
                weight = ParseWeight(parts.Value);
            }
            else if (parts.IsNamed(EscapingParameter.Name))
            {
                escaping = EscapingParameter.Parse(parts.Value);
            }
            else if (parts.IsNamed("version"))
            {
                version = parts.Value;
            }
            else if (parts.IsNamed("proto"))
            {
                proto = parts.Value;
            }
            else if (parts.IsNamed("encoding"))
            {
                encoding = parts.Value;
            }
        }

        var (format, precision) = Match(range, version, proto, encoding);
        clause = new AcceptClause(format, precision, weight, escaping, position);
        return true;
    }

    /// <summary>
    /// Whether the scraper would rather have this one: by weight, then what is named before what a wildcard covers,
    /// then as they stand in the header.
    /// </summary>
    public bool IsPreferredTo(in AcceptClause other)
    {
        if (Weight != other.Weight)
        {
            return Weight > other.Weight;
        }

        return IsWildcard == other.IsWildcard ? Position < other.Position : other.IsWildcard;
    }

    /// <summary>Whether this clause and not the other decides about the format that both match.</summary>
    public bool Overrides(in AcceptClause other) =>
        Precision == other.Precision ? IsPreferredTo(other) : Precision > other.Precision;

    private static (ExpositionFormat? Format, AcceptPrecision Precision) Match(
        ReadOnlySpan<char> range, ReadOnlySpan<char> version, ReadOnlySpan<char> proto, ReadOnlySpan<char> encoding)
    {
        if (range is "*" or "*/*")
        {
            return (ExpositionFormat.Text004, AcceptPrecision.Anything);
        }

        if (Is(range, "text/*"))
        {
            return (ExpositionFormat.Text004, AcceptPrecision.AnyText);
        }

        if (Is(range, "text/plain"))
        {
            return version switch
            {
                "" => (ExpositionFormat.Text004, AcceptPrecision.Unversioned),
                "0.0.4" => (ExpositionFormat.Text004, AcceptPrecision.Exact),
                "1.0.0" => (ExpositionFormat.Text100, AcceptPrecision.Exact),
                _ => (null, AcceptPrecision.None),
            };
        }

        if (Is(range, "application/openmetrics-text"))
        {
            return version switch
            {
                "" => (ExpositionFormat.OpenMetrics001, AcceptPrecision.Unversioned),
                "0.0.1" => (ExpositionFormat.OpenMetrics001, AcceptPrecision.Exact),
                "1.0.0" => (ExpositionFormat.OpenMetrics100, AcceptPrecision.Exact),
                _ => (null, AcceptPrecision.None),
            };
        }

        if (Is(range, "application/vnd.google.protobuf") && proto is "io.prometheus.client.MetricFamily")
        {
            return encoding switch
            {
                "delimited" => (ExpositionFormat.Protobuf, AcceptPrecision.Exact),
                "text" => (ExpositionFormat.ProtobufText, AcceptPrecision.Exact),
                "compact-text" => (ExpositionFormat.ProtobufCompactText, AcceptPrecision.Exact),
                _ => (null, AcceptPrecision.None),
            };
        }

        return (null, AcceptPrecision.None);
    }

    private static bool Is(ReadOnlySpan<char> range, string mediaType) => range.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    private static double ParseWeight(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight >= 0
            ? Math.Min(weight, 1)
            : LeastWeight;
}
