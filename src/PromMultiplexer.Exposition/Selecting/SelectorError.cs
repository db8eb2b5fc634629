namespace PromMultiplexer.Exposition;

/// <summary>Why a selector was refused, and where. A value: nothing is thrown.</summary>
/// <param name="Column">The character, counted from 1.</param>
/// <param name="Reason">What was expected, in one sentence without a full stop.</param>
public sealed record SelectorError(int Column, string Reason)
{
    /// <summary>The whole error in one line: <c>character 7: expected a label name</c>.</summary>
    public override string ToString() => $"character {Column}: {Reason}";
}
