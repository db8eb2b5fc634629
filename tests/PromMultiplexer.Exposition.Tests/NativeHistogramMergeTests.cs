using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>
/// Native histograms beside others of their name. Prometheus tells by the first histogram of a message whether all of them are native,
/// and does not start anew with the exemplars of the next native one; between two messages it does.
/// </summary>
public sealed class NativeHistogramMergeTests
{
    private static readonly byte[] Buckets = [.. Bytes(3, Integer(1, 1), Number(2, 1)), .. Bytes(3, Integer(1, 3), Number(2, double.PositiveInfinity))];
    private static readonly byte[] NativeBuckets =
        [.. Zigzag(5, 3), .. Number(6, 0.001), .. Integer(7, 0), .. Bytes(12, Zigzag(1, 0), Integer(2, 2)), .. Zigzag(13, 1), .. Zigzag(13, 1)];

    private static readonly byte[] Classic = Bytes(7, Integer(1, 3), Number(2, 5), Buckets);
    private static readonly byte[] Native = Bytes(7, Integer(1, 3), Number(2, 5), NativeBuckets);
    private static readonly byte[] Both = Bytes(7, Integer(1, 3), Number(2, 5), Buckets, NativeBuckets);
    private static readonly byte[] Empty = Bytes(7, Integer(1, 0), Number(2, 0), Bytes(3, Integer(1, 0), Number(2, 1)));

    [Fact]
    public void NativeHistogramsOfASourceAreAMessageOfTheirOwn()
    {
        var page = Merge(
            Labeled(Family("h", 4, Text(2, "Help."), Metric(Native)), "a"),
            Labeled(Family("h", 4, Metric(Classic)), "b"),
            Labeled(Family("h", 4, Metric(Label("x", "1"), Classic)), "c"),
            Labeled(Family("h", 4, Metric(Native), Metric(Label("x", "1"), Both)), "d"),
            Labeled(Family("h", 4, Metric(Both)), "e"));
        Assert.Equal(
            Convert.ToHexString([
                .. Family("h", 4, Metric(Container("a"), Native)),
                .. Family("h", 4, Metric(Container("b"), Classic), Metric(Label("x", "1"), Container("c"), Classic)),
                .. Family("h", 4, Metric(Container("d"), Native), Metric(Label("x", "1"), Container("d"), Both)),
                .. Family("h", 4, Metric(Container("e"), Both))]),
            Convert.ToHexString(WithoutHelp(page, 4)));

        // We take our own pages, strictly too, and they stay as they are.
        Assert.Equal(4, Read(page, ReadMode.Strict).Count);
        Assert.Equal(page, Merge(Unlabeled(page)));
    }

