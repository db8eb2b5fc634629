using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A number of bytes, with Kubernetes' binary suffixes: <c>67108864</c> or <c>64Mi</c>.</summary>
/// <param name="least">The least that makes sense.</param>
/// <param name="most">The most. A page is indexed with 32 bits; this leaves room for the labels.</param>
internal sealed class SizeSyntax(long least = 1, long most = 1L << 30) : FlagSyntax<long>
{
    private static readonly (string Suffix, int Shift)[] Units = [("Gi", 30), ("Mi", 20), ("Ki", 10), ("", 0)];

    public override string Metavariable => "<bytes>";

    public override FlagProblem? Read(string text, out long value)
    {
        var (suffix, shift) = Array.Find(Units, unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var problem = WholeNumber.Read(
            text[..^suffix.Length],
            least: (least + (1L << shift) - 1) >> shift,
            most: most >> shift,
            $"give bytes from {Show(least)} to {Show(most)}, a whole number that may end in Ki, Mi or Gi",
            out value);
        value <<= shift;
        return problem?.Quoting(text);
    }

    public override string Show(long value)
    {
        var (suffix, shift) = Array.Find(Units, unit => value % (1L << unit.Shift) == 0 && (value > 0 || unit.Shift == 0));
        return (value >> shift).ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
