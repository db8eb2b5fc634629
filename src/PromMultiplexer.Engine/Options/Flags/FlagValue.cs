namespace PromMultiplexer.Engine;

/// <summary>A flag as it was given, its value not looked at yet. Whoever has a typed value gives its invariant text.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Text">The value's text; may be empty.</param>
public readonly record struct FlagValue(Flag Flag, string Text);
