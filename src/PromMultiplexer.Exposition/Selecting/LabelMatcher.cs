namespace PromMultiplexer.Exposition;

/// <summary>
/// One condition of a selector, such as <c>code=~"5.."</c>. A label that is not there has the empty value, as in PromQL.
/// Immutable and safe for concurrent use.
/// </summary>
public sealed class LabelMatcher
{
    /// <summary>The name under which a selector speaks of a sample's own name.</summary>
    public const string MetricName = "__name__";

    private readonly Re2Pattern? _pattern;

    private LabelMatcher(string name, LabelMatchKind kind, string value, Re2Pattern? pattern) =>
        (Name, Kind, Value, _pattern) = (name, kind, value, pattern);

    /// <summary>The label's name; <see cref="MetricName"/> for the name of the sample.</summary>
    public string Name { get; }

    /// <summary>How the value is compared.</summary>
    public LabelMatchKind Kind { get; }

    /// <summary>What it is compared with: a text or a regular expression.</summary>
    public string Value { get; }

    /// <summary>Makes a matcher.</summary>
    /// <param name="name">The label's name.</param>
    /// <param name="kind">How to compare.</param>
    /// <param name="value">What to compare with. A regular expression is one of RE2's kind, which takes linear time.</param>
    /// <returns>The matcher; <see langword="null"/> for an expression that is not valid.</returns>
    public static LabelMatcher? Create(string name, LabelMatchKind kind, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (kind is LabelMatchKind.Equal or LabelMatchKind.NotEqual)
        {
            return new LabelMatcher(name, kind, value, null);
        }

        return Re2Pattern.TryParse(value, out var pattern, out _) ? new LabelMatcher(name, kind, value, pattern) : null;
    }

    /// <summary>Whether a value of the label is wanted. The empty value stands for a label that is not there.</summary>
    public bool Matches(string value) => Kind switch
    {
        LabelMatchKind.Equal => value == Value,
        LabelMatchKind.NotEqual => value != Value,
        LabelMatchKind.Match => _pattern!.IsMatch(value),
        _ => !_pattern!.IsMatch(value),
    };

    /// <summary>The matcher as PromQL spells it.</summary>
    public override string ToString()
    {
        var mark = Kind switch
        {
            LabelMatchKind.Equal => "=",
            LabelMatchKind.NotEqual => "!=",
            LabelMatchKind.Match => "=~",
            _ => "!~",
        };
        return $"{Name}{mark}\"{TextEscape.Quoted(Value)}\"";
    }
}
