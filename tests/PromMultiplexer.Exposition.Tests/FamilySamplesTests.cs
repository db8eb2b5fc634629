using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>What is told of samples by the places that the index knows is what their lines say when they are read again.</summary>
public sealed class FamilySamplesTests
{
    private readonly ParsedExposition _page = new();
    private int _known;
    private int _again;

    [Fact]
    public void OnPagesOfText()
    {
        var clashing = new OddPages(new Random(81), OddPages.ClashingNames);
        var wide = new OddPages(new Random(82), OddPages.WideNames);
        for (var rounds = Effort.Rounds(3_000); rounds > 0; rounds--)
        {
            Check(clashing.Next(), ExpositionFormat.Text004);
            Check(wide.Next(), ExpositionFormat.Text004);
        }

        Assert.True(_known > 1000 && _again > 1000, $"{_known} samples, {_again} families with something that comes again");
    }

    [Fact]
    public void OnPagesOfOpenMetrics()
    {
        foreach (var page in KnownPages.OpenMetrics)
        {
            Check(page, ExpositionFormat.OpenMetrics100);
        }

        var damaged = new Mutator(new Random(83), KnownPages.OpenMetrics, [.. Mutator.TextTokens, .. Mutator.OpenMetricsTokens]);
        for (var rounds = Effort.Rounds(6_000); rounds > 0; rounds--)
        {
            Check(KnownPages.Ended(damaged.Next()), ExpositionFormat.OpenMetrics100);
        }

        for (var seed = 0; seed < Effort.Rounds(200); seed++)
        {
            var output = new ArrayBufferWriter<byte>();
            MetricFamilyWriter.Write(new RandomFamilies(seed).Next(), ExpositionFormat.OpenMetrics100, output, NameEscaping.AllowUtf8);
            Check(output.WrittenSpan.ToArray(), ExpositionFormat.OpenMetrics100);
        }

        Assert.True(_known > 1000, $"{_known}");
    }

    [SharedDataFact("payloads")]
    public void OnRealPages()
    {
        foreach (var page in KnownPages.Payloads())
        {
            Check(page, ExpositionFormat.Text004);
        }
    }

    /// <summary>Long labels, many labels, labels in any order, and the end of a page right behind them.</summary>
    [Theory]
    [InlineData("a{b=\"c\"} 1", "a{b=\"c\"} 2", true)]
    [InlineData("a{b=\"c\"} 1", "a{b=\"cc\"} 2", false)]
    [InlineData("a{b=\"c\",d=\"e\"} 1", "a{d=\"e\",b=\"c\"} 2", true)]
    [InlineData("a{b=\"c\",d=\"e\"} 1", "a{d=\"c\",b=\"e\"} 2", false)]
    [InlineData("a{b=\"\\\\\"} 1", "a{b=\"\\\"\"} 2", false)]
    [InlineData("a{b=\"1\",le=\"1\"} 1", "a{b=\"1\",le=\"2\"} 2", false)]
    [InlineData("a 1", "a{} 2", true)]
    [InlineData("a 1", "a{b=\"\"} 2", false)]
    public void OnTwoSamples(string first, string second, bool areSame)
    {
        foreach (var length in (ReadOnlySpan<int>)[0, 1, 8, 30, 64, 200])
        {
            var more = length == 0 ? "" : $"l=\"{new string('v', length)}\",m=\"\",";
            var page = $"{first.Replace("{", $"{{{more}", StringComparison.Ordinal)}\n{second.Replace("{", $"{{{more}", StringComparison.Ordinal)}\n";
            Check(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004);
            if (length == 0)
            {
                Assert.Equal(areSame, ScatteredMetrics.OrTwinsAreIn(_page, _page.Families[0], default));
            }
        }
    }

    private void Check(byte[] page, ExpositionFormat format)
    {
        if (ExpositionReader.Read(page, format, ReadMode.Tolerant, _page) is null)
        {
            foreach (ref var family in _page.Families.AsSpan())
            {
                if (Difference(family) is { } difference)
                {
                    Assert.Fail($"{ReaderAgreement.Show(page)}\n{difference}");
                }
            }
        }
    }

    private string? Difference(in FamilyEntry family)
    {
        Span<ulong> scratch = stackalloc ulong[ScatteredMetrics.Scratch];
        foreach (var isSeriesToo in (ReadOnlySpan<bool>)[false, true])
        {
            var comesAgain = ScatteredMetrics.ComesAgain(_page, family, isSeriesToo, scratch);
            if (comesAgain != ScatteredMetrics.ComesAgainAnywhere(_page, family, isSeriesToo))
            {
                return $"Something comes again, series too {isSeriesToo}: {comesAgain}";
            }

            _again += comesAgain ? 1 : 0;
        }

        var bound = SampleFit.BoundOf(family.Type);
        var before = default(MetricPlace);
        var lineBefore = default(SampleLine);
        ReadOnlySpan<byte> boundBefore = default;
        var samples = new FamilySamples(_page, family, bound: bound);
        for (var count = 0; samples.MoveNext(); count++)
        {
            var line = new SampleLine(samples.Line);
            var place = samples.Metric;
            var ownBound = MetricIdentity.BoundOf(family.Type, samples.Kind);
            if (!samples.Value.SequenceEqual(line.Value)
                || !samples.TimestampOf(place).SequenceEqual(line.Timestamp)
                || samples.Hash(place) != MetricIdentity.HashOf(line, ownBound, out _)
                || samples.TryGetBound(place, out var value) != TryFind(line, ownBound, out var expected)
                || !value.SequenceEqual(expected)
                || (count > 0 && samples.AreSame(before, place) != MetricIdentity.AreSame(lineBefore, boundBefore, line, ownBound)))
            {
                return Encoding.Latin1.GetString(samples.Line);
            }

            _known += place.IsKnown ? 1 : 0;
            before = place;
            lineBefore = line;
            boundBefore = ownBound;
        }

        return null;
    }

    private static bool TryFind(SampleLine line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(name))
                {
                    value = label.Value;
                    return true;
                }
            }
        }

        value = default;
        return false;
    }
}
