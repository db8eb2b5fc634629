using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Fuzzing;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Metrics that begin as most do are seen by the fast way through them as by a close look.</summary>
public sealed class PlainMetricTests
{
    private static readonly MetricType[] s_types =
        [MetricType.Counter, MetricType.Gauge, MetricType.Summary, MetricType.Untyped, MetricType.Histogram, MetricType.GaugeHistogram];

    private int _plain;

    /// <summary>What is told of it, the metric, and how far labels reach that need no closer look.</summary>
    public static TheoryData<string, byte[], int> Metrics => new()
    {
        { "nothing", [], 0 },
        { "a gauge", Gauge(1), 0 },
        { "a label", [.. Label("a", "b"), .. Gauge(1)], 8 },
        { "labels in order", [.. Label("a", "b"), .. Label("b", "")], 15 },
        { "labels that are not in order", [.. Label("b", "b"), .. Label("c", "b"), .. Label("a", "b")], 24 },
        { "the first label twice", [.. Label("b", "b"), .. Label("c", "b"), .. Label("b", "c")], -1 },
        { "the last label twice", [.. Label("b", "b"), .. Label("a", "b"), .. Label("a", "b")], -1 },
        { "labels that are very long and not in order", [.. Enumerable.Range(0, 12).SelectMany(i => Label($"b{i + 10}", new string('x', 100))), .. Label("a", "b")], -1 },
        { "a label twice", [.. Label("a", "b"), .. Label("a", "b")], -1 },
        { "a label without a name", Label("", "b"), -1 },
        { "a label without a value", Bytes(1, Text(1, "a")), -1 },
        { "an empty label", Bytes(1), -1 },
        { "a label whose value comes first", Bytes(1, Text(2, "a"), Text(1, "b")), -1 },
        { "a label with more", Bytes(1, Text(1, "a"), Text(2, "b"), Integer(3, 1)), -1 },
        { "a label that is not ASCII", Label("a", "ü"), -1 },
        { "a long label", Label("a", new string('b', 122)), 129 },
        { "a label longer than that", Label("a", new string('b', 123)), -1 },
        { "the name", Label("__name__", "b"), -1 },
        { "a bound", Label("le", "b"), -1 },
        { "a rank", Label("quantile", ""), -1 },
        { "a label cut off", Label("a", "b")[..^1], -1 },
        { "a tag", [0x0a], -1 },
        { "a label behind the number", [.. Label("a", "b"), .. Gauge(1), .. Label("a", "c")], 8 },
    };

    [Theory]
    [MemberData(nameof(Metrics))]
    public void LabelsInTheirUsualSpellingNeedNoCloserLook(string what, byte[] metric, int end)
    {
        var labels = new IndexList<ProtobufLabel>();
        Assert.True(end == PlainMetric.ReadLabels(metric, 0, null), what);
        Assert.True(end == PlainMetric.ReadLabels(metric, 0, labels), what);
        Compare(metric, new Slice(0, metric.Length));
    }

    [Theory]
    [InlineData(ClientModel.Metric.Gauge, true)]
    [InlineData(ClientModel.Metric.Counter, true)]
    [InlineData(ClientModel.Metric.Untyped, true)]
    [InlineData(ClientModel.Metric.Summary, false)]
    [InlineData(ClientModel.Metric.Histogram, false)]
    public void ANumberIsAGaugeACounterOrUntyped(int field, bool isNumber)
    {
        var metric = Bytes(field, Number(1, 7));
        Assert.Equal(isNumber, PlainMetric.IsNumber(metric, out var found, out var offset));
        Assert.True(!isNumber || (found, BitConverter.ToDouble(metric, offset)) == (field, 7));
        Assert.False(PlainMetric.IsNumber([.. metric, .. Integer(6, 1)], out _, out _));
        Assert.False(PlainMetric.IsNumber(Bytes(field, Number(2, 7)), out _, out _));
        Assert.False(PlainMetric.IsNumber(Bytes(field), out _, out _));
    }

    [Fact]
    public void EveryByteOfAMetricMayBeAnother()
    {
        byte[] metric = [.. Label("a", "x"), .. Label("bc", ""), .. Counter(1)];
        for (var at = 0; at < metric.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                byte[] mutated = [.. metric];
                mutated[at] = (byte)value;
                Compare(mutated, new Slice(0, mutated.Length));
            }

            Compare(metric, new Slice(0, at));
        }

        Assert.True(_plain > metric.Length);
    }

    [Fact]
    public void DamagedPagesAreSeenTheSame()
    {
        var mutator = new ProtobufMutator(new Random(17), KnownPages.Protobuf);
        for (var rounds = Effort.Rounds(5_000); rounds > 0; rounds--)
        {
            var page = mutator.Next();
            for (var at = 0; at < page.Length && DelimitedPage.NextMessage(page, ref at, out var message) is null;)
            {
                var reader = new WireReader(page, message);
                while (reader.NextField())
                {
                    if (reader is { Field: ClientModel.Family.Metric, Type: WireType.Bytes })
                    {
                        Compare(page, reader.ReadBytes());
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
        }

        Assert.True(_plain > 1_000);
    }

    private void Compare(byte[] page, Slice message)
    {
        _plain += PlainMetric.ReadLabels(page.AsSpan(message.Start, message.Length), message.Start, null) > 0 ? 1 : 0;
        foreach (var mode in new[] { ReadMode.Tolerant, ReadMode.Strict })
        {
            foreach (var type in s_types)
            {
                var fast = new ProtobufMetricCheck();
                var close = new ProtobufMetricCheck();
                var family = new ProtobufFamily { Name = new Slice(0, 0), Type = type };
                var metric = new ProtobufMetric { Message = message, LabelsEnd = 5, SampleCount = 5, ValueOffset = 5 };
                var expected = metric;
                fast.Start(page, mode);
                close.Start(page, mode);
                var isGood = fast.Check(page, family, ref metric);
                Assert.Equal(close.CheckClosely(page, family, ref expected), isGood);
                Assert.Equal((close.Fault, isGood ? 0 : close.FaultPosition, close.HasLabelTwice), (fast.Fault, isGood ? 0 : fast.FaultPosition, fast.HasLabelTwice));
                Assert.Equal(expected, metric);

                // What was noted of it is the same, too: it cannot come again.
                Assert.True(!isGood || mode == ReadMode.Tolerant || (!fast.CheckClosely(page, family, ref metric) && !close.Check(page, family, ref metric)));
            }
        }
    }
}
