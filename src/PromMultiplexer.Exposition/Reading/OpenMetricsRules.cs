using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The rules of the OpenMetrics 1.0 specification that go beyond the grammar: metadata once and in front, families in one
/// piece, metrics grouped, values that fit their type, histograms that add up, names that do not clash. Told line by line,
/// in strict reading, where <see cref="OpenMetricsProof"/> cannot show that a page keeps them; written for clarity.
/// </summary>
internal sealed class OpenMetricsRules
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private OpenMetricsFamilyRules? _family;

    /// <summary>Takes a HELP, TYPE or UNIT line.</summary>
    /// <returns>The rule that it breaks; <see langword="null"/> where it breaks none.</returns>
    public string? AddMetadata(char keyword, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        var family = TextEscape.Unescape(name);
        if (_family is null || _family.Name != family)
        {
            if (Begin(new OpenMetricsFamilyRules(family)) is { } broken)
            {
                return broken;
            }
        }

        return _family!.AddMetadata(keyword, Encoding.UTF8.GetString(text));
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>The rule that it breaks; <see langword="null"/> where it breaks none.</returns>
    public string? AddSample(SampleLine line)
    {
        var name = TextEscape.Unescape(line.Name);
        if (_family is null || !_family.Owns(name))
        {
            if (Begin(new OpenMetricsFamilyRules(name)) is { } broken)
            {
                return broken;
            }
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                labels.Add(TextEscape.Unescape(label.Name), TextEscape.Unescape(label.Value));
            }
        }

        decimal? timestamp = null;
        if (!line.Timestamp.IsEmpty)
        {
            timestamp = decimal.TryParse(line.Timestamp, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : (decimal)Math.Clamp(NumberSyntax.ParseFloat(line.Timestamp), -1e27, 1e27);
        }

        return _family!.AddSample(name, labels, NumberSyntax.ParseFloat(line.Value), timestamp);
    }

    /// <summary>Says that the page is at its end.</summary>
    public string? Finish() => _family is null ? null : End();

    private string? Begin(OpenMetricsFamilyRules next)
    {
        var broken = _family is null ? null : End();
        _family = next;
        return broken;
    }

    /// <summary>Only now is the family's type known for certain, and with it the names that it takes.</summary>
    private string? End()
    {
        foreach (var name in _family!.Names)
        {
            if (!_names.Add(name))
            {
                return $"the name {name} belongs to two families, or a family stands in two pieces";
            }
        }

        return _family.Finish() is { } broken ? $"family {_family.Name}: {broken}" : null;
    }
}
