namespace PromMultiplexer.Exposition;

/// <summary>
/// What is taken from a page and what becomes of it: families that are allowed and denied by their names, then rules as in
/// Prometheus' <c>metric_relabel_configs</c>. Immutable and safe for concurrent use; equal to another that says the same.
/// </summary>
public sealed class ExpositionFilter : IEquatable<ExpositionFilter>
{
    /// <summary>A filter that takes everything as it is.</summary>
    public static ExpositionFilter None { get; } = new();

    /// <summary>The families that are taken, by their names; none for all.</summary>
    public IReadOnlyList<Re2Pattern> Allow { get; init; } = [];

    /// <summary>The families that are not taken, even if they are allowed.</summary>
    public IReadOnlyList<Re2Pattern> Deny { get; init; } = [];

    /// <summary>The rules that each sample goes through, in their order.</summary>
    public IReadOnlyList<RelabelRule> Rules { get; init; } = [];

    /// <summary>Whether everything is taken as it is.</summary>
    public bool IsNone => !IsAboutFamilies && Rules.Count == 0;

    /// <summary>Whether no rule has to look at labels. Others do not reach pages in protobuf.</summary>
    public bool HasNameRulesOnly => Rules.All(rule => rule.IsAboutNames);

    internal bool IsAboutFamilies => Allow.Count + Deny.Count > 0;

    /// <summary>The same with other parts.</summary>
    public ExpositionFilter With(
        IReadOnlyList<Re2Pattern>? allow = null, IReadOnlyList<Re2Pattern>? deny = null, IReadOnlyList<RelabelRule>? rules = null) =>
        new() { Allow = allow ?? Allow, Deny = deny ?? Deny, Rules = rules ?? Rules };

    /// <inheritdoc/>
    public bool Equals(ExpositionFilter? other) =>
        other is not null && Allow.SequenceEqual(other.Allow) && Deny.SequenceEqual(other.Deny) && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ExpositionFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Allow.Count, Deny.Count, Rules.Count);

    /// <summary>Whether a family is taken.</summary>
    internal bool TakesFamily(ReadOnlySpan<char> name) => (Allow.Count == 0 || IsAny(Allow, name)) && !IsAny(Deny, name);

    /// <summary>Whether samples of a name stay, as far as that depends on the name alone.</summary>
    internal bool TakesSamples(ReadOnlySpan<char> name)
    {
        foreach (var rule in Rules)
        {
            if (rule.IsAboutNames && rule.Pattern.IsMatch(name) != (rule.Action == RelabelAction.Keep))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAny(IReadOnlyList<Re2Pattern> patterns, ReadOnlySpan<char> name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }
}
