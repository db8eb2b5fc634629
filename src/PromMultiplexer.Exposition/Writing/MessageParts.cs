using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>The messages that make up one family after the other of a merged page, in memory that is rented.</summary>
/// <remarks>
/// They become one, but for those with native histograms. What Prometheus takes a histogram for, and which of its exemplars it
/// takes, depends on those before it in its message; so each of these stays one of its own.
/// </remarks>
internal ref struct MessageParts(MergedExposition page) : IDisposable
{
    private ProtobufPart[] _parts = ArrayPool<ProtobufPart>.Shared.Rent(Math.Max(1, page.Parts.Count));
    private int _count;
    private int _first;
    private int _end;

    /// <summary>The messages of the family that was taken last which become the present one.</summary>
    public readonly ReadOnlySpan<ProtobufPart> Present => _parts.AsSpan(_first, _end - _first);

    /// <summary>Takes the messages of a family.</summary>
    /// <returns><see langword="false"/> where they cannot stand together as they are.</returns>
    public bool TryTake(in MergedFamily family)
    {
        _count = 0;
        _end = 0;
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

    /// <summary>Goes on to the next of the messages that those of the family become.</summary>
    /// <returns><see langword="false"/> where there is none any more.</returns>
    public bool Next()
    {
        _first = _end;
        if (_end == _count)
        {
            return false;
        }

        var isAlone = _parts[_end++].Entry.HasNative;
        while (!isAlone && _end < _count && !_parts[_end].Entry.HasNative)
        {
            _end++;
        }

        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<ProtobufPart>.Shared.Return(_parts, clearArray: true);
        _parts = [];
    }
}
