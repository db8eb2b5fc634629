using System.Globalization;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

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
    [InlineData(4.1045368012983762e-289, "4.1045368012983762e-289")]
    [InlineData(2.9802322387695312e-08, "2.9802322387695312e-08")]
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

    /// <summary>What numbers there are, made of a few random bits.</summary>
    public static TheoryData<string, Func<Random, double>> Kinds => new()
    {
        { "few digits", random => Scaled(random, random.NextInt64(100_000)) },
        { "15 digits", random => Scaled(random, random.NextInt64(1_000_000_000_000_000)) },
        { "17 digits", random => Scaled(random, random.NextInt64(100_000_000_000_000_000)) },
        { "round", random => Scaled(random, random.Next(100) * Math.Pow(10, random.Next(18))) },
        { "integers", random => random.NextInt64(1L << random.Next(1, 63)) },
        { "next to few digits", random => Math.BitIncrement(Scaled(random, random.NextInt64(100_000))) },
        { "next to a power of ten", random => Math.BitDecrement(Math.Pow(10, random.Next(-12, 24))) },
        { "powers of two", random => Math.ScaleB(1 + (random.Next(4) / 4.0), random.Next(-60, 60)) },
        { "any", random => Math.ScaleB(random.NextDouble(), random.Next(-60, 60)) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HasTheFewestDigits(string kind, Func<Random, double> next)
    {
        var random = new Random(31);
        for (var rounds = Effort.Rounds(50_000); rounds > 0; rounds--)
        {
            var value = next(random);
            var spelled = GoNumber.Spell(value);
            Assert.True(value.Equals(double.Parse(spelled, CultureInfo.InvariantCulture)), $"{kind}: {value:R} is spelled {spelled}");

            // .NET itself leaves off a digit too many of this one.
            Assert.True(
                Math.Abs(value) == Math.ScaleB(1, -25) || DigitsOf(value.ToString("R", CultureInfo.InvariantCulture)) == DigitsOf(spelled),
                $"{kind}: {value:R} is spelled {spelled}");
        }
    }

    private static double Scaled(Random random, double number) => number / Math.Pow(10, random.Next(24)) * (random.Next(2) == 0 ? 1 : -1);

    /// <summary>The digits of a number without zeros in front and at the end.</summary>
    private static string DigitsOf(string spelled) => string.Concat(spelled.Split('e', 'E')[0].Where(char.IsAsciiDigit)).Trim('0');
}
