using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Families through every format that is read and written.</summary>
public sealed class MetricFamilyFormatTests
{
    private static readonly MetricFamily[] Families =
    [
        new()
        {
            Name = "jobs_total",
            Help = "Jobs \"done\".",
            Type = MetricType.Counter,
            Metrics = [new Metric { Labels = [new LabelPair("a", "b\n")], Counter = new Counter { Value = 3.5 } }],
        },
        new()
        {
            Name = "latency_seconds",
            Type = MetricType.Histogram,
            Metrics =
            [
                new Metric
                {
                    Histogram = new Histogram
                    {
                        SampleCount = 3,
                        SampleSum = 1.5,
                        Buckets = [new Bucket { UpperBound = 0.5, CumulativeCount = 2 }, new Bucket { UpperBound = double.PositiveInfinity, CumulativeCount = 3 }],
                    },
                },
            ],
        },
        new() { Name = "queue", Type = MetricType.Gauge, Metrics = [new Metric { Gauge = new Gauge { Value = -1 }, TimestampMilliseconds = 1234 }] },
    ];

    [Theory]
    [InlineData(ExpositionFormat.Text004)]
    [InlineData(ExpositionFormat.Text100)]
    [InlineData(ExpositionFormat.OpenMetrics001)]
    [InlineData(ExpositionFormat.OpenMetrics100)]
    [InlineData(ExpositionFormat.Protobuf)]
    public void WhatIsWrittenIsReadAgain(ExpositionFormat format)
    {
        var page = Write(Families, format);
        Assert.Null(MetricFamilyReader.Read(page, format, ReadMode.Strict, out var families));
        Assert.Equal(Encoding.UTF8.GetString(Write(Families, ExpositionFormat.Text004)), Encoding.UTF8.GetString(Write(families, ExpositionFormat.Text004)));
    }

    [Fact]
    public void FamiliesThatHaveOneNameInOpenMetricsAreNotTakenForEachOther()
    {
        MetricFamily[] families =
        [
            new() { Name = "c", Type = MetricType.Gauge, Metrics = [new Metric { Gauge = new Gauge { Value = 1 } }] },
            new() { Name = "c_total", Help = "Help.", Type = MetricType.Counter, Metrics = [new Metric { Counter = new Counter { Value = 2, Created = DateTimeOffset.UnixEpoch } }] },
            new() { Name = "c_info", Type = MetricType.Info, Metrics = [new Metric { Gauge = new Gauge { Value = 1 } }] },
        ];
        Assert.Equal(
            "# TYPE c gauge\nc 1.0\n# TYPE c_info gauge\nc_info 1.0\n# HELP c_total Help.\n# TYPE c_total unknown\nc_total 2.0\n# EOF\n",
            Encoding.UTF8.GetString(Write(families, ExpositionFormat.OpenMetrics100)));
    }

    [Theory]
    [InlineData(ExpositionFormat.Text004, "x\n", "line 1, column 2: expected a value")]
    [InlineData(ExpositionFormat.OpenMetrics100, "x 1\n", "line 2, column 1: the page does not end with # EOF")]
    public void WhatIsRefusedLeavesNothing(ExpositionFormat format, string page, string error)
    {
        Assert.Equal(error, MetricFamilyReader.Read(Encoding.UTF8.GetBytes(page), format, ReadMode.Tolerant, out var families)?.ToString());
        Assert.Empty(families);
    }

    [Fact]
    public void ProtobufIsReadAsProtobuf()
    {
        Assert.NotNull(MetricFamilyReader.Read("x 1\n"u8.ToArray(), ExpositionFormat.Protobuf, ReadMode.Tolerant, out var families));
        Assert.Empty(families);
    }

    [Fact]
    public void FormatsThatAreOnlyWrittenAreNotRead() => Assert.Throws<NotSupportedException>(() =>
        MetricFamilyReader.Read("x"u8.ToArray(), ExpositionFormat.ProtobufText, ReadMode.Tolerant, out _));

    private static byte[] Write(IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, format, output);
        return output.WrittenSpan.ToArray();
    }
}
