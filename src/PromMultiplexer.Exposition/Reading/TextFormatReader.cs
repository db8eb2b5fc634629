using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads the text format, version 0.0.4, and its superset 1.0.0 with quoted UTF-8 names. Lines that are spelled as every
/// library spells them are taken as they stand (<c>PlainLines</c>); every other line goes through the whole grammar
/// (<c>AnyLine</c>), which alone decides what is an error, and is spelled anew where it is accepted.
/// </summary>
internal unsafe ref partial struct TextFormatReader
{
    [ThreadStatic]
    private static FamilyTracker? s_tracker;

    [ThreadStatic]
    private static DuplicateSeries? s_series;

    private readonly ParsedExposition _into;
    private readonly FamilyTracker _families;
    private readonly ReadOnlySpan<byte> _source;
    private readonly byte* _base;
    private readonly LabelNames* _labelNames;
    private readonly bool _isStrict;

    /// <summary>Kept in strict mode only.</summary>
    private readonly DuplicateSeries? _series;

    /// <summary>All of the source that is still to be read is valid UTF-8, so that no part of it has to be looked at again.</summary>
    private readonly bool _isUtf8;

    /// <summary>The place behind the last line feed.</summary>
    private readonly byte* _linesEnd;

    /// <summary>What the page before has in common with this one behind what is different.</summary>
    private RepeatedFamilies _repeated;

    /// <summary>Where a line starts that goes through the whole grammar, and then where the next one does.</summary>
    private int _position;

    /// <summary>
    /// The name that the next sample nearly always has: that of the sample that the last line was, or of the family that it was a
    /// header of.
    /// </summary>
    private byte* _lastName;

    /// <summary>The bytes of that name; 0 where there is none.</summary>
    private int _lastNameLength;

    /// <summary>What the page says of itself so far: see <see cref="ParsedExposition.HasQuotedNames"/>.</summary>
    private bool _hasQuotedNames;

    /// <summary>Where the name stands whose hash is kept for the lines that have it, too; in strict mode only.</summary>
    private int _hashedName;

    private ulong _nameHash;

    private TextFormatReader(ParsedExposition into, ReadMode mode, int position, byte* start, LabelNames* labelNames)
    {
        _into = into;
        _source = into.Source.Span;
        _base = start;
        _labelNames = labelNames;
        _isStrict = mode == ReadMode.Strict;
        _position = position;
        _hashedName = int.MaxValue;
        _isUtf8 = Utf8.IsValid(_source[position..]);
        _linesEnd = start + _source.LastIndexOf((byte)'\n') + 1;
        _families = s_tracker ??= new FamilyTracker();
        _families.Start(into, mode, start);
        if (_isStrict)
        {
            _series = s_series ??= new DuplicateSeries();
            _series.Start(into);
        }
    }

    /// <summary>Reads a page into an index.</summary>
    /// <param name="into">The page. It has the families in front of <paramref name="position"/> already.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="position">Where to start.</param>
    /// <param name="previous">The page before, if there is one, to compare with behind what is different.</param>
    public static ReadError? Read(ParsedExposition into, ReadMode mode, int position, ParsedExposition? previous) =>
        Read(
            into,
            mode,
            position,
            previous is not null && RepeatedFamilies.CanStartAnywhere(previous) ? previous : null,
            takePlainLines: true);

    /// <summary>Reads a page line by line through the whole grammar: what the fast way has to agree with.</summary>
    internal static ReadError? ReadPlainly(ParsedExposition into, ReadMode mode) =>
        Read(into, mode, position: 0, previous: null, takePlainLines: false);

    private static ReadError? Read(ParsedExposition into, ReadMode mode, int position, ParsedExposition? previous, bool takePlainLines)
    {
        var before = previous is null ? default : previous.Source.Span;
        fixed (byte* start = into.Source.Span, startBefore = before)
        {
            var labelNames = default(LabelNames);
            var reader = new TextFormatReader(into, mode, position, start, &labelNames);
            if (previous is not null)
            {
                reader._repeated = new RepeatedFamilies(previous, startBefore, into, start, reader._linesEnd, reader._families);
            }

            var error = reader.ReadLines(takePlainLines);
            if (previous is not null)
            {
                labelNames.Met.Add(previous.LabelNames);
                into.FamilyShape = reader._repeated.HasAll ? previous.FamilyShape : 0;
            }

            into.LabelNames = labelNames.Met;
            reader._families.Forget();
            reader._series?.Forget();
            SpelledLabels.Trim();
            return error;
        }
    }

    private ReadError? ReadLines(bool takePlainLines)
    {
        takePlainLines &= _isUtf8;
        var end = _base + _source.Length;
        for (var line = _base + _position; line < end;)
        {
            byte* next = null;
            if (line < _linesEnd)
            {
                next = _repeated.Take(line);
                if (next != null)
                {
                    _lastNameLength = 0;
                }
                else if (takePlainLines)
                {
                    next = *line == (byte)'#' ? TakePlainMetadata(line) : TakePlainSample(line);
                }
            }

            if (next == null)
            {
                _position = Offset(line);
                if (ReadAnyLine() is { } error)
                {
                    return error;
                }

                next = _base + _position;
                _lastNameLength = 0;
                _hasQuotedNames = _into.HasQuotedNames;
            }

            line = next;
        }

        if (_isStrict && _linesEnd != _base + _source.Length)
        {
            return Error(_source.Length, "the page does not end with a line feed");
        }

        _families.Finish();
        return null;
    }

    private readonly ReadError Error(int offset, string reason) => ErrorPlace.Error(_source, offset, reason);
}
