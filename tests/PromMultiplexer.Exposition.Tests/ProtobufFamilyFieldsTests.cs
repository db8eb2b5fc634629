using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Fuzzing;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The fields of a family are found where they are, the usual ones, which are read without a closer look, and all others.</summary>
public sealed class ProtobufFamilyFieldsTests
{
    /// <summary>Fields of a family, in whatever order and however spelled.</summary>
    private static readonly byte[][] s_fields =
    [
        Text(1, "a"), Text(1, "name"), Text(2, ""), Text(2, new string('h', 127)), Text(2, new string('h', 128)), Text(2, new string('h', 16_383)),
        Text(2, new string('h', 16_384)), Integer(3, 0), Integer(3, 1), [0x18, 0x81, 0x00], Text(5, "s"), Text(5, ""), Integer(9, 1), Text(9, "x"),
        Number(10, 1), Integer(300, 1), Metric(), Metric(Gauge(1)), Metric(Label("a", "b"), Gauge(1)), Metric(Label("a", new string('v', 200)), Gauge(1)),
        [0x22, 0x80, 0x00], [0x22, 0x8b, 0x00, .. Gauge(1)], [0x22, 0x8b, 0x80, 0x00, .. Gauge(1)], [0xa2, 0x00, 0x0b, .. Gauge(1)],
    ];

    [Fact]
    public void OfRandomFamilies()
    {
        var random = new Random(41);
        for (var rounds = Effort.Rounds(10_000); rounds > 0; rounds--)
        {
            var fields = random.GetItems(s_fields, random.Next(8));
            Check([.. Delimited([.. Text(1, "first"), .. fields.SelectMany(field => field)]), .. Family("last", 1)]);
        }
    }

    [Fact]
    public void OfDamagedPages()
    {
        var mutator = new ProtobufMutator(new Random(43), KnownPages.Protobuf);
        var checkedCount = 0;
        for (var rounds = Effort.Rounds(10_000); rounds > 0; rounds--)
        {
            checkedCount += Check(mutator.Next()) ? 1 : 0;
        }

        Assert.True(checkedCount > 100);
    }

    /// <summary>Compares the index of a page with what its families' fields are one by one.</summary>
    /// <returns>Whether the page was accepted.</returns>
    private static bool Check(byte[] page)
    {
        var index = new ProtobufIndex();
        if (index.Read(page, ReadMode.Tolerant) is not null || index.DroppedMetricCount > 0)
        {
            return false;
        }

        var at = 0;
        foreach (ref var family in index.Families.AsSpan())
        {
            Assert.Null(DelimitedPage.NextMessage(page, ref at, out var message));
            var (name, help, unit) = (Slice.None, Slice.None, Slice.None);
            var (type, unknown) = (0UL, 0);
            var metrics = new List<(Slice Message, int Head)>();
            var reader = new WireReader(page, message);
            while (reader.NextField())
            {
                switch (reader.Field)
                {
                    case 1:
                        name = reader.ReadBytes();
                        break;
                    case 2:
                        help = reader.ReadBytes();
                        break;
                    case 3:
                        type = reader.ReadVarint();
                        break;
                    case 4:
                        var bytes = reader.ReadBytes();
                        metrics.Add((bytes, bytes.Start - reader.FieldStart));
                        break;
                    case 5:
                        unit = reader.ReadBytes();
                        break;
                    default:
                        reader.Skip();
                        unknown += reader.Position - reader.FieldStart;
                        break;
                }
            }

            MetricTypeNumber.TryParse((int)type, out var metricType);
            Assert.Equal((name, help, unit, metricType, unknown), (family.Name, family.Help, family.Unit, family.Type, family.UnknownBytes));
            Assert.Equal(metrics, index.MetricsOf(family).ToArray().Select(metric => (metric.Message, (int)metric.HeadLength)));
        }

        Assert.Equal(page.Length, at);
        return true;
    }
}
