namespace PromMultiplexer.Engine;

/// <summary>
/// The buffers of served pages between two pages. Keeps a few: a page as it is, the same compressed, and one that is
/// being sent still. What slow clients hold beyond that is left to the garbage collector. Safe for concurrent use.
/// </summary>
internal sealed class PageBufferPool
{
    private const int Kept = 3;

    private readonly Lock _gate = new();
    private readonly List<PageBuffer> _spare = new(Kept);

    /// <summary>A buffer with room for a page of <paramref name="length"/> bytes: the smallest that has it, or the largest there is, made larger.</summary>
    public PageBuffer Take(int length)
    {
        PageBuffer? buffer = null;
        lock (_gate)
        {
            foreach (var candidate in _spare)
            {
                if (buffer is null || IsBetter(candidate.Capacity, buffer.Capacity, length))
                {
                    buffer = candidate;
                }
            }

            if (buffer is not null)
            {
                _spare.Remove(buffer);
            }
        }

        buffer ??= new PageBuffer();
        buffer.Reserve(length);
        return buffer;
    }

    public void Return(PageBuffer buffer)
    {
        buffer.Clear();
        lock (_gate)
        {
            if (_spare.Count < Kept)
            {
                _spare.Add(buffer);
            }
        }
    }

    private static bool IsBetter(int capacity, int best, int length) =>
        best < length ? capacity > best : capacity >= length && capacity < best;
}
