namespace PromMultiplexer.Exposition;

/// <summary>Takes bytes as long as they fit and counts them all, so that measuring and writing are one piece of code.</summary>
internal ref struct EscapeOutput(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>The bytes that came, whether they fitted or not.</summary>
    public int Length { get; private set; }

    public void Write(byte value)
    {
        if (Length < _destination.Length)
        {
            _destination[Length] = value;
        }

        Length++;
    }

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        if (Length <= _destination.Length)
        {
            text[..Math.Min(text.Length, _destination.Length - Length)].CopyTo(_destination[Length..]);
        }

        Length += text.Length;
    }

    /// <summary>Starts again.</summary>
    public void Clear() => Length = 0;

    /// <summary>Whether everything fitted.</summary>
    public readonly bool TryFinish(out int written)
    {
        var fits = Length <= _destination.Length;
        written = fits ? Length : 0;
        return fits;
    }
}
