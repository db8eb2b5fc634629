using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>The messages that make up one family after the other of a merged page, in memory that is rented.</summary>
internal ref struct MessageParts(MergedExposition page) : IDisposable
{
    private ProtobufPart[] _parts = ArrayPool<ProtobufPart>.Shared.Rent(Math.Max(1, page.Parts.Count));
    private int _count;

    /// <summary>The messages of the family that was taken last.</summary>
    public readonly ReadOnlySpan<ProtobufPart> Taken => _parts.AsSpan(0, _count);

    /// <summary>Takes the messages of a family.</summary>
    /// <returns><see langword="false"/> where they cannot stand together as they are.</returns>
    public bool TryTake(in MergedFamily family)
    {
        _count = 0;
        foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
        {
            if (part.SampleCount == 0)
            {
                continue;
            }

            if (part.IsApart || part.Type != family.Type)
            {
                return false;
            }

            _parts[_count++] = page.MessagesOf(part);
        }

        return _count > 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<ProtobufPart>.Shared.Return(_parts, clearArray: true);
        _parts = [];
    }
}
