using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Model;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Strict reading, which looks at a metric while it is read, finds what looking at all of it again and again finds.</summary>
public sealed class StrictMessageTests
{
    private static readonly double[] s_bounds = [1, 2, 3, double.PositiveInfinity, double.NaN];

    private readonly Random _random = new(23);

    [Fact]
    public void RandomMetricsAreRefusedForTheSameReasons()
    {
        var reasons = new HashSet<string>();
        for (var rounds = Effort.Rounds(60_000); rounds > 0; rounds--)
        {
            byte[] page = [.. Some(2, _ => NewFamily()).SelectMany(family => family)];
            if (Refusal(page) is not null)
            {
                continue;
            }

            var expected = new StrictMessageModel().FindFault(page);
            var reason = Refusal(page, ReadMode.Strict)?.Reason;
            Assert.True(expected == reason?.Split(", in the family ")[0], $"{Convert.ToHexString(page)}: {reason}, not {expected}");
            reasons.Add(expected ?? "");
        }

        // Nothing, a value of another type for each pair of them, none for each type, and nine that look closer.
        Assert.Equal(1 + (5 * 4) + 5 + 9, reasons.Count);
    }

    private byte[] NewFamily()
    {
        var type = _random.Next(6);
        return Family("m", (ulong)type, [.. Some(3, _ => Metric(NewMetric(type)))]);
    }

    private byte[][] NewMetric(int type)
    {
        // Counter, gauge, summary, untyped, histogram, gauge histogram.
        int[] fields = [3, 2, 4, 5, 7, 7];
        byte[][] metric =
        [
            .. Some(2, i => Label(i == 0 ? "a" : "b", Pick("", "x", "y", "ü"))),
            .. Some(2, _ => NewValue(_random.Next(20) == 0 ? Pick(2, 3, 4, 5, 7) : fields[type])),
            .. Maybe(8, () => Integer(6, (ulong)_random.Next(3))),
        ];
        if (_random.Next(3) == 0)
        {
            _random.Shuffle(metric);
        }

        return metric;
    }

    private byte[] NewValue(int field) => Bytes(field, field switch
    {
        3 => [Number(1, 1), .. Maybe(2, () => NewExemplar(2)), .. Maybe(8, () => NewExemplar(2))],
        7 => NewHistogram(),
        4 => [Integer(1, 1), .. Maybe(2, () => Bytes(3, Number(1, 0.5), Number(2, 1)))],
        _ => [Number(1, 1)],
    });

    private byte[][] NewHistogram()
    {
        var at = 0;
        byte[][] fields =
        [
            .. Maybe(8, () => Number(4, Pick(-1, 0, 1))),
            .. Some(3, _ => Bytes(3, [
                .. Maybe(2, () => Integer(1, (ulong)_random.Next(2))),
                Number(2, _random.Next(8) == 0 ? s_bounds[_random.Next(s_bounds.Length)] : s_bounds[at++]),
                .. Maybe(8, () => Number(4, Pick(-1, 0, 0.5, 2, double.NaN))),
                .. Maybe(4, () => NewExemplar(3)),
                .. Maybe(8, () => NewExemplar(3)),
            ])),
            .. Maybe(8, () => Bytes(12)),
            .. Maybe(8, () => Number(6, Pick(-1, 0, 1, double.NaN))),
            .. Maybe(20, () => Integer(7, 0)),
            .. Maybe(20, () => Number(8, Pick(0, 0.5))),
            .. Maybe(8, () => NewExemplar(16)),
            .. Maybe(16, () => NewExemplar(16)),
            .. Maybe(8, () => Bytes(12, Integer(2, 1))),
            .. Maybe(8, () => Zigzag(13, 0)),
            .. Maybe(8, () => Bytes(13)),
            .. Maybe(8, () => Number(14, 0)),
            .. Maybe(20, () => Number(11, 0)),
        ];
        if (_random.Next(3) == 0)
        {
            _random.Shuffle(fields);
        }

        return fields;
    }

    private byte[] NewExemplar(int field) => Bytes(field, [
        .. Some(2, _ => _random.Next(8) == 0 ? Bytes(1, Text(2, "x")) : Label(Pick("a", "b", "c", "d", "e", "f"), Pick("", "x"))),
        Number(2, 1),
        .. _random.Next(4) == 0 ? Array.Empty<byte[]>() : [Bytes(3, Integer(1, 1))],
    ]);

    private byte[][] Some(int most, Func<int, byte[]> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(make)];

    /// <summary>One time in so many.</summary>
    private byte[][] Maybe(int rate, Func<byte[]> make) => _random.Next(rate) == 0 ? [make()] : [];

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
