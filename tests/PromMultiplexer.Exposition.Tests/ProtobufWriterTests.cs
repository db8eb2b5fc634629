using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ProtobufWriterTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero).AddTicks(5);

    private static readonly MetricFamily Counters = new()
    {
        Name = "c_total",
        Help = "Help.",
        Type = MetricType.Counter,
        Unit = "u",
        Metrics =
        [
            new Metric
            {
                Labels = [new LabelPair("a", "b")],
                TimestampMilliseconds = -1,
                Counter = new Counter { Value = 1, Exemplar = new Exemplar { Labels = [new LabelPair("t", "x")], Value = 2, Timestamp = Time }, Created = Time },
            },
        ],
    };

    private static readonly MetricFamily Native = new()
    {
        Name = "h",
        Type = MetricType.Histogram,
        Metrics =
        [
            new Metric
            {
                Histogram = new Histogram
                {
                    SampleCount = 3,
                    SampleSum = 1.5,
                    Buckets = [new Bucket { UpperBound = double.PositiveInfinity, CumulativeCount = 3 }],
                    Native = new NativeBuckets
                    {
                        Schema = -1,
                        ZeroThreshold = 0.5,
                        ZeroCount = 1,
                        PositiveSpans = [new BucketSpan(-2, 2)],
                        PositiveDeltas = [1, 0],
                        Exemplars = [new Exemplar { Timestamp = DateTimeOffset.UnixEpoch }],
                    },
                },
            },
        ],
    };

    [Fact]
    public void ACounterIsWrittenAsGoWritesIt() => AssertHex(
        """
        5e
        0a07635f746f74616c 120548656c702e 1800
        2247
          0a06 0a0161 120162
          1a32
            09000000000000f03f
            121c
              0a06 0a0174 120178
              110000000000000040
              1a09 0880e2cfaa06 10f403
            1a09 0880e2cfaa06 10f403
          30ffffffffffffffffff01
        2a0175
        """,
        Counters);

    [Fact]
    public void ANativeHistogramIsWrittenAsGoWritesIt() => AssertHex(
        """
        46
        0a0168 1804
        223f
          3a3d
            0803 11000000000000f83f
            1a0b 0803 11000000000000f07f
            2801 31000000000000e03f 3801
            6204 0803 1002
            6802 6800
            82010b 110000000000000000 1a00
        """,
        Native);

    [Fact]
    public void AHistogramThatObservedNothingGetsASpanThatSaysNothing()
    {
        var family = Histogram(new Histogram { SampleCount = 0, SampleSum = 0, Native = new NativeBuckets { Schema = 3 } });
        AssertHex("27 0a0168 1804 2220 3a1e 0800 110000000000000000 2806 310000000000000000 3800 6204 08001000", family);
        var native = Read(Write([family]), ReadMode.Strict)[0].Metrics[0].Histogram!.Native;
        Assert.Equal([default], native!.PositiveSpans);

        // Where something else tells that it is native, there is none.
        Assert.Empty(Read(Write([Histogram(new Histogram { SampleCount = 1, Native = new NativeBuckets { ZeroCount = 1 } })]))[0].Metrics[0].Histogram!.Native!.PositiveSpans);
        Assert.Empty(Read(Write([Histogram(new Histogram { Native = new NativeBuckets { ZeroThreshold = 1 } })]))[0].Metrics[0].Histogram!.Native!.PositiveSpans);

        // A zero bucket of a float histogram tells nothing: Prometheus does not look at it to find out.
        Assert.NotNull(Read(Write([Histogram(new Histogram { SampleCount = 1, Native = new NativeBuckets { ZeroCount = 1, IsFloat = true } })]))[0].Metrics[0].Histogram!.Native);
    }

    [Theory]
    [InlineData(3.0, false, "sample_count:3")]
    [InlineData(2.5, false, "sample_count_float:2.5")]
    [InlineData(double.NaN, false, "sample_count_float:nan")]
    [InlineData(-1.0, false, "sample_count_float:-1")]
    [InlineData(1e300, false, "sample_count_float:1e+300")]
    [InlineData(3.0, true, "sample_count_float:3")]
    public void ACountIsAnIntegerWhereverItCanBe(double count, bool isFloat, string expected)
    {
        var native = isFloat ? new NativeBuckets { IsFloat = true, ZeroThreshold = 1 } : null;
        Assert.StartsWith(
            $"name:\"h\" type:HISTOGRAM metric:{{histogram:{{{expected}",
            Print([Histogram(new Histogram { SampleCount = count, Native = native })], ExpositionFormat.ProtobufCompactText),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3.0, "cumulative_count:3 upper_bound:1")]
    [InlineData(2.5, "cumulative_count_float:2.5 upper_bound:1")]
    public void ABucketCountsInIntegersWhereverItCan(double count, string expected)
    {
        var text = Print(
            [Histogram(new Histogram { Buckets = [new Bucket { UpperBound = 1, CumulativeCount = count }] })],
            ExpositionFormat.ProtobufCompactText);
        var bucket = text[(text.IndexOf("bucket:{", StringComparison.Ordinal) + "bucket:{".Length)..].TrimEnd('}', '\n');
        Assert.Equal(expected, bucket);
    }

    [Fact]
    public void WhatProtobufHasNoTypeForIsAGauge() => Assert.Equal(
        "name:\"i_info\" type:GAUGE metric:{label:{name:\"v\" value:\"1\"} gauge:{value:1}}\nname:\"s\" type:GAUGE metric:{gauge:{value:0}}\n",
        Print(
            [
                new MetricFamily { Name = "i_info", Type = MetricType.Info, Metrics = [new Metric { Labels = [new LabelPair("v", "1")], Gauge = new Gauge { Value = 1 } }] },
                new MetricFamily { Name = "s", Type = MetricType.StateSet, Metrics = [new Metric { Gauge = new Gauge() }] },
            ],
            ExpositionFormat.ProtobufCompactText));

    [Fact]
    public void TextHasAFieldALine() => Assert.Equal(
        """
        name: "c_total"
        help: "Help."
        type: COUNTER
        metric: {
          label: {
            name: "a"
            value: "b"
          }
          counter: {
            value: 1
            exemplar: {
              label: {
                name: "t"
                value: "x"
              }
              value: 2
              timestamp: {
                seconds: 1700000000
                nanos: 500
              }
            }
            created_timestamp: {
              seconds: 1700000000
              nanos: 500
            }
          }
          timestamp_ms: -1
        }
        unit: "u"

        name: "h"
        type: HISTOGRAM
        metric: {
          histogram: {
            sample_count: 3
            sample_sum: 1.5
            bucket: {
              cumulative_count: 3
              upper_bound: inf
            }
            schema: -1
            zero_threshold: 0.5
            zero_count: 1
            positive_span: {
              offset: -2
              length: 2
            }
            positive_delta: 1
            positive_delta: 0
            exemplars: {
              value: 0
              timestamp: {}
            }
          }
        }


        """,
        Print([Counters, Native], ExpositionFormat.ProtobufText));

    [Fact]
    public void CompactTextHasAFamilyALine() => Assert.Equal(
        "name:\"c_total\" help:\"Help.\" type:COUNTER metric:{label:{name:\"a\" value:\"b\"} counter:{value:1 exemplar:{label:{name:\"t\" value:\"x\"} value:2 "
        + "timestamp:{seconds:1700000000 nanos:500}} created_timestamp:{seconds:1700000000 nanos:500}} timestamp_ms:-1} unit:\"u\"\n"
        + "name:\"h\" type:HISTOGRAM metric:{histogram:{sample_count:3 sample_sum:1.5 bucket:{cumulative_count:3 upper_bound:inf} schema:-1 zero_threshold:0.5 "
        + "zero_count:1 positive_span:{offset:-2 length:2} positive_delta:1 positive_delta:0 exemplars:{value:0 timestamp:{}}}}\n",
        Print([Counters, Native], ExpositionFormat.ProtobufCompactText));

    [Fact]
    public void TextsAreEscapedAsGoEscapesThem() => Assert.Equal(
        "name:\"a\\\"b\\\\c'd\\n\\r\\t\\x01\\x7f\\u0085ü日😀\\xff\"\n",
        Print(Delimited(Bytes(1, "a\"b\\c'd\n\r\t\u0001\u007f\u0085ü日😀"u8.ToArray(), [0xff]))));

    [Fact]
    public void UnknownFieldsAreTextToo() => Assert.Equal(
        "name:\"g\" type:GAUGE metric:{gauge:{value:1} 9:\"x\"} 100:18446744073709551615 101:0x3ff0000000000000 103:0x1\n",
        Print(Delimited([
            .. Integer(100, ulong.MaxValue), .. Number(101, 1), .. Varint((103 << 3) | 5), 1, 0, 0, 0,
            .. Varint((104 << 3) | 3), .. Varint((104 << 3) | 4),
            .. Metric(Text(9, "x"), Gauge(1)), .. Integer(3, 1), .. Text(1, "g")])));

    /// <summary>Protobuf's readers take them for one; those of its text form refuse what is there twice.</summary>
    [Theory]
    [InlineData("counter:{value:1 exemplar:{label:{name:\"t\" value:\"1\"} label:{name:\"u\" value:\"2\"} value:3}} timestamp_ms:6", ExpositionFormat.ProtobufCompactText)]
    [InlineData("counter: {\n    value: 1\n    exemplar: {\n      label: {\n        name: \"t\"\n        value: \"1\"\n      }\n      label: {\n        name: \"u\"\n        value: \"2\"\n      }\n      value: 3\n    }\n  }\n  timestamp_ms: 6\n", ExpositionFormat.ProtobufText)]
    public void WhatComesAgainIsTextOnce(string expected, ExpositionFormat format)
    {
        var page = Family("c", 0, Metric(
            Bytes(3, Number(1, 1), Bytes(2, Label("t", "1"), Number(2, 2))), Integer(6, 5), Bytes(3, Bytes(2, Label("u", "2"), Number(2, 3))), Integer(6, 6)));
        Assert.Contains(expected, Print(page, format), StringComparison.Ordinal);
        Assert.Equal(1, Print(page, format).Split("timestamp_ms").Length - 1);
    }

    [Fact]
    public void AMessageWithoutFieldsIsAnEmptyLine() => Assert.Equal("\n\n", Print([0, 0]));

    private static MetricFamily Histogram(Histogram histogram) =>
        new() { Name = "h", Type = MetricType.Histogram, Metrics = [new Metric { Histogram = histogram }] };

    private static void AssertHex(string expected, MetricFamily family) =>
        Assert.Equal(Convert.ToHexStringLower(Hex(expected)), Convert.ToHexStringLower(Write([family])));
}
