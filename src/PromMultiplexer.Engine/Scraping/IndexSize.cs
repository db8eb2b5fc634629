using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What the index over a page takes: a rule of thumb, rather too much than too little.</summary>
internal static class IndexSize
{
    /// <summary>No index is as many times larger than its page: each line of the shortest ones a family of its own.</summary>
    public const int MostPerByte = 60;

    // The entry of a sample; and that of a family, with its run, its place in the order and its part of a merged page. With some
    // more, since lists grow by half.
    private const int SampleBytes = 20;
    private const int FamilyBytes = 200;

    // Messages are dense; a metric's entry is about as large as the smallest of them.
    private const int PerMessageByte = 2;

    /// <summary>The bytes of the index over a page that was read.</summary>
    public static long Of(ParsedExposition page) => (page.SampleCount * (long)SampleBytes) + (page.FamilyCount * (long)FamilyBytes);

    /// <summary>The bytes that the index over a page will take.</summary>
    public static long Estimate(ReadOnlySpan<byte> page, ExpositionFormat format)
    {
        if (format == ExpositionFormat.Protobuf)
        {
            return page.Length * (long)PerMessageByte;
        }

        var (samples, families) = (0L, 0L);
        var name = ReadOnlySpan<byte>.Empty;
        while (!page.IsEmpty)
        {
            var end = page.IndexOf((byte)'\n');
            var line = end < 0 ? page : page[..end];
            page = end < 0 ? default : page[(end + 1)..];
            if (line is [] or [(byte)'#', ..])
            {
                continue;
            }

            samples++;
            if (!line.StartsWith(name) || name.IsEmpty)
            {
                families++;
                var nameEnd = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
                name = nameEnd < 0 ? line : line[..nameEnd];
            }
        }

        return (samples * SampleBytes) + (families * FamilyBytes);
    }
}
