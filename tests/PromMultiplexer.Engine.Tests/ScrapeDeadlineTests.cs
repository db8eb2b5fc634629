using Microsoft.Extensions.Primitives;

namespace PromMultiplexer.Engine.Tests;

public sealed class ScrapeDeadlineTests
{
    private const double Fallback = 7;

    [Theory]
    [InlineData("10", 9.5)]
    [InlineData("10.000", 9.5)]
    [InlineData("1.5", 1)]
    [InlineData("1", 0.5)]
    [InlineData("0.8", 0.4)]
    [InlineData("0.1", 0.05)]
    [InlineData("1e1", 9.5)]
    [InlineData("1e300", 3599.5)]
    [InlineData("0", Fallback)]
    [InlineData("-1", Fallback)]
    [InlineData("", Fallback)]
    [InlineData("NaN", Fallback)]
    [InlineData("Infinity", 3599.5)]
    [InlineData("ten", Fallback)]
    [InlineData("1,5", Fallback)]
    public void The_deadline_leaves_half_a_second_or_half_the_time(string header, double expected) =>
        Assert.Equal(expected, ScrapeDeadline.Of(header, TimeSpan.FromSeconds(Fallback)).TotalSeconds, precision: 6);

    [Fact]
    public void Without_a_header_or_with_two_the_fallback_holds()
    {
        Assert.Equal(Fallback, ScrapeDeadline.Of(StringValues.Empty, TimeSpan.FromSeconds(Fallback)).TotalSeconds);
        Assert.Equal(Fallback, ScrapeDeadline.Of(new StringValues(["1", "2"]), TimeSpan.FromSeconds(Fallback)).TotalSeconds);
    }
}
