using System.Text;

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>
/// What strict reading minds about the metrics on a page that tolerant reading takes, found slowly: a metric is taken apart into
/// its fields, and each rule looks at all of them.
/// </summary>
internal sealed class StrictMessageModel
{
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the first metric that is; <see langword="null"/> where none is.</summary>
    public string? FindFault(byte[] page)
    {
        for (var at = 0; at < page.Length;)
        {
            Assert.Null(DelimitedPage.NextMessage(page, ref at, out var message));
            var family = Fields(page.AsSpan(message.Start, message.Length));
            var type = (int)Last(family, ClientModel.Family.Type);
            foreach (var metric in family.Where(field => field.Number == ClientModel.Family.Metric))
            {
                if (FindFault(Encoding.UTF8.GetString(family.Last(field => field.Number == ClientModel.Family.Name).Bytes), type, Fields(metric.Bytes)) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private string? FindFault(string name, int type, List<Field> metric)
    {
        // Counter, gauge, summary, untyped, histogram, gauge histogram.
        int[] fields = [3, 2, 4, 5, 7, 7];
        string[] names = ["", "", "gauge", "counter", "summary", "untyped", "", "histogram"];
        var expected = fields[type];
        var values = metric.Where(field => field.Number is 2 or 3 or 4 or 5 or 7).ToList();
        if (values.Find(field => field.Number != expected) is { } wrong)
        {
            return $"a {names[wrong.Number]} where a {names[expected]} is expected";
        }

        if (values.Count == 0)
        {
            return $"a metric without a {names[expected]}";
        }

        // A message that comes again adds to the first.
        var value = values.SelectMany(field => Fields(field.Bytes)).ToList();
        return (type == 0 ? FindWrongExemplar(Merged(value, ClientModel.Counter.Exemplar)) : type >= 4 ? FindWrongHistogram(value) : null)
            ?? (IsFirst(name, metric) ? null : "the same series twice");
    }

    private static string? FindWrongHistogram(List<Field> histogram)
    {
        var native = Last(histogram, ClientModel.Histogram.ZeroThreshold) > 0
            || Last(histogram, ClientModel.Histogram.ZeroCount) > 0
            || histogram.Exists(field => field.Number is ClientModel.Histogram.PositiveSpan or ClientModel.Histogram.NegativeSpan);
        var exemplars = histogram.Where(field => native && field.Number == ClientModel.Histogram.Exemplar).Select(field => Fields(field.Bytes)).ToList();
        if (exemplars.Exists(exemplar => !exemplar.Exists(field => field.Number == ClientModel.Exemplar.Timestamp)))
        {
            return "an exemplar of a native histogram without a timestamp";
        }

        var buckets = histogram.Where(field => field.Number == ClientModel.Histogram.Bucket).Select(field => Fields(field.Bytes)).ToList();
        var all = buckets.Select(bucket => Merged(bucket, ClientModel.Bucket.Exemplar)).Concat(exemplars);
        if (all.Select(FindWrongExemplar).FirstOrDefault(wrong => wrong is not null) is { } wrongExemplar)
        {
            return wrongExemplar;
        }

        var count = Last(histogram, ClientModel.Histogram.SampleCountFloat);
        var zeros = Last(histogram, ClientModel.Histogram.ZeroCountFloat);
        var isFloat = native ? count > 0 || zeros > 0 : count != 0;
        if (isFloat && count < 0)
        {
            return "a negative count in a histogram";
        }

        for (var i = 0; i < buckets.Count; i++)
        {
            var bound = Last(buckets[i], ClientModel.Bucket.UpperBound);
            if (double.IsNaN(bound) || (i > 0 && !(bound > Last(buckets[i - 1], ClientModel.Bucket.UpperBound))))
            {
                return "buckets of a histogram that are not in the order of their bounds";
            }

            if (!(CountOf(buckets[i]) >= (i > 0 ? CountOf(buckets[i - 1]) : 0)))
            {
                return "a bucket of a histogram that counts less than the one before it";
            }
        }

        int[] others = isFloat
            ? [ClientModel.Histogram.PositiveDelta, ClientModel.Histogram.NegativeDelta]
            : [ClientModel.Histogram.PositiveCount, ClientModel.Histogram.NegativeCount];
        return !native ? null
            : !(Last(histogram, ClientModel.Histogram.ZeroThreshold) >= 0) ? "a native histogram with a zero threshold that is negative or no number"
            : histogram.Exists(field => others.Contains(field.Number) && !(field.Type == WireType.Bytes && field.Bytes.Length == 0))
                ? "a native histogram with both integer and float counts"
            : null;
    }

    private static double CountOf(List<Field> bucket) => Last(bucket, ClientModel.Bucket.CumulativeCountFloat) is var count && count != 0
        ? count
        : Last(bucket, ClientModel.Bucket.CumulativeCount);

    private static string? FindWrongExemplar(List<Field> exemplar)
    {
        var names = exemplar
            .Where(field => field.Number == ClientModel.Exemplar.Label)
            .Select(label => Encoding.UTF8.GetString(Fields(label.Bytes).LastOrDefault(field => field.Number == 1)?.Bytes ?? []))
            .ToList();
        return names.Contains("") ? "a label of an exemplar without a name"
            : names.Distinct().Count() < names.Count ? "an exemplar with the same label twice"
            : null;
    }

    private bool IsFirst(string name, List<Field> metric)
    {
        var labels = metric
            .Where(field => field.Number == ClientModel.Metric.Label)
            .Select(label => Fields(label.Bytes))
            .Select(label => (Name: TextOf(label, 1), Value: TextOf(label, 2)))
            .Where(label => label.Value.Length > 0)
            .Order();
        return _series.Add($"{name} {string.Join(' ', labels)} {Last(metric, ClientModel.Metric.TimestampMilliseconds)}");

        static string TextOf(List<Field> label, int number) => Encoding.UTF8.GetString(label.LastOrDefault(field => field.Number == number)?.Bytes ?? []);
    }

    /// <summary>The fields of all messages that one field of another has.</summary>
    private static List<Field> Merged(List<Field> message, int number) =>
        [.. message.Where(field => field.Number == number).SelectMany(field => Fields(field.Bytes))];

    private static double Last(List<Field> message, int number) => message.LastOrDefault(field => field.Number == number)?.Value ?? 0;

    private static List<Field> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<Field>();
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            fields.Add(reader.Type switch
            {
                WireType.Varint => new Field(reader.Field, reader.Type, reader.ReadVarint(), []),
                WireType.Fixed64 => new Field(reader.Field, reader.Type, reader.ReadDouble(), []),
                _ => new Field(reader.Field, reader.Type, 0, reader.BytesOf(reader.ReadBytes()).ToArray()),
            });
        }

        return fields;
    }

    private sealed record Field(int Number, WireType Type, double Value, byte[] Bytes);
}
