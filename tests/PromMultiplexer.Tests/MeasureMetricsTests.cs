using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class MeasureMetricsTests : IDisposable
{
    private const string Page = """
        a{x="1",y="1"} 1
        a{y="1",x="2"} 1
        a{x="2",y="1",z=""} 1
        # TYPE b histogram
        b_bucket{le="1",x="1"} 1
        b_bucket{le="+Inf",x="1"} 1
        b_sum{x="1"} 1
        b_count{x="1"} 1
        c 1

        """;

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Families_with_the_most_series_come_first() => Assert.Equal(
        ["b Histogram 4 57% le 2", "a Untyped 2 29% x 2", "c Untyped 1 14%  0"],
        _session.Run(
            "$input | Measure-Metrics | ForEach-Object { \"$($_.Name) $($_.Type) $($_.Series) $([Math]::Round($_.Share * 100))% $($_.WidestLabel) $($_.WidestLabelValues)\" }",
            Page).Text);

    [Fact]
    public void Labels_with_the_most_values_come_first() => Assert.Equal(
        ["x 2 6 2 1 5", "le 2 2 1 1 1", "y 1 2 1 1 2"],
        _session.Run(
            "$input | Measure-Metrics -By Label | ForEach-Object { \"$($_.Name) $($_.Values) $($_.Series) $($_.Families) $($_.TopValue) $($_.TopValueSeries)\" }",
            Page).Text);

    [Fact]
    public void Everything_is_one_row()
    {
        var total = _session.Run("$input | Measure-Metrics Total", Page).Single;

        Assert.Equal("3 families, 7 series", total.ToString());
        Assert.Equal(3, total.Properties["Labels"].Value);
    }

    [Fact]
    public void Several_pages_are_counted_together() =>
        Assert.Equal("1 families, 2 series", _session.Run("$input | Measure-Metrics Total", "a{x=\"1\"} 1\n", "a{x=\"2\"} 1\n").Single.ToString());

    [Fact]
    public void The_size_is_that_of_a_page_of_text()
    {
        const string Page = "# TYPE a untyped\na 1\n";

        Assert.Equal((long)Page.Length, _session.Run("($input | Measure-Metrics).Bytes", Page).Single.BaseObject);
    }
}
