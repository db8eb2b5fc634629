using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ExpositionLimitsTests
{
    private const string Page = "# HELP a What it is.\na{x=\"1\",yy=\"2\"} 1\na 2\nb{x=\"a\\\\\\\"\\n\"} 3\n";

    public static TheoryData<string, ExpositionLimits, string?> Cases => new()
    {
        { Page, new ExpositionLimits(), null },
        { Page, new ExpositionLimits { Samples = 3, Families = 2, LineLength = 17, Labels = 2, LabelNameLength = 2, LabelValueLength = 4 }, null },
        { Page, new ExpositionLimits { Samples = 2 }, "Samples: 3 samples, 2 are allowed" },
        { Page, new ExpositionLimits { Families = 1 }, "Families: 2 families, 1 are allowed" },
        { Page, new ExpositionLimits { Labels = 1 }, "Labels: line 2, column 1: a sample has 2 labels, 1 are allowed, near \"a{x=\"1\",yy=\"2\"} 1\"" },
        { Page, new ExpositionLimits { LabelNameLength = 1 }, "LabelNameLength: line 2, column 1: the name of a label has 2 bytes, 1 are allowed, near \"a{x=\"1\",yy=\"2\"} 1\"" },
        { Page, new ExpositionLimits { LabelValueLength = 3 }, "LabelValueLength: line 4, column 1: the value of a label has 4 bytes, 3 are allowed, near \"b{x=\"a\\\\\\\"\\n\"} 3\"" },
        { Page, new ExpositionLimits { LineLength = 16 }, "LineLength: line 2, column 1: a line has 17 bytes, 16 are allowed, near \"a{x=\"1\",yy=\"2\"} 1\"" },
        { Page, new ExpositionLimits { LineLength = 10 }, "LineLength: the HELP text of a has 11 bytes, 10 are allowed" },
        { "", new ExpositionLimits { Samples = 1, Families = 1, LineLength = 1, Labels = 1, LabelNameLength = 1, LabelValueLength = 1 }, null },
        { "a{b=\"\",} 1\n", new ExpositionLimits { Labels = 1, LabelNameLength = 1, LabelValueLength = 1 }, null },
        { "a { b = \"cc\" } 1\n", new ExpositionLimits { LabelValueLength = 1 }, "LabelValueLength: line 1, column 1: the value of a label has 2 bytes, 1 are allowed, near \"a { b = \"cc\" } 1\"" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void APageIsHeldAgainstThem(string page, ExpositionLimits limits, string? expected)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));

        var breach = limits.Check(parsed);

        Assert.Equal(expected, breach is null ? null : $"{breach.Kind}: {breach.Text}");
    }

    [Theory]
    [InlineData(0, 0, 0, 0, null)]
    [InlineData(3, 2, 2, 3, null)]
    [InlineData(2, 0, 0, 0, "Samples: 3 samples, 2 are allowed")]
    [InlineData(0, 1, 0, 0, "Labels: a metric of a has more than 1 labels")]
    [InlineData(0, 0, 1, 0, "LabelNameLength: the name of a label of a has 2 bytes, 1 are allowed")]
    [InlineData(0, 0, 0, 2, "LabelValueLength: the value of a label of b has 3 bytes, 2 are allowed")]
    public void APageInProtobufIsHeldAgainstThem(int samples, int labels, int nameLength, int valueLength, string? expected)
    {
        Assert.Null(MetricFamilyReader.Read("a{x=\"1\",yy=\"2\"} 1\na 2\nb{x=\"\\\"\\n3\"} 3\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, out var families));
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, ExpositionFormat.Protobuf, written);
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(written.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, parsed));

        var breach = new ExpositionLimits { Samples = samples, Labels = labels, LabelNameLength = nameLength, LabelValueLength = valueLength }.Check(parsed);

        Assert.Equal(expected, breach is null ? null : $"{breach.Kind}: {breach.Text}");
    }

    // The longest line that needs no closer look must be one that is within every limit.
    [Fact]
    public void NoLineIsTooShortToBeLookedAt()
    {
        for (var limit = 1; limit < 40; limit++)
        {
            var labels = string.Join(',', Enumerable.Range(0, limit + 1).Select(i => $"{(char)('A' + (i % 26))}{(i < 26 ? "" : "a")}=\"\""));
            AssertBreach($"a{{{labels}}} 1\n", new ExpositionLimits { Labels = limit });
            AssertBreach($"a{{{new string('n', limit + 1)}=\"\"}} 1\n", new ExpositionLimits { LabelNameLength = limit });
            AssertBreach($"a{{n=\"{new string('v', limit + 1)}\"}} 1\n", new ExpositionLimits { LabelValueLength = limit });
            AssertBreach($"{new string('a', limit)} 1\n", new ExpositionLimits { LineLength = limit + 1 });
        }

        static void AssertBreach(string page, ExpositionLimits limits)
        {
            var parsed = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
            Assert.NotNull(limits.Check(parsed));
        }
    }
}
