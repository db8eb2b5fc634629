namespace PromMultiplexer.Exposition.Tests;

/// <summary>Families with everything that client_model can say, the same for the same seed, none of which strict reading refuses.</summary>
internal sealed class RandomFamilies(int seed)
{
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 0.1, 1e-9, 1e21, 123456789, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly ulong[] Counts = [0, 1, 127, 128, 1UL << 53, (1UL << 53) + 1, ulong.MaxValue];

    private static readonly string[] Texts = ["", "x", "C:\\dir \"q\"\n\t\r\u0001\u007f\u0085", "größe", "日本語", "\ud83d\ude00", new string('y', 300)];

    private readonly Random _random = new(seed);

    public List<MetricFamily> Next() => Some(6, i => Family($"{Pick(Texts)}_{i}"));

    private MetricFamily Family(string name)
    {
        var type = Pick([MetricType.Counter, MetricType.Gauge, MetricType.Summary, MetricType.Untyped, MetricType.Histogram, MetricType.GaugeHistogram]);
        return new MetricFamily
        {
            Name = name,
            Help = Maybe(() => Pick(Texts)),
            Unit = Maybe(() => Pick(Texts)),
            Type = type,
            Metrics = Some(4, i => Metric(type, i)),
        };
    }

    private Metric Metric(MetricType type, int number) => new()
    {
        // The first label keeps the series apart.
        Labels = [new LabelPair("number", $"{number}"), .. Some(4, i => new LabelPair($"{Pick(Texts)}{i}", Pick(Texts)))],
        TimestampMilliseconds = _random.Next(3) == 0 ? Pick([1L, -1L, long.MaxValue, long.MinValue, 1_700_000_000_123]) : null,
        Counter = type != MetricType.Counter ? null : new Counter { Value = Number(), Exemplar = Maybe(() => Exemplar()), Created = Time() },
        Gauge = type != MetricType.Gauge ? null : new Gauge { Value = Number() },
        Untyped = type != MetricType.Untyped ? null : new Untyped { Value = Number() },
        Summary = type != MetricType.Summary ? null : new Summary
        {
            ExactSampleCount = Pick(Counts),
            SampleSum = Number(),
            Quantiles = Some(3, _ => new Quantile(Number(), Number())),
            Created = Time(),
        },
        Histogram = type is MetricType.Histogram or MetricType.GaugeHistogram ? Histogram() : null,
    };

    private Histogram Histogram()
    {
        var isFloat = _random.Next(2) == 0;
        var native = Maybe(() => Native(isFloat));
        var sum = Number();
        var positive = Total(native?.PositiveDeltas);
        var negative = Total(native?.NegativeDeltas);
        return new Histogram
        {
            SampleCount = isFloat ? 2.5 : 0,
            ExactSampleCount = isFloat ? null : native is null ? Pick(Counts) : positive + negative + native.ExactZeroCount!.Value,
            SampleSum = sum,
            Buckets = Some(4, i => new Bucket
            {
                UpperBound = i == 3 ? double.PositiveInfinity : i,
                CumulativeCount = i + 0.5,
                ExactCumulativeCount = isFloat ? null : (1UL << 60) + (ulong)i,
                Exemplar = Maybe(() => Exemplar()),
            }),
            Native = native,
            Created = Time(),
        };
    }

    private NativeBuckets Native(bool isFloat)
    {
        var positive = Some(3, i => new BucketSpan(_random.Next(i == 0 ? -5 : 0, 5), (uint)_random.Next(4)));
        var negative = Some(3, i => new BucketSpan(_random.Next(i == 0 ? -5 : 0, 5), (uint)_random.Next(4)));
        return new NativeBuckets
        {
            Schema = _random.Next(-4, 9),
            ZeroThreshold = Pick([0, 1e-128, 0.5]),
            ZeroCount = isFloat ? 0.5 : 0,
            ExactZeroCount = isFloat ? null : (ulong)_random.Next(3),

            // Without any span it would be written with one that says nothing, and read with it.
            PositiveSpans = positive.Count + negative.Count == 0 ? [default] : positive,
            PositiveDeltas = isFloat ? [] : Deltas(positive),
            PositiveCounts = isFloat ? FloatCounts(positive) : [],
            NegativeSpans = negative,
            NegativeDeltas = isFloat ? [] : Deltas(negative),
            NegativeCounts = isFloat ? FloatCounts(negative) : [],
            IsFloat = isFloat,
            Exemplars = Some(2, _ => Exemplar(DateTimeOffset.UnixEpoch.AddTicks(_random.Next()))),
        };
    }

    private Exemplar Exemplar(DateTimeOffset? time = null) => new()
    {
        Labels = Some(3, i => new LabelPair($"l{i}", Pick(Texts))),
        Value = Number(),
        Timestamp = time ?? Time(),
    };

    private List<long> Deltas(List<BucketSpan> spans)
    {
        var deltas = new List<long>();
        var last = 0L;
        for (var left = spans.Sum(span => span.Length); left > 0; left--)
        {
            var count = Pick([0L, 1L, 1L << 40]);
            deltas.Add(count - last);
            last = count;
        }

        return deltas;
    }

    private List<double> FloatCounts(List<BucketSpan> spans) =>
        [.. Enumerable.Range(0, (int)spans.Sum(span => span.Length)).Select(_ => Pick([0, 0.5, 1e300]))];

    private static ulong Total(IReadOnlyList<long>? deltas)
    {
        var total = 0UL;
        var last = 0L;
        foreach (var delta in deltas ?? [])
        {
            last += delta;
            total += (ulong)last;
        }

        return total;
    }

    private double Number() => Pick(Numbers);

    private DateTimeOffset? Time() => _random.Next(2) == 0
        ? Pick([DateTimeOffset.UnixEpoch, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch.AddTicks(-1), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)])
        : null;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private T? Maybe<T>(Func<T> make)
        where T : class => _random.Next(2) == 0 ? make() : null;

    private List<T> Some<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(make)];
}
