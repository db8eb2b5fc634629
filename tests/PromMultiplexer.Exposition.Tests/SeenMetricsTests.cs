using PromMultiplexer.Exposition.Tests.Corpus;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A metric that comes again is noticed, however its labels are spelled, and no other is taken for one.</summary>
public sealed class SeenMetricsTests
{
    private static readonly string[] s_names = ["a", "b", "ab", "le", "a_rather_long_name", "a_rather_long_namf", "ä"];

    private static readonly string[] s_values = ["", "a", "b", "ba", "12345678", "123456781234567", "123456781234568", "ü\n\"\\"];

    private readonly Random _random = new(11);

    /// <summary>The bits of a hash that count: all, some, none.</summary>
    public static TheoryData<ulong> Bits => [ulong.MaxValue, 7, 0];

    [Theory]
    [MemberData(nameof(Bits))]
    public void RandomMetricsAreToldApart(ulong significantBits)
    {
        var seen = new SeenMetrics(significantBits);
        var twice = 0;
        for (var round = 0; round < Effort.Rounds(200); round++)
        {
            // One after the other, so that what a page leaves behind is of no account to the next.
            var metrics = Enumerable.Range(0, _random.Next(1, 200)).Select(_ => NewMetric()).ToList();
            var page = new List<byte>();
            var places = metrics.Select(metric => metric.AppendTo(page)).ToList();
            byte[] bytes = [.. page];
            seen.Start(bytes);
            var model = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < metrics.Count; i++)
            {
                var isNew = model.Add(metrics[i].Key);
                Assert.True(
                    isNew == seen.TryAdd(places[i].Name, places[i].Message, LabelsOf(bytes, places[i].Message), metrics[i].Time),
                    $"{metrics[i].Key} is {(isNew ? "new" : "old")}");
                twice += isNew ? 0 : 1;
            }
        }

        Assert.True(twice > 100);
    }

    [Fact]
    public void AMetricWithVeryManyLabelsIsComparedInNoTime()
    {
        const int Count = 100_000;
        var labels = Enumerable.Range(0, Count).Select(i => (Name: $"l{i}", Value: "x")).ToList();
        var one = new TestMetric("m", labels, 0);
        var two = new TestMetric("m", [.. Enumerable.Reverse(labels)], 0);
        var page = new List<byte>();
        var first = one.AppendTo(page);
        var second = two.AppendTo(page);
        byte[] bytes = [.. page];
        var seen = new SeenMetrics();
        seen.Start(bytes);
        Assert.True(seen.TryAdd(first.Name, first.Message, LabelsOf(bytes, first.Message), 0));
        Assert.False(seen.TryAdd(second.Name, second.Message, LabelsOf(bytes, second.Message), 0));
    }

    [Fact]
    public void ANameThatEndsAsALabelBeginsIsNoLabel()
    {
        // Joined as texts the two would be one.
        byte[] page = [.. Family("a\n1 b2 c", 1, Metric(Gauge(1))), .. Family("a", 1, Metric(Label("b", "c\n"), Gauge(1)))];
        Assert.Null(Refusal(page, ReadMode.Strict));
    }

    private TestMetric NewMetric() => new(
        Pick(s_names[..3]),
        [.. s_names.Where(_ => _random.Next(3) == 0).Select(name => (name, Pick(s_values))).OrderBy(_ => _random.Next())],
        _random.Next(4) == 0 ? _random.Next(-1, 2) : 0);

    private static ReadOnlySpan<ProtobufLabel> LabelsOf(byte[] page, Slice message)
    {
        var labels = new List<ProtobufLabel>();
        var reader = new WireReader(page, message);
        while (reader.NextField())
        {
            labels.Add(ProtobufLabel.Read(ref reader));
        }

        return labels.ToArray();
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private sealed record TestMetric(string Name, List<(string Name, string Value)> Labels, long Time)
    {
        public string Key =>
            $"{Name} {string.Join(' ', Labels.Where(label => label.Value.Length > 0).Order().Select(label => $"{label.Name}={label.Value}"))} {Time}";

        /// <summary>Appends the name and the message of the metric to a page, and tells where they are.</summary>
        public (Slice Name, Slice Message) AppendTo(List<byte> page)
        {
            var start = page.Count;
            page.AddRange(System.Text.Encoding.UTF8.GetBytes(Name));
            var name = new Slice(start, page.Count - start);
            page.AddRange(Labels.SelectMany(label => Label(label.Name, label.Value)));
            return (name, new Slice(name.Start + name.Length, page.Count - name.Start - name.Length));
        }
    }
}
