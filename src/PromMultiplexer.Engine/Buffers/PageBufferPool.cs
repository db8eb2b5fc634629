using System.Collections.Concurrent;

namespace PromMultiplexer.Engine;

/// <summary>
/// The buffers of merged pages between two pages. Keeps a few: one page is being sent while the next one is written.
/// What slow clients hold beyond that is left to the garbage collector. Safe for concurrent use.
/// </summary>
internal sealed class PageBufferPool
{
    private const int Kept = 2;

    private readonly ConcurrentQueue<PageBuffer> _spare = new();

    public PageBuffer Take() => _spare.TryDequeue(out var buffer) ? buffer : new PageBuffer();

    public void Return(PageBuffer buffer)
    {
        buffer.Clear();
        if (_spare.Count < Kept)
        {
            _spare.Enqueue(buffer);
        }
    }
}
