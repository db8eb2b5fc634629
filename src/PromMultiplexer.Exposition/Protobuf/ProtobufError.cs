namespace PromMultiplexer.Exposition;

/// <summary>Turns a place in a protobuf page into an error that a person can act on.</summary>
internal static class ProtobufError
{
    private const int CharactersPerByte = 3;

    /// <summary>Makes the error.</summary>
    /// <param name="page">The page.</param>
    /// <param name="position">Where the fault is.</param>
    /// <param name="end">Where the message with the fault ends.</param>
    /// <param name="message">The number of the family's message, counted from 1.</param>
    /// <param name="reason">What is wrong.</param>
    public static ReadError At(ReadOnlySpan<byte> page, int position, int end, int message, string reason)
    {
        var length = Math.Min(Math.Max(end - position, 0), (ReadError.ExcerptLimit + 1) / CharactersPerByte);
        var excerpt = Convert.ToHexStringLower(page.Slice(position, length));
        return new ReadError(message, position + 1, reason, string.Join(' ', excerpt.Chunk(2).Select(pair => new string(pair))));
    }
}
