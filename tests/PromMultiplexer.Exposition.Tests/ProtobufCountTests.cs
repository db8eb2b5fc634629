namespace PromMultiplexer.Exposition.Tests;

public sealed class ProtobufCountTests
{
    [Theory]
    [InlineData(3.0, 3UL)]
    [InlineData(-0.0, 0UL)]
    [InlineData(18_446_744_073_709_549_568.0, 18_446_744_073_709_549_568UL)]
    [InlineData(18_446_744_073_709_551_616.0, null)]
    [InlineData(2.5, null)]
    [InlineData(-1.0, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(null, null)]
    public void ACountIsExactWhereItIsAnInteger(double? count, ulong? exact)
    {
        Assert.Equal(exact, new Histogram { SampleCount = count }.ExactSampleCount);
        Assert.Equal(exact, new Summary { SampleCount = count }.ExactSampleCount);
        if (count is { } given)
        {
            Assert.Equal(exact, new Bucket { CumulativeCount = given }.ExactCumulativeCount);
            Assert.Equal(exact, new NativeBuckets { ZeroCount = given }.ExactZeroCount);
        }
    }

    [Fact]
    public void GivingTheIntegerGivesTheDouble()
    {
        Assert.Equal(5, new Histogram { ExactSampleCount = 5 }.SampleCount);
        Assert.Equal(5, new Summary { ExactSampleCount = 5 }.SampleCount);
        Assert.Equal(5, new Bucket { ExactCumulativeCount = 5 }.CumulativeCount);
        Assert.Equal(5, new NativeBuckets { ExactZeroCount = 5 }.ZeroCount);
    }

    [Fact]
    public void AnIntegerOfAnotherCountDoesNotHold()
    {
        Assert.Equal(6UL, new Histogram { ExactSampleCount = 5, SampleCount = 6 }.ExactSampleCount);
        Assert.Equal(2.5, new Histogram { SampleCount = 2.5, ExactSampleCount = null }.SampleCount);
    }
}
