using System.Buffers;
using System.Text;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Random families with all that client_model can say, written, read and written again in each format that has a reader.</summary>
public sealed class RandomRoundTripTests
{
    private const int Rounds = 300;

    /// <summary>Times beyond this are not told in seconds to the millisecond.</summary>
    private const long Limit = 1L << 53;

    public static TheoryData<ExpositionFormat> Formats => new()
    {
        ExpositionFormat.Text004, ExpositionFormat.Text100, ExpositionFormat.OpenMetrics001, ExpositionFormat.OpenMetrics100, ExpositionFormat.Protobuf,
    };

    /// <summary>What a format cannot carry is gone after the first time, and what it can stays from then on.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void WhatWasReadIsWrittenAsItWas(ExpositionFormat format)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var page = Write(Read(Write(new RandomFamilies(seed).Next(), format), format, seed), format);
            var families = Read(page, format, seed);
            var again = Write(families, format);
            Assert.True(page.AsSpan().SequenceEqual(again), $"seed {seed}:\n{Encoding.UTF8.GetString(page)}\nand then\n{Encoding.UTF8.GetString(again)}");
            Assert.Equal(families.Select(Dump), Read(again, format, seed).Select(Dump));
        }
    }

    /// <summary>Single values are not lost, whatever their names, labels, values and times are.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void GaugesAndValuesOfUnknownTypeAreKept(ExpositionFormat format)
    {
        var isText = format is ExpositionFormat.Text004 or ExpositionFormat.Text100;
        var count = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var written = new RandomFamilies(seed).Next();
            var expected = written.SelectMany(Values).Where(value => !(isText && value.Time < 0) && value.Time is null or > -Limit and < Limit).Select(value => value.Series).ToList();
            var actual = Read(Write(written, format), format, seed).SelectMany(Values).Select(value => value.Series).ToHashSet();
            Assert.True(expected.TrueForAll(actual.Contains), $"seed {seed}: {string.Join('\n', expected.Except(actual))}");
            count += expected.Count;
        }

        Assert.True(count > Rounds);
    }

    private static IEnumerable<(string Series, long? Time)> Values(MetricFamily family) =>
        from metric in family.Metrics
        let value = metric.Gauge?.Value ?? metric.Untyped?.Value
        where value is not null
        let labels = metric.Labels.Where(label => label.Value.Length > 0).Select(label => label.ToString()).Order(StringComparer.Ordinal)
        select ($"{family.Type} {family.Name}{{{string.Join(',', labels)}}} {value} {metric.TimestampMilliseconds}", metric.TimestampMilliseconds);

    private static byte[] Write(IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, format, output, NameEscaping.AllowUtf8);
        return output.WrittenSpan.ToArray();
    }

    private static IReadOnlyList<MetricFamily> Read(byte[] page, ExpositionFormat format, int seed)
    {
        var error = MetricFamilyReader.Read(page, format, ReadMode.Tolerant, out var families);
        Assert.True(error is null, $"seed {seed}: {error}");
        return families;
    }
}
