using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// What is taken of one container's page, where that is said of the container itself. Each part takes the place of the same part
/// of <see cref="MultiplexerOptions.Filter"/>; an empty list takes it away. Immutable; equal to another that says the same.
/// </summary>
public sealed class TargetFilter : IEquatable<TargetFilter>
{
    /// <summary>Nothing is said of the container itself.</summary>
    public static TargetFilter None { get; } = new();

    /// <summary>The families that are taken; <see langword="null"/> for what holds of all containers.</summary>
    public IReadOnlyList<Re2Pattern>? Allow { get; init; }

    /// <summary>The families that are not taken; <see langword="null"/> for what holds of all containers.</summary>
    public IReadOnlyList<Re2Pattern>? Deny { get; init; }

    /// <summary>The rules that samples go through; <see langword="null"/> for what holds of all containers.</summary>
    public IReadOnlyList<RelabelRule>? Rules { get; init; }

    /// <summary>What holds of the container.</summary>
    /// <param name="common">What holds of all containers.</param>
    public ExpositionFilter Over(ExpositionFilter common)
    {
        ArgumentNullException.ThrowIfNull(common);
        return common.With(Allow, Deny, Rules);
    }

    /// <summary>The same with other parts.</summary>
    public TargetFilter With(
        IReadOnlyList<Re2Pattern>? allow = null, IReadOnlyList<Re2Pattern>? deny = null, IReadOnlyList<RelabelRule>? rules = null) =>
        new() { Allow = allow ?? Allow, Deny = deny ?? Deny, Rules = rules ?? Rules };

    /// <inheritdoc/>
    public bool Equals(TargetFilter? other) =>
        other is not null && AreEqual(Allow, other.Allow) && AreEqual(Deny, other.Deny) && AreEqual(Rules, other.Rules);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TargetFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Allow?.Count, Deny?.Count, Rules?.Count);

    private static bool AreEqual<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) =>
        one is null ? other is null : other is not null && one.SequenceEqual(other);
}