    [Theory]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 5\nh_count 3\n", ExpositionFormat.Text004)]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 5\nh_count 3\n# EOF\n", ExpositionFormat.OpenMetrics100)]
    public void LinesBesideNativeHistogramsAreAMessageOfTheirOwn(string lines, ExpositionFormat format)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(lines), format, ReadMode.Tolerant, parsed));
        var text = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "b").Label(parsed, text));
        Assert.Equal(
            Convert.ToHexString([.. Family("h", 4, Metric(Container("a"), Native)), .. Family("h", 4, Metric(Container("b"), Classic))]),
            Convert.ToHexString(Merge(Labeled(Family("h", 4, Metric(Native)), "a"), text)));
    }

    [Fact]
    public void MessagesThatASourceHasOfAFamilyStayApart()
    {
        byte[] page = [.. Family("h", 4, Metric(Label("x", "1"), Native)), .. Family("h", 4, Metric(Label("x", "2"), Classic)), .. Family("h", 4, Metric(Label("x", "3"), Native))];
        Assert.Equal(page, Merge(Unlabeled(page)));
    }

    [Fact]
    public void FamiliesOfTheTypedLevelAreWrittenSo()
    {
        var exemplar = Bytes(16, Label("t", "1"), Number(2, 1), Bytes(3, Integer(1, 1_700_000_000)));
        var told = Bytes(7, Integer(1, 3), Number(2, 5), NativeBuckets, exemplar);
        byte[][] sources =
        [
            Family("h", 4, Metric(Native), Metric(Label("x", "1"), Native)), Family("h", 4, Metric(Label("x", "2"), Classic), Metric(Label("x", "3"), Classic)),
            Family("h", 4, Metric(Label("x", "4"), told), Metric(Label("x", "5"), told), Metric(Label("x", "6"), Native)),
        ];
        var merged = MetricFamilyMerger.Merge(sources.SelectMany(source => Read(source)), out var conflicts);
        Assert.Empty(conflicts);
        Assert.Equal([7], merged.Select(family => family.Metrics.Count));

        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(merged, ExpositionFormat.Protobuf, page);
        Assert.Equal([2, 2, 1, 2], Read(page.WrittenSpan.ToArray(), ReadMode.Strict).Select(family => family.Metrics.Count));
    }

    public static TheoryData<byte[], bool> Mixed => new()
    {
        { Family("h", 4, Metric(Native), Metric(Label("x", "1"), Classic)), false },
        { Family("h", 5, Metric(Native), Metric(Label("x", "1"), Classic)), false },
        { Family("h", 4, Metric(Classic), Metric(Label("x", "1"), Native), Metric(Label("x", "2"), Classic)), false },
        { Family("h", 4, Metric(Both), Metric(Label("x", "1"), Empty)), true },
        { Family("h", 4, Metric(Classic), Metric(Label("x", "1"), Native)), true },
        { Family("h", 4, Metric(Classic), Metric(Label("x", "1"), Native), Metric(Label("x", "2"), Native)), true },
    };

    /// <summary>Behind a native histogram all of a message is native to Prometheus, which refuses one without the buckets then.</summary>
    [Theory]
    [MemberData(nameof(Mixed))]
    public void AClassicHistogramBehindANativeOneInOneMessageIsRefused(byte[] page, bool isTaken)
    {
        if (isTaken)
        {
            Assert.Equal(page, Merge(Unlabeled(page)));
        }
        else
        {
            Assert.Contains("a classic histogram behind a native one in one message: native buckets with 0 observations", Refusal(page)!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ANativeHistogramBehindAClassicOneHasNoLabelOfABound()
    {
        var parsed = Parsed(Family("h", 4, Metric(Classic), Metric(Label("le", "w"), Native)));
        Assert.Equal(1, parsed.DroppedSampleCount);
        Assert.Equal(0, Parsed(Family("h", 4, Metric(Native), Metric(Label("le", "w"), Native))).DroppedSampleCount);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 4)]
    public void NativeHistogramsOfTwoTypesKeepThem(ulong first, ulong second)
    {
        var sources = new[] { Labeled(Family("h", first, Metric(Native)), "a"), Labeled(Family("h", second, Metric(Native)), "b") };
        var page = Merge(sources);
        Assert.Equal([first == 4 ? MetricType.Histogram : MetricType.GaugeHistogram, second == 4 ? MetricType.Histogram : MetricType.GaugeHistogram], Read(page, ReadMode.Strict).Select(family => family.Type));
        Assert.Equal(["a", "b"], Read(page).Select(family => Assert.Single(family.Metrics).Labels[0].Value));
        Assert.Equal(
            Read(page).Select(Dump),
            new FamilyMerger().Merge(sources, ExpositionFormat.Protobuf).ToFamilies().Select(Dump));
    }

    /// <summary>A native histogram may have a label of the name that its buckets get when it is taken apart.</summary>
    [Fact]
    public void ASampleThatWouldHaveItsBoundTwiceIsLeftOut() => Assert.Equal(
        "name:\"h\" type:HISTOGRAM metric:{label:{name:\"le\" value:\"w\"} label:{name:\"container\" value:\"a\"} histogram:{sample_count:3 sample_sum:5 schema:3 zero_threshold:0.001 zero_count:0 positive_span:{offset:0 length:2} positive_delta:1 positive_delta:1}}\n"
        + "name:\"h\" type:UNTYPED metric:{label:{name:\"container\" value:\"b\"} untyped:{value:1}}\n"
        + "name:\"h_count\" type:UNTYPED metric:{label:{name:\"le\" value:\"w\"} label:{name:\"container\" value:\"a\"} untyped:{value:3}}\n"
        + "name:\"h_sum\" type:UNTYPED metric:{label:{name:\"le\" value:\"w\"} label:{name:\"container\" value:\"a\"} untyped:{value:5}}\n",
        Print(Merge(Labeled(Family("h", 4, Metric(Label("le", "w"), Both)), "a"), Labeled(Family("h", 1, Metric(Gauge(1))), "b"))));

    private static byte[] Container(string value) => Label("container", value);

    /// <summary>A page whose families all have the help, without it.</summary>
    private static byte[] WithoutHelp(byte[] page, int families)
    {
        var read = Read(page);
        Assert.Equal(families, read.Count(family => family.Help == "Help."));
        var without = new List<byte>();
        for (var at = 0; at < page.Length && DelimitedPage.NextMessage(page, ref at, out var message) is null;)
        {
            var bytes = page.AsSpan(message.Start, message.Length).ToArray();
            var help = Text(2, "Help.");
            var start = bytes.AsSpan().IndexOf(help);
            without.AddRange(Delimited([.. bytes[..start], .. bytes[(start + help.Length)..]]));
        }

        return [.. without];
    }
}
