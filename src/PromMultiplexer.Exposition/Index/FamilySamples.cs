using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>Goes through the samples of a family in the order of the page, or through those of some kinds.</summary>
internal ref struct FamilySamples
{
    private readonly ParsedExposition _page;
    private readonly ReadOnlySpan<byte> _source;
    private readonly ReadOnlySpan<SampleEntry> _samples;
    private readonly int _baseLength;
    private readonly ushort _kinds;
    private int _nextRun;
    private int _at;
    private int _end;

    /// <summary>Starts in front of the first sample.</summary>
    /// <param name="page">Whose family it is.</param>
    /// <param name="family">The family.</param>
    /// <param name="kinds">One bit for each kind.</param>
    public FamilySamples(ParsedExposition page, scoped in FamilyEntry family, ushort kinds = FamilyPart.AllKinds)
    {
        _page = page;
        _source = page.Source.Span;
        _samples = page.Samples.AsSpan();
        _baseLength = page.HasQuotedNames ? 0 : family.BaseLength;
        _kinds = kinds;
        _nextRun = family.FirstRun;
        _at = -1;
        _end = 0;
    }

    public readonly FamilySample Current => new(_page, _source, in _samples[_at], _at, _baseLength);

    public readonly FamilySamples GetEnumerator() => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        do
        {
            _at++;
            if (_at >= _end && !TryStartRun())
            {
                return false;
            }
        }
        while ((_kinds & (1 << (int)_samples[_at].Kind)) == 0);
        return true;
    }

    private bool TryStartRun()
    {
        while (_nextRun >= 0)
        {
            var run = _page.Runs[_nextRun];
            _nextRun = run.Next;
            _at = run.First;
            _end = run.First + run.Count;
            if (_at < _end)
            {
                return true;
            }
        }

        return false;
    }
}
