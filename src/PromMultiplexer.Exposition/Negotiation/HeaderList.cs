namespace PromMultiplexer.Exposition;

/// <summary>The lists of HTTP's headers.</summary>
internal static class HeaderList
{
    /// <summary>
    /// Takes the text before the next separator that does not stand in quotes, and the separator with it. Quotes that are
    /// never closed reach to the end.
    /// </summary>
    public static ReadOnlySpan<char> TakeUntil(scoped ref ReadOnlySpan<char> rest, char separator)
    {
        var at = 0;
        var isQuoted = false;
        for (; at < rest.Length; at++)
        {
            var character = rest[at];
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted && character == '\\')
            {
                at++;
            }
            else if (!isQuoted && character == separator)
            {
                var taken = rest[..at];
                rest = rest[(at + 1)..];
                return taken;
            }
        }

        var last = rest;
        rest = default;
        return last;
    }
}
