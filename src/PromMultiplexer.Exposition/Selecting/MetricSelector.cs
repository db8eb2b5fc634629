using System.Diagnostics.CodeAnalysis;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Chooses samples as an instant vector selector of PromQL does: <c>http_requests_total{job="x",code=~"5.."}</c>. Immutable
/// and safe for concurrent use.
/// </summary>
public sealed class MetricSelector
{
    private MetricSelector(string text, IReadOnlyList<LabelMatcher> matchers) => (Text, Matchers) = (text, matchers);

    /// <summary>The conditions, all of which a sample must meet. Unlike in PromQL there may be none.</summary>
    public IReadOnlyList<LabelMatcher> Matchers { get; }

    private string Text { get; }

    /// <summary>Reads a selector.</summary>
    /// <param name="text">A name, conditions in braces, or both. No offset and no range: there is one moment only.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="error">Why and where the text was refused.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out MetricSelector? selector, [NotNullWhen(false)] out SelectorError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = new SelectorReader(text).Read(out var matchers);
        selector = error is null ? new MetricSelector(text, matchers.AsReadOnly()) : null;
        return error is null;
    }

    /// <summary>Whether a sample is wanted.</summary>
    public bool Matches(MetricSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        foreach (var matcher in Matchers)
        {
            var value = matcher.Name == LabelMatcher.MetricName ? sample.Name
                : sample.Labels.TryGetValue(matcher.Name, out var found) ? found
                : "";
            if (!matcher.Matches(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The selector as it was given.</summary>
    public override string ToString() => Text;
}
