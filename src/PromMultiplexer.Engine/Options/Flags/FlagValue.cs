using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>A flag as it was given, its value not looked at yet. Whoever has a typed value gives its invariant text.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Text">The value's text; may be empty.</param>
/// <param name="Place">Where it was given, if not as a flag: the name of an environment variable, or a line of a file and the key there.</param>
public readonly record struct FlagValue(Flag Flag, string Text, string? Place = null)
{
    /// <summary>The container, where it was given in more words than a flag has for it; then <see cref="Text"/> is its name.</summary>
    internal Target? Target { get; init; }

    /// <summary>The rules, where they were given themselves in the place of the file that they are in.</summary>
    internal IReadOnlyList<RelabelRule>? Rules { get; init; }
}
