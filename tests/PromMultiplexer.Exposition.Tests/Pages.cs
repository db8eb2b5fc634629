using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The way of a page through the library, as short as tests need it.</summary>
internal static class Pages
{
    public static ParsedExposition Read(string page, ReadMode mode = ReadMode.Tolerant)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, mode, parsed);
        Assert.True(error is null, error?.ToString());
        return parsed;
    }

    public static ReadError? Refusal(byte[] page, ReadMode mode = ReadMode.Tolerant) =>
        ExpositionReader.Read(page, ExpositionFormat.Text004, mode, new ParsedExposition());

    public static LabeledExposition Label(string page, string value, string name = "container", LabelCollision onCollision = LabelCollision.Rename)
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector(name, value, onCollision).Label(Read(page), labeled));
        return labeled;
    }

    public static LabeledExposition Unlabeled(string page)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(Read(page));
        return labeled;
    }

    /// <summary>Merges pages of containers named a, b, c, ...</summary>
    public static MergedExposition Merge(params string[] pages) =>
        new FamilyMerger().Merge(pages.Select((page, i) => Label(page, ((char)('a' + i)).ToString())).ToArray());

    public static string Write(MergedExposition page, ExpositionFormat format = ExpositionFormat.Text004)
    {
        var output = new ArrayBufferWriter<byte>();
        page.WriteTo(output, format);
        Assert.Equal(page.GetLength(format), output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads a page and writes it again, without a label.</summary>
    public static string Rewrite(string page, ReadMode mode = ReadMode.Tolerant)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(Read(page, mode));
        return Write(new FamilyMerger().Merge([labeled]));
    }
}
