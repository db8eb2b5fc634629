using System.Buffers;
using System.IO.Compression;

namespace PromMultiplexer.Engine;

/// <summary>
/// A page ready to be sent. Counted by reference: a slow client keeps its page while newer ones are built, and the
/// last one to let go returns the memory. Safe for concurrent use by whoever holds a reference.
/// </summary>
internal sealed class Page(PageBuffer identity, PageBufferPool buffers)
{
    private readonly Lock _gate = new();
    private int _references = 1;
    private Task<PageBuffer?>? _gzip;

    /// <summary>A gzip member without content: RFC 1952 section 2.3.</summary>
    private static ReadOnlySpan<byte> EmptyGzip => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Why the page is not to be served, by the rule that the options give; else <see langword="null"/>.</summary>
    public string? Refusal { get; init; }

    /// <summary>The page as it is.</summary>
    public ReadOnlyMemory<byte> Identity => identity.Written;

    /// <summary>The page compressed with gzip. Made when it is first asked for, and once; <see langword="null"/> where there is no memory for it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> GzipAsync()
    {
        Task<PageBuffer?> gzip;
        lock (_gate)
        {
            gzip = _gzip ??= Task.Run(Compress);
        }

        return (await gzip.ConfigureAwait(false))?.Written;
    }

    /// <summary>Whether there is more than one reference.</summary>
    public bool IsShared => Volatile.Read(ref _references) > 1;

    /// <summary>Adds references. The caller must hold one already.</summary>
    public void Acquire(int count = 1) => Interlocked.Add(ref _references, count);

    /// <summary>Gives a reference back. The page must not be used afterwards.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            buffers.Return(identity);
            if (_gzip is { IsCompletedSuccessfully: true, Result: { } gzip })
            {
                buffers.Return(gzip);
            }
        }
    }

    private PageBuffer? Compress()
    {
        var compressed = buffers.Take(0);
        try
        {
            if (identity.Length == 0)
            {
                // Of nothing, the runtime's compressor makes nothing, which is no gzip.
                compressed.Write(EmptyGzip);
                return compressed;
            }

            using var gzip = new GZipStream(new PageBufferStream(compressed), CompressionLevel.Fastest);
            gzip.Write(identity.Written.Span);
        }
        catch (InsufficientMemoryException)
        {
            buffers.Return(compressed);
            return null;
        }

        return compressed;
    }
}
