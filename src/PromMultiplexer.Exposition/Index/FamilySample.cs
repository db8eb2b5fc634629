using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>One sample of a family, with the parts of its line that the index knows the places of.</summary>
internal readonly ref struct FamilySample
{
    private readonly ParsedExposition _page;
    private readonly ReadOnlySpan<byte> _source;
    private readonly ref readonly SampleEntry _entry;
    private readonly int _baseLength;

    /// <summary>Takes a sample.</summary>
    /// <param name="page">Whose sample it is.</param>
    /// <param name="source">The page's source.</param>
    /// <param name="entry">The sample.</param>
    /// <param name="index">Which of the page's samples it is.</param>
    /// <param name="baseLength">The bytes that the names of the family's samples have in common; 0 where some names of the page are quoted.</param>
    public FamilySample(ParsedExposition page, ReadOnlySpan<byte> source, in SampleEntry entry, int index, int baseLength)
    {
        _page = page;
        _source = source;
        _entry = ref entry;
        _baseLength = baseLength;
        Index = index;
    }

    /// <summary>Which of the page's samples it is.</summary>
    public int Index { get; }

    public SampleKind Kind => _entry.Kind;

    public ReadOnlySpan<byte> Line
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _entry.Start >= 0 ? _source.Slice(_entry.Start, _entry.Length) : _page.BytesOf(_entry.Line);
    }

    /// <summary>The value as it is spelled.</summary>
    public ReadOnlySpan<byte> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _entry is { TailLength: > 0, HasTimeOrExemplar: false }
            ? Line[^_entry.TailLength..^1]
            : new SampleLine(Line).Value;
    }

    /// <summary>The labels that tell the sample's metric.</summary>
    /// <param name="bound">The label that does not; empty where there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MetricLine MetricBut(ReadOnlySpan<byte> bound) => _entry.Start >= 0
        ? new MetricLine(_source[_entry.Start..], _entry, _baseLength, bound)
        : new MetricLine(_page.BytesOf(_entry.Line), _entry, baseLength: 0, bound);
}
