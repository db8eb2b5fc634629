using System.Text;
using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads OpenMetrics text, versions 0.0.1 and 1.0.0. What Prometheus' parser takes is taken; in strict mode every line is
/// also held against the rules of the specification (<see cref="OpenMetricsRules"/>), or the page as a whole is shown to keep them
/// (<see cref="OpenMetricsProof"/>). Blanks stand where the grammar has them and nowhere else, so that nearly all lines can be kept
/// as they are.
/// </summary>
internal unsafe ref partial struct OpenMetricsReader
{
    [ThreadStatic]
    private static FamilyTracker? s_tracker;

    private readonly ParsedExposition _into;
    private readonly FamilyTracker _families;
    private readonly ReadOnlySpan<byte> _source;
    private readonly byte* _base;
    private readonly LabelNames* _labelNames;
    private readonly LabelNames* _exemplarNames;
    private readonly bool _isUtf8;
    private readonly bool _isStrict;

    /// <summary>Kept where a page is read strictly and plainly.</summary>
    private readonly OpenMetricsRules? _rules;

    private readonly bool _takesPlainLines;

    /// <summary>The place behind the last line feed.</summary>
    private readonly int _linesEnd;
    private OpenMetricsPieces _pieces = new();
    private int _position;
    private bool _isEnded;

    private OpenMetricsReader(ParsedExposition into, ReadMode mode, bool isPlainly, byte* start, LabelNames* labelNames, LabelNames* exemplarNames)
    {
        _into = into;
        _source = into.Source.Span;
        _base = start;
        _labelNames = labelNames;
        _exemplarNames = exemplarNames;
        _linesEnd = _source.LastIndexOf((byte)'\n') + 1;
        _isUtf8 = Utf8.IsValid(_source);
        _families = s_tracker ??= new FamilyTracker();
        _isStrict = mode == ReadMode.Strict;
        _rules = _isStrict && isPlainly ? new OpenMetricsRules() : null;
        _takesPlainLines = _isUtf8 && !isPlainly;

        // The rules say more exactly what is wrong than the tracker's strict mode could.
        _families.Start(into, ReadMode.Tolerant, start);
    }

    /// <summary>Reads a page into an index that has been cleared.</summary>
    public static ReadError? Read(ParsedExposition into, ReadMode mode)
    {
        var error = Read(into, mode, isPlainly: false, out var keepsRules);
        if (mode == ReadMode.Tolerant || keepsRules)
        {
            return error;
        }

        // Most likely a rule is broken. Which one, and where, is told line by line.
        var (source, format) = (into.Source, into.Format);
        into.Clear();
        (into.Source, into.Format, into.Mode) = (source, format, mode);
        return ReadPlainly(into, mode);
    }

    /// <summary>Reads a page line by line through the whole grammar and all rules: what the fast way has to agree with.</summary>
    internal static ReadError? ReadPlainly(ParsedExposition into, ReadMode mode) => Read(into, mode, isPlainly: true, out _);

    private static ReadError? Read(ParsedExposition into, ReadMode mode, bool isPlainly, out bool keepsRules)
    {
        fixed (byte* start = into.Source.Span)
        {
            var labelNames = default(LabelNames);
            var exemplarNames = default(LabelNames);
            var reader = new OpenMetricsReader(into, mode, isPlainly, start, &labelNames, &exemplarNames);
            var error = reader.ReadLines(out keepsRules);
            into.LabelNames = labelNames.Met;
            reader._families.Forget();
            SpelledLabels.Trim();
            return error;
        }
    }

    /// <summary>Reads all lines.</summary>
    /// <param name="keepsRules">Whether, in strict mode, the page is known to keep all rules.</param>
    private ReadError? ReadLines(out bool keepsRules)
    {
        keepsRules = false;
        while (!_isEnded)
        {
            if (_position == _source.Length)
            {
                return Error(_position, "the page does not end with # EOF");
            }

            if (_takesPlainLines && _position < _linesEnd && TryTakePlainLine())
            {
                continue;
            }

            var error = _source[_position] == (byte)'#' ? ReadMetadata() : ReadSample();
            if (error is not null)
            {
                return error;
            }
        }

        if (_rules?.Finish() is { } broken)
        {
            return Error(_position, broken);
        }

        keepsRules = _isStrict && _pieces.AreWhole && OpenMetricsProof.NamesAreApart(_into);
        _families.Finish();
        keepsRules = keepsRules && OpenMetricsProof.FamiliesFit(_into);
        return null;
    }

    private ReadError? ReadMetadata()
    {
        var line = _position;
        var rest = _source[line..];
        if (rest.SequenceEqual("# EOF"u8) || rest.StartsWith("# EOF\n"u8))
        {
            _isEnded = true;
            return rest.Length > "# EOF\n"u8.Length ? Error(line + "# EOF\n"u8.Length, "text behind # EOF") : null;
        }

        var isHelp = rest.StartsWith("# HELP "u8);
        var isType = rest.StartsWith("# TYPE "u8);
        if (!isHelp && !isType && !rest.StartsWith("# UNIT "u8))
        {
            return Error(line, "expected HELP, TYPE, UNIT or EOF behind '# '");
        }

        var at = line + "# HELP "u8.Length;
        if (!TryReadMetadataName(ref at, out var name))
        {
            return Error(line + "# HELP "u8.Length, "expected a metric name");
        }

        if (at == _source.Length || _source[at] != (byte)' ')
        {
            return Error(at, "expected a blank behind the metric name");
        }

        var textStart = at + 1;
        var textLength = _source[textStart..].IndexOf((byte)'\n');
        if (textLength < 0)
        {
            return Error(textStart, "the page does not end with # EOF");
        }

        var text = _source.Slice(textStart, textLength);
        _position = textStart + textLength + 1;
        if (_rules?.AddMetadata(isHelp ? 'H' : isType ? 'T' : 'U', _into.BytesOf(name), text) is { } broken)
        {
            return Error(line, broken);
        }

        OpenFamily(name, isHelp ? OpenMetricsPieces.Metadata.Help : isType ? OpenMetricsPieces.Metadata.Type : OpenMetricsPieces.Metadata.Unit);
        if (isType)
        {
            if (!TypeNames.TryParseOpenMetrics(text, out var type))
            {
                return Error(textStart, "expected counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown");
            }

            _families.SetType(type);
            return null;
        }

        return isHelp ? SetHelp(textStart, text) : SetUnit(textStart, text, name);
    }

    /// <summary>Makes the family of a line of metadata the current one.</summary>
    private void OpenFamily(Slice name, OpenMetricsPieces.Metadata metadata)
    {
        _families.Open(name);
        _pieces.Add(_into, _families, metadata);
    }

    /// <summary>Makes the family of a sample the current one, whose name is not that of the sample before.</summary>
    private void OpenSample(Slice name)
    {
        _families.OpenSample(name);
        _pieces.AddSample(_into, _families);
    }

    private readonly ReadError? SetHelp(int start, ReadOnlySpan<byte> text)
    {
        if (!_isUtf8 && !Utf8.IsValid(text))
        {
            return Error(start, "HELP text is not valid UTF-8");
        }

        if (text.IsEmpty)
        {
            return null;
        }

        // The index keeps HELP as text escapes it, and text leaves quotes alone.
        var help = new Slice(start, text.Length);
        if (text.IndexOf((byte)'\\') >= 0)
        {
            help = RespellHelp(text);
        }

        _families.SetHelp(help);
        return null;
    }

    private readonly ReadError? SetUnit(int start, ReadOnlySpan<byte> unit, Slice name)
    {
        if (!unit.IsEmpty && !UnitSuffix.Ends(_into.BytesOf(name), unit))
        {
            return Error(start, "the unit is not the end of the metric name");
        }

        if (!unit.IsEmpty)
        {
            _families.SetUnit(new Slice(start, unit.Length));
        }

        return null;
    }

    private readonly Slice RespellHelp(ReadOnlySpan<byte> text)
    {
        var arena = _into.Arena;
        var start = arena.Length;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != (byte)'\\')
            {
                arena.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] is (byte)'\\' or (byte)'n')
            {
                arena.Append(text.Slice(at++, 2));
            }
            else if (at + 1 < text.Length && text[at + 1] == (byte)'"')
            {
                arena.Append(text[++at]);
            }
            else
            {
                arena.Append("\\\\"u8);
            }
        }

        return arena.SliceFrom(start);
    }

    private readonly bool TryReadMetadataName(ref int at, out Slice name)
    {
        name = Slice.None;
        var start = at;
        if (at < _source.Length && NameSyntax.IsMetricStart(_source[at]))
        {
            while (at < _source.Length && NameSyntax.IsMetricByte(_source[at]))
            {
                at++;
            }

            name = new Slice(start, at - start);
            return true;
        }

        if (at == _source.Length || _source[at] != (byte)'"'
            || !QuotedText.TryFindEnd(_source, at, allowLineFeed: true, out var quote)
            || !QuotedText.TryTake(_into, at + 1, quote, _isUtf8, _isStrict, out name))
        {
            return false;
        }

        _into.HasQuotedNames |= !NameSyntax.IsMetricName(_into.BytesOf(name));
        at = quote + 1;
        return true;
    }

    private readonly ReadError Error(int offset, string reason) => ErrorPlace.Error(_source, offset, reason);
}
