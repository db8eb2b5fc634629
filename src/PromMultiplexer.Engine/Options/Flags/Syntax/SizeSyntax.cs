using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A number of bytes, with Kubernetes' binary suffixes: <c>67108864</c> or <c>64Mi</c>.</summary>
internal sealed class SizeSyntax : FlagSyntax<long>
{
    // A page is indexed with 32 bits; this leaves room for the labels.
    private const long Most = 1L << 30;

    private static readonly (string Suffix, int Shift)[] Units = [("Gi", 30), ("Mi", 20), ("Ki", 10), ("", 0)];

    public override string Metavariable => "<bytes>";

    public override FlagProblem? Read(string text, out long value)
    {
        var (suffix, shift) = Array.Find(Units, unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var problem = WholeNumber.Read(
            text[..^suffix.Length],
            least: 1,
            most: Most >> shift,
            $"give bytes from 1 to 1Gi, a whole number that may end in Ki, Mi or Gi",
            out value);
        value <<= shift;
        return problem?.Quoting(text);
    }

    public override string Show(long value)
    {
        var (suffix, shift) = Array.Find(Units, unit => value % (1L << unit.Shift) == 0);
        return (value >> shift).ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
