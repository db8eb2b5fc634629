namespace PromMultiplexer.Exposition;

/// <summary>
/// Some bytes of a page: a place in its source, or, where <see cref="Start"/> is negative, in the arena that holds what
/// had to be spelled anew.
/// </summary>
internal readonly struct Slice(int start, int length)
{
    /// <summary>A text that is not there, as opposed to one that is empty.</summary>
    public static readonly Slice None = new(0, -1);

    public readonly int Start = start;

    public readonly int Length = length;

    public bool IsNone => Length < 0;
}
