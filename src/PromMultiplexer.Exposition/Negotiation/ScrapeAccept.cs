using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// What a target is asked for: formats in order of preference, and the header Accept that says so, spelled as Prometheus 3
/// spells it. Immutable.
/// </summary>
public sealed class ScrapeAccept
{
    private ScrapeAccept(ExpositionFormat[] protocols)
    {
        Protocols = Array.AsReadOnly(protocols);
        Header = Spell(protocols);
    }

    /// <summary>Prometheus' default: OpenMetrics 1.0.0 and 0.0.1, then text 1.0.0 and 0.0.4.</summary>
    public static ScrapeAccept Default { get; } = new(
        [ExpositionFormat.OpenMetrics100, ExpositionFormat.OpenMetrics001, ExpositionFormat.Text100, ExpositionFormat.Text004]);

    /// <summary>What Prometheus asks for when it wants native histograms: protobuf before all others.</summary>
    public static ScrapeAccept ProtobufFirst { get; } = new([ExpositionFormat.Protobuf, .. Default.Protocols]);

    /// <summary>The formats, the most wanted first. Never empty, none twice.</summary>
    public IReadOnlyList<ExpositionFormat> Protocols { get; }

    /// <summary>The value of the header Accept.</summary>
    public string Header { get; }

    /// <summary>Reads a list of protocols under Prometheus' names, in any case.</summary>
    /// <param name="names">The names, the most wanted first.</param>
    /// <param name="accept">What they ask for.</param>
    /// <param name="error">Why the list is refused: it is empty, has an unknown name or one name twice.</param>
    public static bool TryParse(
        IEnumerable<string> names, [NotNullWhen(true)] out ScrapeAccept? accept, [NotNullWhen(false)] out ScrapeProtocolError? error)
    {
        ArgumentNullException.ThrowIfNull(names);
        accept = null;
        var protocols = new List<ExpositionFormat>();
        foreach (var name in names)
        {
            if (!ScrapeProtocol.TryParse(name, out var protocol))
            {
                error = new ScrapeProtocolError(ScrapeProtocolFault.Unknown, name);
                return false;
            }

            if (protocols.Contains(protocol))
            {
                error = new ScrapeProtocolError(ScrapeProtocolFault.Duplicate, name);
                return false;
            }

            protocols.Add(protocol);
        }

        if (protocols.Count == 0)
        {
            error = new ScrapeProtocolError(ScrapeProtocolFault.Missing, "");
            return false;
        }

        accept = new ScrapeAccept([.. protocols]);
        error = null;
        return true;
    }

    /// <summary>The value of the header Accept.</summary>
    public override string ToString() => Header;

    /// <summary>The weights begin at the same number however many protocols there are, and any other type comes last.</summary>
    private static string Spell(ReadOnlySpan<ExpositionFormat> protocols)
    {
        var header = new StringBuilder();
        var weight = ScrapeProtocol.All.Count + 1;
        foreach (var protocol in protocols)
        {
            header.Append(RangeOf(protocol)).Append(CultureInfo.InvariantCulture, $";q=0.{weight--},");
        }

        return header.Append(CultureInfo.InvariantCulture, $"*/*;q=0.{weight}").ToString();
    }

    /// <summary>The formats that came with the escaping are asked for with it: names are wanted as they are.</summary>
    private static string RangeOf(ExpositionFormat protocol) => protocol switch
    {
        ExpositionFormat.Protobuf => "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        ExpositionFormat.OpenMetrics100 => "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8",
        ExpositionFormat.OpenMetrics001 => "application/openmetrics-text;version=0.0.1",
        ExpositionFormat.Text100 => "text/plain;version=1.0.0;escaping=allow-utf-8",
        ExpositionFormat.Text004 => "text/plain;version=0.0.4",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };
}
