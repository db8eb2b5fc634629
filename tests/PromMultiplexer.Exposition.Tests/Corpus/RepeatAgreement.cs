using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>
/// Reads each page of a program both on its own and by comparing it with the page before, labels, merges and writes it in every
/// kind of format, and tells whether anything is different. A second container stays as it is, so that the mergers, too, see
/// pages that they know.
/// </summary>
internal sealed class RepeatAgreement(ExpositionFormat format)
{
    private readonly LabelInjector[] _injectors = [new("container", "web"), new("container", "db")];
    private static readonly ExpositionFormat[] s_written = [ExpositionFormat.Text004, ExpositionFormat.OpenMetrics100, ExpositionFormat.Protobuf];

    private readonly FamilyMerger[] _kept = [.. s_written.Select(_ => new FamilyMerger())];
    private readonly ArrayBufferWriter<byte> _keptPage = new();
    private readonly ArrayBufferWriter<byte> _freshPage = new();
    private readonly ParsedExposition _neighbor = new();

    /// <summary>How many pages were read by comparing them.</summary>
    public int RepeatedCount { get; private set; }

    /// <summary>How many were read as if they were the first.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Fails where a page of the sequence is seen differently, with a case that was made small.</summary>
    public void Check(params ReadOnlySpan<byte[]> pages)
    {
        foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
        {
            byte[][] sequence = [.. pages];
            if (Difference(sequence, mode) is not null)
            {
                var small = Shrinker.Shrink(sequence, some => Difference(some, mode) is not null);
                Assert.Fail($"{mode}, pages\n{string.Join('\n', small.Select(page => ReaderAgreement.Show(page)))}\n{Difference(small, mode)}");
            }
        }
    }

    private string? Difference(IReadOnlyList<byte[]> pages, ReadMode mode)
    {
        ExpositionReader.Read(pages[^1], format, ReadMode.Tolerant, _neighbor);
        var current = new ParsedExposition();
        var spare = new ParsedExposition();
        var labeled = new LabeledExposition();
        var spareLabeled = new LabeledExposition();
        foreach (var page in pages)
        {
            var fresh = new ParsedExposition();
            var freshError = ExpositionReader.Read(page, format, mode, fresh);
            var shape = current.Shape;
            var error = ExpositionReader.Read(page, format, mode, spare, current);
            if (error != freshError)
            {
                return $"compared: {error?.ToString() ?? "accepted"}; read: {freshError?.ToString() ?? "accepted"}";
            }

            if (error is not null)
            {
                continue;
            }

            (RepeatedCount, ReadCount) = spare.Shape == shape ? (RepeatedCount + 1, ReadCount) : (RepeatedCount, ReadCount + 1);
            (current, spare) = (spare, current);
            (labeled, spareLabeled) = (spareLabeled, labeled);
            var compared = ReaderAgreement.Describe(current);
            var read = ReaderAgreement.Describe(fresh);
            if (!compared.SequenceEqual(read))
            {
                return $"compared:\n{string.Join('\n', compared.Except(read))}\nread:\n{string.Join('\n', read.Except(compared))}";
            }

            Write(_kept, current, labeled, _keptPage);
            Write([.. s_written.Select(_ => new FamilyMerger())], fresh, new LabeledExposition(), _freshPage);
            if (!_keptPage.WrittenSpan.SequenceEqual(_freshPage.WrittenSpan))
            {
                return $"compared:\n{Encoding.UTF8.GetString(_keptPage.WrittenSpan)}\nread:\n{Encoding.UTF8.GetString(_freshPage.WrittenSpan)}";
            }
        }

        return null;
    }

    private void Write(FamilyMerger[] mergers, ParsedExposition page, LabeledExposition labeled, ArrayBufferWriter<byte> to)
    {
        to.ResetWrittenCount();
        var neighbor = new LabeledExposition();
        Assert.Null(_injectors[1].Label(_neighbor, neighbor));
        Assert.Null(_injectors[0].Label(page, labeled));
        foreach (var (merger, written) in mergers.Zip(s_written))
        {
            var merged = merger.Merge([labeled, neighbor], written);
            var start = to.WrittenCount;
            merged.WriteTo(to, written);
            Assert.Equal(merged.GetLength(written), to.WrittenCount - start);
            to.Write(Encoding.UTF8.GetBytes($"{merged.FamilyCount} {merged.SampleCount} {string.Join(' ', merged.Conflicts)}\n"));
        }
    }
}
