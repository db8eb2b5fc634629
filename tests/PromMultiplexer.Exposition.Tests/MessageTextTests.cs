using System.Buffers;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Merged pages in protobuf's text forms: they say what the messages of the same page say, and take no page's memory to be made.</summary>
public sealed class MessageTextTests
{
    private const int Families = 400;

    private const long LittleMemory = 256 * 1024;

    /// <summary>The two forms.</summary>
    public static TheoryData<ExpositionFormat> Forms => [ExpositionFormat.ProtobufText, ExpositionFormat.ProtobufCompactText];

    [Theory]
    [MemberData(nameof(Forms))]
    public void ALargePageIsItsMessagesPrinted(ExpositionFormat form)
    {
        var page = Merge(Many(1), Many(2));
        var text = Pages.Write(page, form);

        Assert.True(text.Length > 3_000_000, $"The page has only {text.Length} bytes.");
        Assert.Equal(ProtobufPages.Print(Messages(page), form), text);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void FamiliesOfAllSizesArePrinted(ExpositionFormat form)
    {
        var large = ProtobufPages.Family("b", 1, [.. Enumerable.Range(0, 30_000).Select(i => Sample("i", $"{i}"))]);
        var small = ProtobufPages.Family("a", 1, Sample("help", "\"\\\n\t\u00e9"), ProtobufPages.Text(9, "unknown"), ProtobufPages.Text(5, "unit"));
        var page = Merge([.. small, .. large, .. ProtobufPages.Family("c", 1, Sample("x", new string('y', 200_000)))]);

        Assert.Equal(ProtobufPages.Print(Messages(page), form), Pages.Write(page, form));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void FamiliesThatAreTakenApartArePrinted(ExpositionFormat form)
    {
        var histogram = ProtobufPages.Family("a", 4, ProtobufPages.Metric(ProtobufPages.Bytes(7, ProtobufPages.Integer(1, 3), ProtobufPages.Number(2, 4))));
        var page = Merge([.. histogram, .. Many(1)], ProtobufPages.Family("a", 1, Sample("i", "1")));

        Assert.NotEmpty(page.Conflicts);
        Assert.Equal(ProtobufPages.Print(Messages(page), form), Pages.Write(page, form));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void MeasuringTakesLittleMemory(ExpositionFormat form)
    {
        var page = Merge(Many(1), Many(2));

        Assert.InRange(MemoryOf(() => Assert.True(page.GetLength(form) > 3_000_000)), 0, LittleMemory);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void WritingTakesLittleMemoryBeyondThePage(ExpositionFormat form)
    {
        var page = Merge(Many(1), Many(2));
        var output = new ArrayBufferWriter<byte>(checked((int)page.GetLength(form)) + (64 * 1024));

        var taken = MemoryOf(() =>
        {
            output.ResetWrittenCount();
            page.WriteTo(output, form);
        });

        Assert.InRange(taken, 0, LittleMemory);
    }

    /// <summary>A family has its memory once, however many there were before it.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void MeasuringALargeFamilyTakesItsMemoryOnce(ExpositionFormat form)
    {
        var page = Merge([.. Many(1), .. ProtobufPages.Family("large", 1, Sample("x", new string('y', 2_000_000)))]);

        Assert.InRange(MemoryOf(() => page.GetLength(form)), 0, 2_000_000 + LittleMemory);
    }

    /// <summary>What had to be spelled anew is measured without a copy of it.</summary>
    [Fact]
    public void MeasuringFamiliesThatAreTakenApartTakesLittleMemory()
    {
        var page = Merge(
            ProtobufPages.Family("a", 1, ProtobufPages.Metric(ProtobufPages.Label("x", new string('y', 2_000_000)), ProtobufPages.Gauge(1))),
            ProtobufPages.Family("a", 4, ProtobufPages.Metric(ProtobufPages.Bytes(7, ProtobufPages.Integer(1, 3), ProtobufPages.Number(2, 4)))));
        Assert.NotEmpty(page.Conflicts);

        // The typed level has the label's value as a string.
        Assert.InRange(MemoryOf(() => page.GetLength(ExpositionFormat.Protobuf)), 0, (2 * 2_000_000) + LittleMemory);
    }

    /// <summary>The least that is taken in a few rounds: in any, pooled memory may have been taken back by the runtime.</summary>
    private static long MemoryOf(Action action) => Enumerable.Range(0, 5).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    private static byte[] Many(int seed) =>
        [.. Enumerable.Range(0, Families).SelectMany(i => ProtobufPages.Family($"family_{i:D4}", 1, [.. Enumerable.Range(0, 50).Select(j => Sample("i", $"{seed * j}"))]))];

    private static byte[] Sample(string label, string value) =>
        ProtobufPages.Metric(ProtobufPages.Label(label, value), ProtobufPages.Gauge(value.Length / 3.0));

    private static MergedExposition Merge(params byte[][] pages) =>
        new FamilyMerger().Merge([.. pages.Select((page, i) => ProtobufPages.Labeled(page, $"c{i}"))], ExpositionFormat.Protobuf);

    private static byte[] Messages(MergedExposition page)
    {
        var messages = new ArrayBufferWriter<byte>();
        page.WriteTo(messages, ExpositionFormat.Protobuf);
        return messages.WrittenSpan.ToArray();
    }
}
