using System.Globalization;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Numbers of few digits are read as .NET reads them, to the last bit.</summary>
public sealed class ShortNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("00012")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("0.000103681")]
    [InlineData("123456789012345")]
    [InlineData("0.0000000000000000001234")]
    [InlineData("999999999999999e22")]
    [InlineData("3.2012e-05")]
    [InlineData("1E+06")]
    [InlineData("1e021")]
    [InlineData("0e-22")]
    public void IsRead(string text)
    {
        Assert.True(AssertSame(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1..2")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e-")]
    [InlineData("1e5.")]
    [InlineData("1e0005")]
    [InlineData("e5")]
    [InlineData("1 ")]
    [InlineData("1x")]
    [InlineData("NaN")]
    [InlineData("Inf")]
    [InlineData("0x1")]
    [InlineData("1234567890123456")]
    [InlineData("0.1234567890123456")]
    [InlineData("1e23")]
    [InlineData("1e-23")]
    [InlineData("0e999")]
    public void IsLeftToOthers(string text) => Assert.False(ShortNumber.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void AnyNumberIsWhatItIsElsewhere()
    {
        var random = new Random(41);
        var count = 0;
        for (var rounds = Effort.Rounds(100_000); rounds > 0; rounds--)
        {
            var digits = random.NextInt64((long)Math.Pow(10, random.Next(1, 18))).ToString(CultureInfo.InvariantCulture);
            var point = random.Next(digits.Length + 1);
            var text = random.Next(3) == 0 ? digits : $"{digits[..point]}.{digits[point..]}";
            text += random.Next(2) == 0 ? "" : $"e{random.Next(-40, 40)}";
            count += AssertSame(text) ? 1 : 0;
        }

        Assert.True(count > 10_000);
    }

    private static bool AssertSame(string text)
    {
        var expected = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(NumberSyntax.ParseFloat(Encoding.ASCII.GetBytes(text))));
        if (!ShortNumber.TryParse(Encoding.ASCII.GetBytes(text), out var value))
        {
            return false;
        }

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
        return true;
    }
}
