namespace PromMultiplexer.Engine;

/// <summary>
/// The memory that pages may take together. What goes beyond is refused here, and fails as one scrape or one request: where the
/// runtime itself has no memory left it throws in the midst of anything, such as the HTTP client's list of its connections, and
/// that no process survives. Safe for concurrent use.
/// </summary>
/// <param name="limit">The most bytes.</param>
internal sealed class PageMemory(long limit)
{
    private long _taken;

    /// <summary>The most bytes that there can be.</summary>
    public long Limit => limit;

    /// <summary>The bytes that nobody has taken.</summary>
    public long Left => limit - Interlocked.Read(ref _taken);

    /// <summary>Takes bytes if there are as many.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Takes bytes.</summary>
    /// <exception cref="InsufficientMemoryException">There are not as many.</exception>
    public void Take(long bytes)
    {
        if (!TryTake(bytes))
        {
            throw new InsufficientMemoryException($"All pages together may take {limit} bytes, and {bytes} more would be too many.");
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
