namespace PromMultiplexer.Exposition;

/// <summary>A label as it stands in a line.</summary>
internal readonly ref struct LabelSpan(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int start, int end)
{
    /// <summary>The name without quotes, escaped where it was quoted.</summary>
    public readonly ReadOnlySpan<byte> Name = name;

    /// <summary>The value without quotes, escaped.</summary>
    public readonly ReadOnlySpan<byte> Value = value;

    /// <summary>Where the pair starts in the line.</summary>
    public readonly int Start = start;

    /// <summary>Where the pair ends in the line: behind the closing quote.</summary>
    public readonly int End = end;
}
