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

    /// <summary>The page has changed.</summary>
    public void Forget() => _isMade = false;

    /// <summary>Converts and labels a page, unless that is done.</summary>
    public LabeledExposition Make(ParsedExposition page, LabelInjector? label)
    {
        if (_isMade)
        {
            return _labeled;
        }

        Trim();
        if (view.Convert(page, this) is not null)
        {
            // What one format can say that another refuses is left out by those who write it; should something slip through, it
            // costs a page its place and not the multiplexer its life.
            _parsed.Clear();
        }

        // A page may be refused for a label of its own, but it was not.
        if (label is null)
        {
            _labeled.TakeUnlabeled(_parsed);
        }
        else
        {
            label.Label(_parsed, _labeled);
        }

        _isMade = true;
        return _labeled;
    }

    /// <summary>Spells messages out in lines.</summary>
    public ReadError? ToLines(ParsedExposition page, ExpositionFormat format)
    {
        (_lines ??= new MessageLines()).Write(page.Messages, format == ExpositionFormat.OpenMetrics100, _bytes);
        return ExpositionReader.Read(_bytes.WrittenMemory, format, ReadMode.Tolerant, _parsed);
    }

    /// <summary>Makes messages of lines.</summary>
    public ReadError? ToMessages(ParsedExposition page)
    {
        (_messages ??= new LineMessages()).Write(page, _bytes);
        return ExpositionReader.Read(_bytes.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, _parsed);
    }

    /// <summary>Puts the creation times of a page of text beside what they belong to.</summary>
    public ReadError? PutCreationTimesBeside(ParsedExposition page)
    {
        CreationTimes.PutBeside(page, _parsed);
        return null;
    }

    /// <summary>Gives memory back that a page much larger than the one before has left behind.</summary>
    private void Trim()
    {
        _parsed.Trim();
        if (_bytes.Capacity > 64 * 1024 && _bytes.Capacity / 4 > _bytes.WrittenCount)
        {
            _bytes = new ArrayBufferWriter<byte>();
        }

        _bytes.ResetWrittenCount();
    }
}
