using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>A list of structs that hands out references and keeps its memory when it is cleared.</summary>
internal sealed class IndexList<T>
    where T : struct
{
    private T[] _items = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _items[index];

    public Span<T> AsSpan() => _items.AsSpan(0, Count);

    /// <summary>Adds an item and returns its place, which holds whatever stood there before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Add()
    {
        if (Count == _items.Length)
        {
            Grow(Count + 1);
        }

        return ref _items[Count++];
    }

    public void Add(in T item) => Add() = item;

    /// <summary>Adds some items and returns their places, which hold whatever stood there before.</summary>
    public Span<T> AddMany(int count)
    {
        Grow(Count + count);
        Count += count;
        return _items.AsSpan(Count - count, count);
    }

    public void Clear() => Count = 0;

    /// <summary>Becomes a list of <paramref name="count"/> items, which hold whatever stood in their places before.</summary>
    public Span<T> Claim(int count)
    {
        Count = 0;
        Grow(count);
        Count = count;
        return _items.AsSpan(0, count);
    }

    public void RemoveLast() => Count--;

    /// <summary>Takes back all items behind the first <paramref name="count"/>.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Takes over the items of another list in place of its own.</summary>
    public void CopyFrom(IndexList<T> other) => other.AsSpan().CopyTo(Claim(other.Count));

    /// <summary>Gives memory back that a page this small will not need again soon.</summary>
    public void Trim()
    {
        if (_items.Length > 1024 && _items.Length / 4 > Count)
        {
            Array.Resize(ref _items, Math.Max(Count, 16));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        if (needed > _items.Length)
        {
            Array.Resize(ref _items, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(16, _items.Length * 3L / 2))));
        }
    }
}
