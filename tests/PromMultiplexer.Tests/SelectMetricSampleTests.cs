using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class SelectMetricSampleTests : IDisposable
{
    private const string Page = """
        # TYPE http_requests_total counter
        http_requests_total{job="x",code="200"} 5
        http_requests_total{job="x",code="503"} 2 1700000000000
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.1"} 1
        latency_seconds_bucket{le="+Inf"} 3
        latency_seconds_sum 4
        latency_seconds_count 3

        """;

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", 6)]
    [InlineData("'http_requests_total'", 2)]
    [InlineData("'http_requests_total{job=\"x\",code=~\"5..\"}'", 1)]
    [InlineData("'{le!=\"\"}'", 2)]
    [InlineData("-Name latency*", 4)]
    [InlineData("-Name *_count, http*", 3)]
    [InlineData("-Name latency_seconds -Selector '{le=\"\"}'", 2)]
    [InlineData("-Name LATENCY*", 0)]
    public void Chooses_samples(string parameters, int count) =>
        Assert.Equal(count, _session.Run($"$input | Select-MetricSample {parameters}", Page).Text.Count());

    [Fact]
    public void Samples_are_flat()
    {
        var sample = _session.Run("$input | Select-MetricSample '{code=\"503\"}'", Page).Single;

        Assert.Equal("http_requests_total", sample.Properties["Name"].Value);
        Assert.Equal(2.0, sample.Properties["Value"].Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), sample.Properties["Timestamp"].Value);
        Assert.Equal("http_requests_total", sample.Properties["Family"].Value);
        Assert.Equal("Counter", sample.Properties["Type"].Value.ToString());
        Assert.Equal("{job=\"x\",code=\"503\"}", sample.Properties["Labels"].Value.ToString());
        Assert.Equal("503", _session.Run("@($input)[0].Labels.code", sample).Single.BaseObject);
        Assert.Equal("x", _session.Run("@($input)[0].Labels['job']", sample).Single.BaseObject);
    }

    [Fact]
    public void Families_are_reduced_to_what_is_chosen() => Assert.Equal(
        "# TYPE http_requests_total counter\nhttp_requests_total{job=\"x\",code=\"200\"} 5\n",
        _session.Run("$input | Select-MetricSample '{code=\"200\"}' -AsFamily | ConvertTo-Metrics", Page).Single.BaseObject);

    [Fact]
    public void A_selector_that_is_none_ends_the_pipeline_with_the_place()
    {
        var error = _session.Run("$input | Select-MetricSample 'up{job=x}'", Page).Error;

        Assert.Equal("SelectorInvalid,PromMultiplexer.Commands.SelectMetricSampleCommand", error.FullyQualifiedErrorId);
        Assert.Equal("The selector up{job=x} is not valid: character 8: expected a value in quotes.", error.ToString());
        Assert.Equal("up{job=x}", error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }
}
