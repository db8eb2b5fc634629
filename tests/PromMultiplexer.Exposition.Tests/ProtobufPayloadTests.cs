using System.Text;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Pages that real programs served as text and as protobuf.</summary>
public sealed class ProtobufPayloadTests
{
    [Theory]
    [InlineData("node_exporter")]
    [InlineData("prometheus")]
    [InlineData("redis_exporter")]
    public void APayloadKeepsEverythingOnItsWay(string name)
    {
        if (Find(name, "pb") is not { } page)
        {
            return;
        }

        var families = Read(page, ReadMode.Strict);
        Assert.NotEmpty(families);

        // Written and read again, it is the same; Go wrote the same bytes.
        Assert.Equal(page, Write(families));

        // Merged with nothing, nothing changes either; the label is the one thing that comes in.
        Assert.Equal(page, Merge(Unlabeled(page)));
        var labeled = Merge(Labeled(page, "web"));
        var injector = new LabelInjector("container", "web");
        Assert.Equal(families.Select(family => Dump(injector.Label(family)!)), Read(labeled, ReadMode.Strict).Select(Dump));
        Assert.Equal(Write(families.Select(family => injector.Label(family)!)), labeled);

        // Two containers with the same page: each family once, with twice the metrics.
        var merged = Read(Merge(Labeled(page, "web"), Labeled(page, "db")), ReadMode.Strict);
        Assert.Equal(families.Select(family => (family.Name, family.Metrics.Count * 2)), merged.Select(family => (family.Name, family.Metrics.Count)));
    }

    [Theory]
    [InlineData("node_exporter")]
    [InlineData("prometheus", "/metrics")]
    [InlineData("redis_exporter", "info", "latency|latest", "slowlog|get", "slowlog|len")]
    public void APayloadHasTheFamiliesAndLabelsOfItsTextSibling(string name, params string[] since)
    {
        if (Find(name, "pb") is not { } page || Find(name, "txt") is not { } text)
        {
            return;
        }

        var inText = Pages.Read(Encoding.UTF8.GetString(text)).ToFamilies().SelectMany(Describe).ToList();
        var inProtobuf = Read(page).SelectMany(Describe).ToList();
        Assert.Empty(inText.Except(inProtobuf));

        // Text was scraped first, and that left its traces: a first request for a path, first commands to Redis.
        Assert.All(inProtobuf.Except(inText), series => Assert.Contains(since, value => series.Contains($"\"{value}\"", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Describe(MetricFamily family) => family.Metrics.Select(metric =>
        $"{family.Type} {family.Name} {family.Help} {string.Join(',', metric.Labels)} "
        + $"{string.Join(',', metric.Summary?.Quantiles.Select(quantile => quantile.Rank) ?? [])}"
        + $"{string.Join(',', metric.Histogram?.Buckets.Select(bucket => bucket.UpperBound).Where(double.IsFinite) ?? [])}");

    private static byte[]? Find(string name, string extension)
    {
        var path = SharedData.Find($"payloads/{name}.{extension}");
        if (path is null)
        {
            SharedData.SaySkipped("the payloads");
        }

        return path is null ? null : File.ReadAllBytes(path);
    }
}
