using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class GoNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-1, "-1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(100000, "100000")]
    [InlineData(1000000, "1e+06")]
    [InlineData(17560473, "1.7560473e+07")]
    [InlineData(314159.26535, "314159.26535")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000123, "0.000123")]
    [InlineData(0.1, "0.1")]
    [InlineData(12.5, "12.5")]
    [InlineData(120, "120")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(-1234567.25, "-1.23456725e+06")]
    [InlineData(1e21, "1e+21")]
    [InlineData(123456, "123456")]
    [InlineData(999999, "999999")]
    [InlineData(999999.5, "999999.5")]
    public void IsSpelledAsGoDoes(double value, string spelled)
    {
        var to = new byte[GoNumber.MaxLength];
        Assert.Equal(spelled, Encoding.ASCII.GetString(to, 0, GoNumber.Format(value, to)));
    }

    [Fact]
    public void AnyNumberComesBack()
    {
        var random = new Random(20260821);
        var to = new byte[GoNumber.MaxLength];
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            var length = GoNumber.Format(value, to);
            Assert.True(NumberSyntax.IsFloat(to.AsSpan(0, length)));
            Assert.Equal(value, NumberSyntax.ParseFloat(to.AsSpan(0, length)));
        }
    }
}
