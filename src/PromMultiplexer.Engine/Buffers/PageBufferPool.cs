namespace PromMultiplexer.Engine;

/// <summary>
/// The buffers of served pages between two pages. Keeps a few: a page as it is, the same compressed, and one that is
/// being sent still. What slow clients hold beyond that is given back. Safe for concurrent use.
/// </summary>
/// <param name="memory">What the buffers take their bytes from; <see langword="null"/> for as many as the process has.</param>
internal sealed class PageBufferPool(PageMemory? memory = null)
{
    private const int Kept = 3;

    private readonly Lock _gate = new();
    private readonly List<PageBuffer> _spare = new(Kept);

    /// <summary>Whether a page of that many bytes can be served at all, with room left for the same compressed.</summary>
    public bool CanHold(long length) => memory is null || length <= memory.Limit - (memory.Limit / 4);

    /// <summary>A buffer with room for a page of <paramref name="length"/> bytes: the smallest that has it, or the largest there is, made larger.</summary>
    /// <exception cref="InsufficientMemoryException">Pages that are being sent have all the memory.</exception>
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

        buffer ??= new PageBuffer(memory);
        if (buffer.Capacity < length && memory?.Left < PageBuffer.CapacityFor(length))
        {
            // It holds nothing that would have to be copied.
            buffer.Free();
            FreeSpare();
        }

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
                return;
            }
        }

        buffer.Free();
    }

    private void FreeSpare()
    {
        lock (_gate)
        {
            _spare.ForEach(buffer => buffer.Free());
            _spare.Clear();
        }
    }

    private static bool IsBetter(int capacity, int best, int length) =>
        best < length ? capacity > best : capacity >= length && capacity < best;
}
