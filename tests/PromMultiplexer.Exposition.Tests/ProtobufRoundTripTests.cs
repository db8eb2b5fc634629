using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ProtobufRoundTripTests
{
    private const int Rounds = 500;

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var families = new RandomFamilies(seed).Next();
            var page = Write(families);
            var again = Read(page, ReadMode.Strict);
            Assert.Equal(families.Select(Dump), again.Select(Dump));
            Assert.Equal(page, Write(again));
        }
    }

    [Fact]
    public void LabelingBytesIsLabelingObjects()
    {
        var injector = new LabelInjector("container", "größe \"q\"");
        for (var seed = 0; seed < Rounds; seed++)
        {
            var families = new RandomFamilies(seed).Next();
            var index = Index(Write(families));
            Assert.Null(new ProtobufLabelInjection(injector).Label(index, out var collisions));
            Assert.Equal(0, collisions);
            var labeled = families.Select(family => injector.Label(family)!).ToList();
            Assert.Equal(labeled.Select(WithoutEmptyTexts).Select(Dump), Read(Merge(index)).Select(Dump));
            Assert.Equal(labeled.Select(Dump), ProtobufFamilyReader.ToFamilies(index).Select(Dump));
        }
    }

    [Fact]
    public void AnIntegerOf64BitsIsNotRounded()
    {
        const ulong Count = (1UL << 53) + 1;
        var family = new MetricFamily
        {
            Name = "h",
            Type = MetricType.Histogram,
            Metrics = [new Metric { Histogram = new Histogram { ExactSampleCount = Count, Buckets = [new Bucket { UpperBound = 1, ExactCumulativeCount = Count }] } }],
        };
        var histogram = Read(Write([family]))[0].Metrics[0].Histogram!;
        Assert.Equal((Count, Count), (histogram.ExactSampleCount, histogram.Buckets[0].ExactCumulativeCount));
        Assert.Equal((double)Count, histogram.SampleCount);
    }

    /// <summary>A family as merging leaves it: an empty HELP text or unit says nothing.</summary>
    private static MetricFamily WithoutEmptyTexts(MetricFamily family) => new()
    {
        Name = family.Name,
        Help = family.Help is "" ? null : family.Help,
        Unit = family.Unit is "" ? null : family.Unit,
        Type = family.Type,
        Metrics = family.Metrics,
    };
}
