using System.Diagnostics;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// One page of one container: its bytes, the index over them and the label. Counted by reference, since a page may still be
/// built from it when the next scrape has replaced it; whoever gives back the last reference returns it to the pool, to be
/// used for another scrape.
/// </summary>
/// <param name="pool">Where it goes when nobody uses it any more.</param>
/// <param name="memory">What it takes its bytes from; <see langword="null"/> for as many as the process has.</param>
internal sealed class Snapshot(SnapshotPool pool, PageMemory? memory)
{
    /// <summary>Why there is no page where there is no memory for it.</summary>
    public static readonly ScrapeError NoMemory =
        new(ScrapeFailure.TooLarge, "the memory that all pages may take together has no room for the page");

    private readonly ParsedExposition _parsed = new();
    private FilteredExposition? _filtered;

    // What is left of the page after the filter.
    private ParsedExposition _page = null!;
    private EscapedPage? _escaped;
    private LabelInjector? _injector;
    private int _references;
    private long _takenAt;
    private long _indexBytes;
    private int _lines;

    // One that was let go of without being freed is counted until the collector has found it.
    ~Snapshot() => memory?.Return(_indexBytes);

    /// <summary>The bytes as they came, decompressed.</summary>
    public PageBuffer Body { get; } = new(memory);

    /// <summary>The page with its label. Good after <see cref="Read"/> returned <see langword="null"/>.</summary>
    public LabeledExposition Labeled { get; } = new();

    /// <summary>The header Content-Type that the page came with; empty if it had none.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Whether the page did not say what it is, so that it is read as what one falls back to.</summary>
    public bool IsFallback { get; set; }

    public int SampleCount => _page.SampleCount;

    public int FamilyCount => _page.FamilyCount;

    public ExpositionFormat Format => _page.Format;

    /// <summary>What the page needs a format for.</summary>
    public PageContent Content => ExpositionNegotiation.ContentOf(_page.Format);

    /// <summary>When the page became its container's latest, on the stopwatch.</summary>
    public long TakenAt => _takenAt;

    /// <summary>How long ago that was.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_takenAt);

    /// <summary>What the index over the page takes.</summary>
    public long IndexBytes => _indexBytes;

    /// <summary>What a snapshot of this page takes, sooner or later.</summary>
    public long SteadyBytes => PageBuffer.CapacityFor(Body.Length) + _indexBytes;

    /// <summary>Parses <see cref="Body"/>, filters it, holds it against the limits and labels it.</summary>
    /// <param name="format">The format of the page.</param>
    /// <param name="options">How much to insist on, and how much the page may have.</param>
    /// <param name="filter">What to leave out and to change.</param>
    /// <param name="injector">The label.</param>
    /// <param name="previous">The page before, which this one most likely differs from in nothing but values.</param>
    public ScrapeError? Read(ExpositionFormat format, MultiplexerOptions options, ExpositionFilter filter, LabelInjector injector, Snapshot? previous = null)
    {
        _injector = injector;
        Body.Fit();
        if (!TryTakeForIndex(format, previous))
        {
            return NoMemory;
        }

        _parsed.Trim();
        if (ExpositionReader.Read(Body.Written, format, options.ReadMode, _parsed, previous?._parsed) is { } unreadable)
        {
            return new ScrapeError(ScrapeFailure.Parse, unreadable);
        }

        // Now it is known. That it is more than there is does not matter any more: it is there.
        TakeForIndex(IndexSize.Of(_parsed));
        if (Filter(filter) is { } unfiltered)
        {
            return unfiltered;
        }

        if (options.PageLimits.Check(_page) is { } breach)
        {
            return new ScrapeError(breach);
        }

        return injector.Label(_page, Labeled) is { } collision
            ? new ScrapeError(ScrapeFailure.LabelCollision, collision)
            : null;
    }

    /// <summary>Makes room for a page of <paramref name="length"/> bytes and its index, if pages have the memory.</summary>
    public bool TryReserve(int length, long indexBytes)
    {
        if (!TryTakeForIndex(indexBytes))
        {
            return false;
        }

        if (Body.TryReserve(length))
        {
            return true;
        }

        Free();
        return false;
    }

    /// <summary>Gives all memory back. The snapshot must not be used afterwards.</summary>
    public void Free()
    {
        Body.Free();
        TakeForIndex(0);
    }

    /// <summary>Notes that the page becomes its container's latest now.</summary>
    public void Stamp() => _takenAt = Stopwatch.GetTimestamp();

    /// <summary>The page with its label, names escaped. Good after <see cref="Read"/>, valid until the next call. For one caller at a time.</summary>
    public LabeledExposition LabeledFor(NameEscaping escaping) => escaping == NameEscaping.AllowUtf8 || !_page.HasQuotedNames
        ? Labeled
        : (_escaped ??= new EscapedPage()).Make(_page, escaping, _injector!);

    /// <summary>The page without its label, names escaped. As <see cref="LabeledFor"/>, and after it.</summary>
    public ParsedExposition UnlabeledFor(NameEscaping escaping) => escaping == NameEscaping.AllowUtf8 || !_page.HasQuotedNames
        ? _page
        : _escaped!.Unlabeled;

    /// <summary>The families with the most samples, the largest first.</summary>
    public IReadOnlyList<FamilySize> LargestFamilies(int count) => _page.LargestFamilies(count);

    /// <summary>Adds a reference. The caller must hold one already, or the container's lock.</summary>
    public void Acquire() => Interlocked.Increment(ref _references);

    /// <summary>Gives a reference back. The snapshot must not be used afterwards.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            Body.Clear();
            pool.Return(this);
        }
    }

    // A page with as many lines as the one before has an index like it. Any other is looked through: there may be much more in the
    // index than on the page.
    private bool TryTakeForIndex(ExpositionFormat format, Snapshot? previous)
    {
        _lines = 0;
        if (memory is null || memory.Left / IndexSize.MostPerByte > Body.Length)
        {
            return true;
        }

        var page = Body.Written.Span;
        _lines = page.Count((byte)'\n');
        var expected = previous is not null && previous._parsed.Format == format && _lines <= previous._lines && page.Length / 2 <= previous.Body.Length
            ? previous._indexBytes
            : IndexSize.Estimate(page, format);
        return TryTakeForIndex(expected);
    }

    private bool TryTakeForIndex(long bytes)
    {
        if (memory is not null && bytes > _indexBytes)
        {
            if (!memory.TryTake(bytes - _indexBytes))
            {
                return false;
            }

            _indexBytes = bytes;
        }

        return true;
    }

    private void TakeForIndex(long bytes)
    {
        memory?.Return(_indexBytes - bytes);
        _indexBytes = bytes;
    }

    private ScrapeError? Filter(ExpositionFilter filter)
    {
        _page = _parsed;
        if (filter.IsNone)
        {
            return null;
        }

        if (_parsed.Format == ExpositionFormat.Protobuf && !filter.HasNameRulesOnly)
        {
            return new ScrapeError(ScrapeFailure.ContentType, "the page is in protobuf, which rules for labels cannot change");
        }

        _filtered ??= new FilteredExposition();
        _filtered.Trim();
        return _filtered.Apply(_parsed, filter, out _page) is { } unreadable
            ? new ScrapeError(ScrapeFailure.Parse, $"what the rules have made of the page cannot be read: {unreadable.Reason}")
            : null;
    }
}
