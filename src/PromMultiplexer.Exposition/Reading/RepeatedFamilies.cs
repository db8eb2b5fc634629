using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Takes families, and samples in the midst of one, from the page before wherever a page goes on as that one did: behind a series
/// that is new, left out, or spelled in an odd way. What is different in between has to be read.
/// </summary>
internal unsafe ref struct RepeatedFamilies
{
    /// <summary>How many samples that are not there any more are looked beyond.</summary>
    private const int MostSkipped = 4;

    /// <summary>After so many lines that had to be read the page is another one, and comparing it only takes time.</summary>
    private const int MostMisses = 64;

    private readonly ParsedExposition _previous;
    private readonly ParsedExposition _into;
    private readonly FamilyTracker _families;
    private readonly byte* _before;
    private readonly byte* _now;
    private readonly byte* _linesEnd;

    /// <summary>The lines that may still be read; 0 where nothing is compared.</summary>
    private int _patience;

    /// <summary>The family of the page before that was met last; -1 at first.</summary>
    private int _family;

    /// <summary>Its sample that is expected next.</summary>
    private int _sample;

    /// <summary>The families of the page that are those of the page before, from the first on.</summary>
    private int _same;

    /// <param name="previous">The page before, of which <see cref="CanStartAnywhere"/> holds.</param>
    /// <param name="before">Where its source is.</param>
    /// <param name="into">The page, with as many families as are known to be the same already.</param>
    /// <param name="now">Where its source is.</param>
    /// <param name="linesEnd">The place behind the last line feed of it.</param>
    /// <param name="families">Knows the family of the last line.</param>
    public RepeatedFamilies(
        ParsedExposition previous, byte* before, ParsedExposition into, byte* now, byte* linesEnd, FamilyTracker families)
    {
        _previous = previous;
        _before = before;
        _into = into;
        _now = now;
        _linesEnd = linesEnd;
        _families = families;
        _patience = MostMisses;
        _same = into.Families.Count;
        MoveTo(_same - 1);
    }

    /// <summary>Whether the page, now that it was read, has the same families as the one before, in the same order.</summary>
    public readonly bool HasAll => _same == _previous.Families.Count && HasNoOthers;

    /// <summary>Whether all families of the page so far are the first of those of the page before.</summary>
    private readonly bool HasNoOthers => _same == _into.Families.Count;

    /// <summary>
    /// Whether nothing but the lines of a page decided how they were read, each family's for itself. What stands behind the last is
    /// read each time.
    /// </summary>
    public static bool CanStartAnywhere(ParsedExposition page) =>
        page.Mode == ReadMode.Tolerant && page.DroppedSampleCount == 0 && !page.HasQuotedNames && page.HasFamiliesInOnePiece;

    /// <summary>Takes what goes on from here as on the page before.</summary>
    /// <param name="line">The start of a line in front of the last line feed.</param>
    /// <returns>The place behind what was taken; null where that is nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* line) => _patience > 0 ? TakeLines(line) : null;

    private byte* TakeLines(byte* line)
    {
        var at = line;
        if (*line == (byte)'#' ? TryTakeFamilies(ref at) : TryTakeSamples(ref at))
        {
            return at;
        }

        _patience--;
        return null;
    }

    private bool TryTakeFamilies(ref byte* at)
    {
        var start = at;
        var next = _family + 1;
        if (next == _previous.Families.Count || !HasMetadata(next, at))
        {
            next = FindFamily(at);
            if (next < 0)
            {
                return false;
            }

            MoveTo(next);
        }

        while (next < _previous.Families.Count && HasMetadata(next, at))
        {
            ref var family = ref _previous.Families[next];
            var isSame = next == _same && HasNoOthers;
            if (!_families.TryRepeat(family, place: (int)(at - _now), isBehindAll: isSame && _previous.IsSorted))
            {
                break;
            }

            _same += isSame ? 1 : 0;
            at += family.MetadataLength;
            MoveTo(next++);
            TakeSamples(ref at);
            if (_sample < EndOfSamples(family))
            {
                break;
            }
        }

        return at != start;
    }

    /// <summary>Takes samples of the family of the last line, where it is one of the page before.</summary>
    private bool TryTakeSamples(ref byte* at)
    {
        if (_family < 0)
        {
            return false;
        }

        ref var family = ref _previous.Families[_family];
        if (!_families.IsCurrent(_previous.BytesOf(family.Name), family.Type))
        {
            return false;
        }

        var start = at;
        var expected = _sample;
        var end = Math.Min(EndOfSamples(family), expected + MostSkipped);
        for (; _sample < end && at == start; _sample += at == start ? 1 : 0)
        {
            TakeSamples(ref at);
        }

        if (at == start)
        {
            _sample = expected;
        }

        return at != start;
    }

    /// <summary>Takes the samples from the expected one on, as long as they are the same.</summary>
    private void TakeSamples(ref byte* at)
    {
        var first = _into.Samples.Count;
        var end = EndOfSamples(_previous.Families[_family]);
        var endBefore = _before + _previous.Source.Length;
        var samples = _previous.Samples.AsSpan();
        for (; _sample < end; _sample++)
        {
            ref readonly var sample = ref samples[_sample];
            if (!RepeatedPage.TryTake(
                sample, _before + sample.Start, _before, endBefore, _now, _linesEnd, ref at, out _into.Samples.Add()))
            {
                _into.Samples.RemoveLast();
                break;
            }
        }

        _families.AddRepeated(first);
    }

    private void MoveTo(int family)
    {
        _family = family;
        _sample = family >= 0 && _previous.Families[family].FirstRun is >= 0 and var run ? _previous.Runs[run].First : 0;
    }

    private readonly int EndOfSamples(in FamilyEntry family) =>
        family.FirstRun < 0 ? 0 : _previous.Runs[family.FirstRun].First + family.SampleCount;

    /// <summary>Whether the metadata of a family of the page before stands here.</summary>
    private readonly bool HasMetadata(int family, byte* at)
    {
        var metadata = _previous.Families[family].Metadata;
        return _linesEnd - at >= metadata.Length && RepeatedPage.AreEqual(_before + metadata.Start, at, metadata.Length);
    }

    /// <summary>The family of the page before that a line of metadata is about; -1 where there is none.</summary>
    private readonly int FindFamily(byte* line)
    {
        var rest = new ReadOnlySpan<byte>(line, (int)(_linesEnd - line));
        if (!rest.StartsWith("# HELP "u8) && !rest.StartsWith("# TYPE "u8))
        {
            return -1;
        }

        var name = line + "# HELP "u8.Length;
        return _previous.Find(new ReadOnlySpan<byte>(name, (int)(PlainScanner.EndOfName(name, _linesEnd) - name)));
    }
}
