using System.Buffers;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ProtobufReaderTests
{
    private static readonly byte[] Timestamp = [.. Integer(1, 1_700_000_000), .. Integer(2, 123_456_700)];
    private static readonly DateTimeOffset Time = new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero).AddTicks(1_234_567);

    [Fact]
    public void ACounterIsReadWhole()
    {
        var family = Assert.Single(Read(
            Family("requests_total", 0,
                Text(2, "How many.\nIn all."),
                Text(5, "requests"),
                Metric(
                    Label("code", "200"),
                    Label("päth", "/é"),
                    Bytes(3, Number(1, 7.5), Bytes(2, Label("trace", "x"), Number(2, 0.5), Bytes(3, Timestamp)), Bytes(3, Timestamp)),
                    Integer(6, 1234))),
            ReadMode.Strict));
        Assert.Equal(("requests_total", "How many.\nIn all.", MetricType.Counter, "requests"), (family.Name, family.Help, family.Type, family.Unit));
        var metric = Assert.Single(family.Metrics);
        Assert.Equal([new LabelPair("code", "200"), new LabelPair("päth", "/é")], metric.Labels);
        Assert.Equal(1234, metric.TimestampMilliseconds);
        Assert.Equal((7.5, Time), (metric.Counter!.Value, metric.Counter.Created));
        Assert.Equal([new LabelPair("trace", "x")], metric.Counter.Exemplar!.Labels);
        Assert.Equal((0.5, Time), (metric.Counter.Exemplar.Value, metric.Counter.Exemplar.Timestamp));
    }

    [Fact]
    public void AGaugeAnUntypedAndASummaryAreRead()
    {
        var families = Read(
            [
                .. Family("g", 1, Metric(Gauge(double.NegativeInfinity))),
                .. Family("u", 3, Metric(Untyped(double.NaN), Integer(6, unchecked((ulong)-5)))),
                .. Family("s", 2, Metric(Bytes(4, Integer(1, ulong.MaxValue), Number(2, 2.5), Bytes(3, Number(1, 0.5), Number(2, 9)), Bytes(3), Bytes(4, Timestamp)))),
            ],
            ReadMode.Strict);
        Assert.Equal(double.NegativeInfinity, families[0].Metrics[0].Gauge!.Value);
        Assert.Equal(double.NaN, families[1].Metrics[0].Untyped!.Value);
        Assert.Equal(-5, families[1].Metrics[0].TimestampMilliseconds);
        var summary = families[2].Metrics[0].Summary!;
        Assert.Equal((ulong.MaxValue, (double)ulong.MaxValue, 2.5, Time), (summary.ExactSampleCount, summary.SampleCount, summary.SampleSum, summary.Created));
        Assert.Equal([new Quantile(0.5, 9), new Quantile(0, 0)], summary.Quantiles);
    }

    [Theory]
    [InlineData(4, MetricType.Histogram)]
    [InlineData(5, MetricType.GaugeHistogram)]
    public void AClassicHistogramIsRead(ulong type, MetricType expected)
    {
        var family = Assert.Single(Read(Family("h", type, Metric(Bytes(7,
            Integer(1, 3),
            Number(2, 4.5),
            Bytes(3, Integer(1, 1), Number(2, 0.5), Bytes(3, Label("trace", "x"), Number(2, 0.25))),
            Bytes(3, Number(4, 2.5), Number(2, double.PositiveInfinity)),
            Bytes(15, Timestamp))))));
        var histogram = family.Metrics[0].Histogram!;
        Assert.Equal((expected, 3UL, 4.5, Time), (family.Type, histogram.ExactSampleCount, histogram.SampleSum, histogram.Created));
        Assert.Equal([(0.5, 1, 1UL), (double.PositiveInfinity, 2.5, (ulong?)null)], histogram.Buckets.Select(bucket => (bucket.UpperBound, bucket.CumulativeCount, bucket.ExactCumulativeCount)));
        Assert.Equal(0.25, histogram.Buckets[0].Exemplar!.Value);
        Assert.Null(histogram.Native);
    }

    [Fact]
    public void AnIntegerNativeHistogramIsReadPackedAndUnpacked()
    {
        byte[] head = [.. Integer(1, 13), .. Number(2, 9), .. Zigzag(5, -4), .. Number(6, 0.001), .. Integer(7, 2)];
        byte[] spans = [.. Bytes(12, Zigzag(1, -3), Integer(2, 2)), .. Bytes(12, Zigzag(1, 5), Integer(2, 1)), .. Bytes(9, Integer(2, 1))];
        byte[] tail = Bytes(16, Number(2, 1.5), Bytes(3, Timestamp));
        byte[] packed = [.. Bytes(13, [4, 1, 6]), .. Bytes(10, [8])];
        byte[] unpacked = [.. Integer(13, 4), .. Integer(13, 1), .. Integer(13, 6), .. Integer(10, 8)];
        foreach (var deltas in new[] { packed, unpacked })
        {
            var histogram = Read(Family("h", 4, Metric(Bytes(7, head, spans, deltas, tail))), ReadMode.Strict)[0].Metrics[0].Histogram!;
            var native = histogram.Native!;
            Assert.Equal((13UL, 2UL, -4, 0.001, false), (histogram.ExactSampleCount, native.ExactZeroCount, native.Schema, native.ZeroThreshold, native.IsFloat));
            Assert.Equal([new BucketSpan(-3, 2), new BucketSpan(5, 1)], native.PositiveSpans);
            Assert.Equal([2L, -1L, 3L], native.PositiveDeltas);
            Assert.Equal([new BucketSpan(0, 1)], native.NegativeSpans);
            Assert.Equal([4L], native.NegativeDeltas);
            Assert.Equal((1.5, Time), (native.Exemplars[0].Value, native.Exemplars[0].Timestamp));
        }
    }

    [Fact]
    public void AFloatNativeHistogramIsRead()
    {
        byte[] packed = Bytes(14, Number(1, 1.5)[1..], Number(1, 2.5)[1..]);
        byte[] unpacked = [.. Number(14, 1.5), .. Number(14, 2.5)];
        foreach (var counts in new[] { packed, unpacked })
        {
            var histogram = Read(Family("h", 4, Metric(Bytes(7, Number(4, 4), Number(8, 0.5), Bytes(12, Integer(2, 2)), counts))), ReadMode.Strict)[0].Metrics[0].Histogram!;
            Assert.True(histogram.Native!.IsFloat);
            Assert.Equal((4.0, 0.5), (histogram.SampleCount, histogram.Native.ZeroCount));
            Assert.Equal([1.5, 2.5], histogram.Native.PositiveCounts);
        }
    }

    [Fact]
    public void ANoOpSpanMakesAHistogramNative()
    {
        Assert.NotNull(Read(Family("h", 4, Metric(Bytes(7, Zigzag(5, 3), Bytes(12)))))[0].Metrics[0].Histogram!.Native);
        Assert.Null(Read(Family("h", 4, Metric(Bytes(7, Zigzag(5, 3)))))[0].Metrics[0].Histogram!.Native);
    }

    [Fact]
    public void WhatPrometheusTakesForZeroIsZero()
    {
        // Prometheus reads the value that the type says, and where there is none, it reads 0.
        var families = Read([.. Family("c", 0, Metric(Gauge(5))), .. Family("h", 4, Metric()), .. Family("s", 2, Metric())]);
        Assert.Equal(0, families[0].Metrics[0].Counter!.Value);
        Assert.Equal((0UL, 0.0), (families[1].Metrics[0].Histogram!.ExactSampleCount, families[1].Metrics[0].Histogram!.SampleSum));
        Assert.Equal((0UL, 0.0), (families[2].Metrics[0].Summary!.ExactSampleCount, families[2].Metrics[0].Summary!.SampleSum));
        Assert.Null(Read(Family("g", 1, Metric(Gauge(1), Integer(6, 0))))[0].Metrics[0].TimestampMilliseconds);
    }

    [Fact]
    public void FieldsComeInAnyOrderAndTheLastOneCounts()
    {
        var family = Read(Delimited([
            .. Metric(Gauge(1), Label("a", "b"), Gauge(2)),
            .. Integer(3, 0), .. Text(1, "no"), .. Text(1, "yes"), .. Integer(3, 1)]))[0];
        Assert.Equal(("yes", MetricType.Gauge, 2.0), (family.Name, family.Type, family.Metrics[0].Gauge!.Value));
    }

    [Fact]
    public void AMessageThatComesInPiecesIsPutTogether()
    {
        var histogram = Read(Family("h", 4, Metric(
            Bytes(7, Integer(1, 1), Bytes(3, Number(2, 1))),
            Bytes(7, Integer(1, 2), Bytes(3, Number(2, 2))))))[0].Metrics[0].Histogram!;
        Assert.Equal(2UL, histogram.ExactSampleCount);
        Assert.Equal([1.0, 2.0], histogram.Buckets.Select(bucket => bucket.UpperBound));
    }

    [Fact]
    public void UnknownFieldsAreSkippedOnEveryLevel()
    {
        byte[] unknown = [.. Integer(100, 7), .. Number(101, 7), .. Text(102, "x"), .. Varint((103 << 3) | 5), 1, 2, 3, 4];
        var page = Delimited([
            .. Text(1, "c"), .. unknown, .. Metric(unknown, Bytes(1, Text(1, "a"), unknown, Text(2, "b")), Bytes(3, Number(1, 1), unknown))]);
        var metric = Assert.Single(Read(page, ReadMode.Strict)[0].Metrics);
        Assert.Equal([new LabelPair("a", "b")], metric.Labels);
        Assert.Equal(1, metric.Counter!.Value);
    }

    [Fact]
    public void GroupsAreSkippedHoweverDeep()
    {
        byte[] group = [.. Enumerable.Repeat((byte)0x7b, 100_000), .. Enumerable.Repeat((byte)0x7c, 100_000)];
        var page = Family("g", 1, group, Metric(group, Gauge(3)));
        Assert.Equal(3, Read(page)[0].Metrics[0].Gauge!.Value);
        Assert.Equal("a group, which no message of client_model has", Refusal(page, ReadMode.Strict)!.Reason);
    }

    [Fact]
    public void FamiliesOfOneNameStayWhatTheyWere()
    {
        // Prometheus' federation writes such pages.
        var families = Read([.. Family("x", 1, Metric(Gauge(1))), .. Family("x", 1, Metric(Label("a", "b"), Gauge(2)))], ReadMode.Strict);
        Assert.Equal(["x", "x"], families.Select(family => family.Name));
    }

    [Fact]
    public void PrometheusDoesNotLookIntoFamiliesWithoutMetrics()
    {
        byte[] page = [.. Family("", 99), .. Family("g", 1, Metric(Gauge(1))), 0];
        Assert.Equal(3, Read(page).Count);
        Assert.Equal("a family without a name", Refusal(page, ReadMode.Strict)!.Reason);
        Assert.Empty(Read([]));
    }

    [Fact]
    public void BucketsBehindInfinityAreLeftOut()
    {
        byte[] buckets = [.. Bytes(3, Number(2, double.PositiveInfinity)), .. Bytes(3, Number(2, 5))];
        var page = Family("h", 4, Metric(Bytes(7, buckets)));
        Assert.Equal([double.PositiveInfinity], Read(page)[0].Metrics[0].Histogram!.Buckets.Select(bucket => bucket.UpperBound));
        Assert.Equal("buckets of a histogram that are not in the order of their bounds, in the family h", Refusal(page, ReadMode.Strict)!.Reason);
    }

    [Fact]
    public void TimesThatNetCannotTellAreNotTold()
    {
        var page = Family("c", 0, Metric(Bytes(3, Number(1, 1), Bytes(3, Integer(1, long.MaxValue)))));
        Assert.Null(Read(page)[0].Metrics[0].Counter!.Created);
        Assert.Equal("a timestamp that is not between the years 1 and 9999, in the family c", Refusal(page, ReadMode.Strict)!.Reason);
        Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(-1).AddTicks(5),
            Read(Family("c", 0, Metric(Bytes(3, Bytes(3, Integer(1, ulong.MaxValue), Integer(2, 599))))))[0].Metrics[0].Counter!.Created);
    }

    public static TheoryData<string, byte[], string> Dropped => new()
    {
        { "twice", Family("g", 1, Metric(Label("a", "1"), Label("b", "2"), Label("a", "3"), Gauge(1)), Metric(Gauge(2))), "the same label twice" },
        { "reserved", Family("g", 1, Metric(Label("__name__", "x"), Gauge(1)), Metric(Gauge(2))), "a label of the reserved name __name__" },
        { "le", Family("h", 4, Metric(Label("le", "1"), Bytes(7)), Metric(Bytes(7))), "a label of the reserved name le" },
        { "quantile", Family("s", 2, Metric(Label("quantile", "1"), Bytes(4, Bytes(3))), Metric(Bytes(4))), "a label of the reserved name quantile" },
        {
            "many",
            Family("g", 1, Metric([.. Enumerable.Range(0, 40).Select(i => Label($"l{i % 39}", "x")), Gauge(1)]), Metric(Gauge(2))),
            "the same label twice"
        },
    };

    [Theory]
    [MemberData(nameof(Dropped))]
    public void AMetricWithALabelTwiceIsDroppedAndCounted(string name, byte[] page, string reason)
    {
        Assert.NotEmpty(name);
        var index = Index(page);
        Assert.Equal((1, 1), (index.DroppedMetricCount, index.Metrics.Count));
        var metric = Assert.Single(Read(page)[0].Metrics);
        Assert.Empty(metric.Labels);
        Assert.StartsWith(reason, Refusal(page, ReadMode.Strict)!.Reason, StringComparison.Ordinal);
        Assert.Equal(Refusal(page, ReadMode.Strict), index.FirstDroppedMetric);
    }

    [Fact]
    public void AnEmptyLabelIsNoLabel()
    {
        var family = Read([
            .. Family("g", 1, Metric(Label("a", ""), Label("a", "x"), Gauge(1)), Metric(Bytes(1), Gauge(2))),
            .. Family("h", 4, Metric(Label("le", ""), Bytes(7))),
            .. Family("s", 2, Metric(Label("quantile", "x"), Bytes(4)))]);
        Assert.Equal(2, family[0].Metrics.Count);
        Assert.Empty(family[0].Metrics[1].Labels);
        Assert.Single(family[1].Metrics);
        Assert.Single(family[2].Metrics);
    }

    public static TheoryData<byte[], string> RefusedByAll => new()
    {
        // The wire format.
        { [0x80], "line 1, column 1: the length of a message cut off by the end of the page, near \"80\"" },
        { [0x80, 0x80, 0x80, 0x80, 0x80, 1], "line 1, column 1: the length of a message that is longer than 5 bytes, near \"80 80 80 80 80 01\"" },
        { [5, 0x0a], "line 1, column 1: a message of 5 bytes where the page has only 1, near \"05 0a\"" },
        { [.. Family("g", 1), 3, 0x0a, 5, 0x61], "line 2, column 8: a length that reaches beyond the end of its message, near \"0a 05 61\"" },
        { Delimited([0x0a, 0x80]), "line 1, column 3: an integer cut off by the end of its message, near \"80\"" },
        { Delimited([.. Varint(24), .. Enumerable.Repeat((byte)0xff, 10), 1]), "line 1, column 3: an integer of more than 64 bits, near \"ff ff ff ff ff ff ff ff ff ff 01\"" },
        { Delimited([0x09, 1, 2, 3, 4, 5, 6, 7, 8]), "line 1, column 2: field 1 spelled as eight bytes where bytes with a length is expected, near \"09 01 02 03 04 05 06 07 08\"" },
        { Delimited([0x00, 1]), "line 1, column 2: a field number that is none, near \"00 01\"" },
        { Delimited([0x3c]), "line 1, column 2: the end of a group that has not begun, near \"3c\"" },
        { Delimited([0x3b, 0x08, 1]), "line 1, column 2: a group without an end, near \"3b 08 01\"" },
        { Delimited([0x3e]), "line 1, column 2: a wire type that does not exist, near \"3e\"" },
        { Delimited([0x3d, 1, 2]), "line 1, column 3: a number cut off by the end of its message, near \"01 02\"" },
        { Family("g", 1, Metric(Bytes(2, [0x09, 1]))), "line 1, column 12: a number cut off by the end of its message, in the family g, near \"01\"" },
        { Family("g", 1, Metric(Gauge(1), Bytes(7, Bytes(13, [0x80])))), "line 1, column 24: an integer cut off by the end of its message, in the family g, near \"80\"" },
        { Family("g", 1, Metric(Gauge(1), Bytes(7, Bytes(3, Bytes(3, Bytes(1, Integer(1, 5))))))), "line 1, column 28: field 1 spelled as an integer where bytes with a length is expected, in the family g, near \"08 05\"" },

        // Families.
        { Family("", 1, Metric(Gauge(1))), "line 1, column 2: a family without a name, near \"0a 00 18 01 22 0b 12 09 09 00 00 00 00 00 00 f0 3f\"" },
        { Delimited([.. Bytes(1, [0xff]), .. Metric()]), "line 1, column 4: a family's name that is not valid UTF-8, near \"ff\"" },
        { Delimited([.. Text(1, "g"), .. Bytes(2, [0xff]), .. Metric()]), "line 1, column 7: a HELP text that is not valid UTF-8, near \"ff\"" },
        { Family("g", 6, Metric()), "line 1, column 2: a family of the type 6, which does not exist, near \"0a 01 67 18 06 22 00\"" },

        // Labels.
        { Family("g", 1, Metric(Bytes(1, Text(2, "x")))), "line 1, column 9: a label without a name, in the family g, near \"0a 03 12 01 78\"" },
        { Family("g", 1, Metric(Label("", "x"))), "line 1, column 9: a label without a name, in the family g, near \"0a 05 0a 00 12 01 78\"" },
        { Family("g", 1, Metric(Bytes(1, Bytes(1, [0xc3])))), "line 1, column 9: a label's name that is not valid UTF-8, in the family g, near \"0a 03 0a 01 c3\"" },
        { Family("g", 1, Metric(Bytes(1, Text(1, "a"), Bytes(2, [0xc3])))), "line 1, column 9: a label's value that is not valid UTF-8, in the family g, near \"0a 06 0a 01 61 12 01 c3\"" },

        // Native histograms.
        { Native(Zigzag(5, 9), Bytes(12)), "line 1, column 9: a native histogram of schema 9, which is not between -4 and 8, in the family h, near \"3a 04 28 12 62 00\"" },
        { Native(Bytes(12, Integer(2, 2)), Zigzag(13, 0)), "line 1, column 9: positive spans of 2 native buckets with counts of 1, in the family h, near \"3a 06 62 02 10 02 68 00\"" },
        { Native(Bytes(9, Integer(2, 1))), "line 1, column 9: negative spans of 1 native buckets with counts of 0, in the family h, near \"3a 04 4a 02 10 01\"" },
        { Native(Bytes(12, Integer(2, uint.MaxValue))), "line 1, column 9: positive spans of 4294967295 native buckets with counts of 0, in the family h, near \"3a 08 62 06 10 ff ff ff ff 0f\"" },
        {
            Native(Integer(1, 2), Bytes(12, Integer(2, 1)), Bytes(12, Zigzag(1, -1), Integer(2, 1)), Zigzag(13, 1), Zigzag(13, 0)),
            "line 1, column 9: positive spans of native buckets that overlap, in the family h, near \"3a 10 08 02 62 02 10 01 62 04 08 01 10 01 68 02 68 00\""
        },
        { Native(Bytes(12, Integer(2, 1)), Zigzag(13, -1)), "line 1, column 9: a positive native bucket with a count below zero, in the family h, near \"3a 06 62 02 10 01 68 01\"" },
        { Native(Integer(1, 3), Integer(7, 2)), "line 1, column 9: native buckets with 2 observations in a histogram of 3, in the family h, near \"3a 04 08 03 38 02\"" },
        {
            Native(Integer(1, 1), Number(2, double.NaN), Integer(7, 2)),
            "line 1, column 9: native buckets with 2 observations in a histogram of only 1, in the family h, near \"3a 0d 08 01 11 00 00 00 00 00 00 f8 ff 38 02\""
        },
        {
            Native(Number(4, 1), Number(6, 1), Number(8, -1)),
            "line 1, column 9: a native histogram with a count below zero, in the family h, near \"3a 1b 21 00 00 00 00 00 00 f0 3f 31 00 00 00 00 00 00 f0 3f 41 00 00 00 00 00 00\""
        },
    };

    [Theory]
    [MemberData(nameof(RefusedByAll))]
    public void WhatPrometheusRefusesIsRefusedWithPlaceAndReason(byte[] page, string error)
    {
        Assert.Equal(error, Refusal(page)?.ToString());
        Assert.NotNull(Refusal(page, ReadMode.Strict));
    }

    [Fact]
    public void ObservationsOfNaNFallIntoNoBucket() =>
        Assert.NotNull(Read(Native(Integer(1, 3), Number(2, double.NaN), Integer(7, 2)), ReadMode.Strict)[0].Metrics[0].Histogram!.Native);

    public static TheoryData<byte[], string> RefusedStrictly => new()
    {
        { Delimited([.. Text(1, "g"), .. Bytes(5, [0xff]), .. Metric(Counter(1))]), "a unit that is not valid UTF-8" },
        { Family("g", 1, Metric(Bytes(1), Gauge(1))), "a label without a name, in the family g" },
        { Family("g", 1, Metric(Counter(1))), "a counter where a gauge is expected, in the family g" },
        { Family("g", 1, Metric(Gauge(1), Counter(1))), "a counter where a gauge is expected, in the family g" },
        { Family("s", 2, Metric()), "a metric without a summary, in the family s" },
        { Family("g", 1, Metric(Label("a", "b"), Gauge(1)), Metric(Label("c", ""), Label("a", "b"), Gauge(2))), "the same series twice, in the family g" },
        { [.. Family("g", 1, Metric(Gauge(1), Integer(6, 5))), .. Family("g", 1, Metric(Gauge(2), Integer(6, 5)))], "the same series twice, in the family g" },
        { Family("c", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Bytes(1, Text(2, "x")))))), "a label of an exemplar without a name, in the family c" },
        { Family("c", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("a", "b"), Label("a", "b"))))), "an exemplar with the same label twice, in the family c" },
        { Family("c", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Bytes(1, Text(1, "a"), Bytes(2, [0xff])))))), "a text that is not valid UTF-8, in the family c" },
        { Family("c", 0, Metric(Bytes(3, Number(1, 1), Bytes(3, Integer(2, 1_000_000_000))))), "a timestamp that is not between the years 1 and 9999, in the family c" },
        { Native(Bytes(3, Number(2, 1)), Bytes(3, Number(2, 1))), "buckets of a histogram that are not in the order of their bounds, in the family h" },
        { Native(Bytes(3, Number(2, double.NaN))), "buckets of a histogram that are not in the order of their bounds, in the family h" },
        { Native(Bytes(3, Integer(1, 2)), Bytes(3, Integer(1, 1), Number(2, 1))), "a bucket of a histogram that counts less than the one before it, in the family h" },
        { Native(Number(4, -1)), "a negative count in a histogram, in the family h" },
        { Native(Bytes(12), Bytes(16, Number(2, 1))), "an exemplar of a native histogram without a timestamp, in the family h" },
        { Native(Bytes(12), Number(6, -1)), "a native histogram with a zero threshold that is negative or no number, in the family h" },
        { Native(Bytes(12, Integer(2, 1)), Zigzag(13, 0), Number(14, 0)), "a native histogram with both integer and float counts, in the family h" },
        { Delimited([.. Text(1, "g"), .. Varint(1UL << 33), 1, .. Metric(Counter(1))]), "a field number that is none" },
        { Delimited([.. Text(1, "g"), .. Varint(800), 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2]), "an integer of more than 64 bits" },
    };

    [Theory]
    [MemberData(nameof(RefusedStrictly))]
    public void WhatClientModelForbidsIsRefusedOnlyStrictly(byte[] page, string reason)
    {
        Assert.Null(Refusal(page));
        Assert.Equal(reason, Refusal(page, ReadMode.Strict)?.Reason);
    }

    [Fact]
    public void TheSameSeriesAtTwoTimesIsNotTheSameTwice() =>
        Assert.Null(Refusal(Family("g", 1, Metric(Gauge(1), Integer(6, 5)), Metric(Gauge(1), Integer(6, 6))), ReadMode.Strict));

    [Fact]
    public void TheExcerptIsNoLongerThanOthers()
    {
        var error = Refusal(Family("g", 9, Metric(), Text(2, new string('x', 1000))))!;
        Assert.Equal(ReadError.ExcerptLimit, error.Excerpt.Length);
        Assert.EndsWith(" 78 78", error.Excerpt, StringComparison.Ordinal);
        Assert.Equal((1, 3), (error.Line, error.Column));
    }

    private static byte[] Native(params byte[][] fields) => Family("h", 4, Metric(Bytes(7, fields)));

    /// <summary>Which buckets a histogram has, and how many samples it has in text, where none is behind the one of +Inf.</summary>
    [Theory]
    [InlineData(new double[0], 3)]
    [InlineData(new[] { 1, double.PositiveInfinity }, 4)]
    [InlineData(new[] { double.PositiveInfinity, 1 }, 3)]
    [InlineData(new[] { 1, double.PositiveInfinity, 2, double.PositiveInfinity }, 4)]
    public void BucketsBehindInfinityAreNoSamples(double[] bounds, int count)
    {
        byte[][] histograms = [Bytes(7, [.. bounds.Select(bound => Bytes(3, Integer(1, 1), Number(2, bound)))]), Bytes(7, Integer(1, 1))];
        var page = Family("h", 4, Metric(histograms));
        Assert.Equal(count, Parsed(page).SampleCount);
        var text = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([Unlabeled(page)], ExpositionFormat.Text004).WriteTo(text, ExpositionFormat.Text004);
        Assert.Equal(count, text.WrittenSpan.Count("\nh_"u8));
    }

    [Fact]
    public void FamiliesAreAsLargeAsTheyAreInText()
    {
        byte[] page =
        [
            .. Family("g", 1, Metric(Gauge(1)), Metric(Label("a", "1"), Gauge(2))),
            .. Family("s", 2, Metric(Bytes(4, Integer(1, 1), Bytes(3, Number(1, 0.5))))),
            .. Family("h", 4, Metric(Bytes(7, Integer(1, 1), Bytes(3, Integer(1, 1), Number(2, 1))))),
        ];
        var parsed = Parsed(page);
        Assert.Equal([new FamilySize("h", 4), new FamilySize("s", 3), new FamilySize("g", 2)], parsed.LargestFamilies(3));
        Assert.Equal(9, parsed.SampleCount);
    }
}
