using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page in the form that a view needs, with its label. Reusable, and kept with the page it was made from: whoever asks for
/// that form asks again. Not safe for concurrent use.
/// </summary>
internal sealed class ConvertedExposition(PageView view)
{
    private readonly ParsedExposition _parsed = new();
    private readonly LabeledExposition _labeled = new();
    private ArrayBufferWriter<byte> _bytes = new();
    private MessageLines? _lines;
    private LineMessages? _messages;
    private bool _isMade;
    private bool _isGood;
    private long _mostBytes;

    /// <summary>What the page that is being made is compared with.</summary>
    private ParsedExposition? _previous;

    /// <summary>The page has changed.</summary>
    /// <returns>Whether anybody had asked for it in this form: else it is not worth its memory.</returns>
    public bool Forget()
    {
        var wasMade = _isMade;
        _isMade = false;
        return wasMade;
    }

    /// <summary>Converts and labels a page, unless that is done.</summary>
    /// <param name="page">The page.</param>
    /// <param name="label">The label.</param>
    /// <param name="mostBytes">The most bytes that it may come to have.</param>
    /// <param name="last">What the page before was converted to; <see langword="null"/> where that is not known.</param>
    /// <returns><see langword="null"/> where it would have more, or where the form has no way to say it.</returns>
    public LabeledExposition? Make(ParsedExposition page, LabelInjector? label, long mostBytes, ConvertedExposition? last)
    {
        if (!_isMade || (!_isGood && mostBytes > _mostBytes))
        {
            _isMade = true;
            _mostBytes = mostBytes;
            Trim();
            _bytes.ResetWrittenCount();
            _previous = last == this ? null : last?._parsed;
            _isGood = view.EstimateSize(page) <= mostBytes && view.Convert(page, this) is null;
            _previous = null;
            if (!_isGood)
            {
                _parsed.Clear();
            }
            else if (label is null)
            {
                _labeled.TakeUnlabeled(_parsed);
            }
            else
            {
                // A page may be refused for a label of its own, but it was not.
                label.Label(_parsed, _labeled);
            }
        }

        return _isGood ? _labeled : null;
    }

    /// <summary>Spells messages out in lines.</summary>
    public ReadError? ToLines(ParsedExposition page, ExpositionFormat format)
    {
        (_lines ??= new MessageLines()).Write(page, format == ExpositionFormat.OpenMetrics100, _bytes);
        var error = ExpositionReader.Read(_bytes.WrittenMemory, format, ReadMode.Tolerant, _parsed, _previous);
        _lines.Complete(_parsed);
        if (error is null && format == ExpositionFormat.OpenMetrics100 && _parsed.HasScatteredMetrics)
        {
            ScatteredMetrics.Gather(_parsed);
        }

        return error;
    }

    /// <summary>Makes messages of lines.</summary>
    public ReadError? ToMessages(ParsedExposition page)
    {
        (_messages ??= new LineMessages()).Write(page, _bytes);
        return ExpositionReader.Read(_bytes.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, _parsed, _previous);
    }

    /// <summary>Puts what belongs to one metric side by side, creation times of text that stand apart included.</summary>
    public ReadError? PutMetricsTogether(ParsedExposition page)
    {
        CreationTimes.PutBeside(page, _parsed);
        ScatteredMetrics.Gather(_parsed);
        return null;
    }

    /// <summary>Gives memory back that pages much larger than the last have left behind.</summary>
    private void Trim()
    {
        // A small page takes some blocks of memory, too.
        const int MostKept = 256 * 1024;
        _parsed.Trim();
        if (_bytes.Capacity > MostKept && _bytes.Capacity / 4 > _bytes.WrittenCount)
        {
            (_bytes, _lines, _messages) = (new ArrayBufferWriter<byte>(), null, null);
        }
    }
}
