using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>What holds for any bytes whatsoever that a container may answer with.</summary>
internal sealed class PageProperties
{
    /// <summary>Far more than any page of the corpus needs, on however busy a machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ReaderAgreement _readers = new();
    private readonly ParsedExposition _again = new();
    private readonly LabeledExposition _unlabeled = new();
    private readonly FamilyMerger _merger = new();
    private readonly ArrayBufferWriter<byte> _rewritten = new();

    /// <summary>The pages that were looked at.</summary>
    public int Count { get; private set; }

    /// <summary>Those among them that were accepted, so that there was something to write.</summary>
    public int AcceptedCount { get; private set; }

    /// <summary>Says which property a page breaks; <see langword="null"/> where all hold.</summary>
    public string? Broken(byte[] page)
    {
        Count++;
        var started = Stopwatch.GetTimestamp();
        try
        {
            return Find(page) ?? (Stopwatch.GetElapsedTime(started) > Limit ? $"It took {Stopwatch.GetElapsedTime(started)}." : null);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private string? Find(byte[] page)
    {
        if ((_readers.Difference(page, ReadMode.Strict) ?? _readers.Difference(page, ReadMode.Tolerant)) is { } difference)
        {
            return $"The two ways through the page differ: {difference}";
        }

        if (ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, _again) is not null)
        {
            return null;
        }

        AcceptedCount++;
        var written = _readers.Written.ToArray();
        if (ExpositionReader.Read(written, ExpositionFormat.Text004, ReadMode.Strict, _again) is { } error && !error.Reason.StartsWith("the same series twice", StringComparison.Ordinal))
        {
            return $"What was written is not valid: {error}\n{Encoding.UTF8.GetString(written)}";
        }

        if (ExpositionReader.Read(written, ExpositionFormat.Text004, ReadMode.Tolerant, _again) is { } refusal)
        {
            return $"What was written is refused: {refusal}\n{Encoding.UTF8.GetString(written)}";
        }

        _unlabeled.TakeUnlabeled(_again);
        _rewritten.ResetWrittenCount();
        _merger.Merge([_unlabeled]).WriteTo(_rewritten, ExpositionFormat.Text004);
        return _rewritten.WrittenSpan.SequenceEqual(written)
            ? null
            : $"Written twice it is another page:\n{Encoding.UTF8.GetString(written)}\nand then\n{Encoding.UTF8.GetString(_rewritten.WrittenSpan)}";
    }
}
