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
            Assert.Equal(families.SelectMany(HistogramMessages.Of).Select(Dump), again.Select(Dump));
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
            var page = Labeled(Write(families), "größe \"q\"");
            Assert.Equal(0, page.CollisionCount);
            var labeled = families.Where(family => family.Metrics.Count > 0)
                .Select(family => WithoutEmptyTexts(injector.Label(family)!))
                .OrderBy(family => family.Name, StringComparer.Ordinal)
                .ToList();
            Assert.Equal(labeled.SelectMany(HistogramMessages.Of).Select(WithoutStrayUnit).Select(Dump), Read(Merge(page)).Select(Dump));
            Assert.Equal(labeled.Select(Dump), new FamilyMerger().Merge([page], ExpositionFormat.Protobuf).ToFamilies().Select(Dump));
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

    /// <summary>A family as it is written: a unit that is not the end of the name would cost the whole page.</summary>
    private static MetricFamily WithoutStrayUnit(MetricFamily family) => new()
    {
        Name = family.Name,
        Help = family.Help,
        Unit = family.Unit is { } unit && family.Name.EndsWith("_" + unit, StringComparison.Ordinal) ? unit : null,
        Type = family.Type,
        Metrics = family.Metrics,
    };
}
