using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>Gives a page other values, as the next scrape of a program would.</summary>
/// <param name="random">Where the choices come from.</param>
internal sealed class ChangingValues(Random random)
{
    private static readonly string[] Usual =
        ["0", "1", "7", "12", "-1", "3.5", "1.5e+06", "1e-09", "NaN", "+Inf", "-Inf", "1234567890123", "0.30000000000000004", "+2", ".5", "5.", "18446744073709551615"];

    private static readonly string[] Odd =
        ["", "nan", "1e400", "0x1", "1_0", "--1", "1 2", "1 2 3", "1 -2", "1 9999999999999999999", " 1", "1\t", "1\r", "1\0", "1 # {a=\"b\"} 1", new('9', 250), new('9', 260), "1}", "\u00ff"];

    /// <summary>How many of the values change: one in so many stays as it is.</summary>
    public int KeptRate { get; init; } = 3;

    /// <summary>How many of the new values are odd: one in so many; 0 for none.</summary>
    public int OddRate { get; init; }

    public byte[] Next(ReadOnlySpan<byte> page)
    {
        var next = new StringBuilder();
        foreach (var line in Encoding.Latin1.GetString(page).Split('\n'))
        {
            var labelsEnd = line.IndexOf("} ", StringComparison.Ordinal);
            var value = (labelsEnd >= 0 ? labelsEnd + 1 : line.IndexOf(' ')) + 1;
            if (next.Length > 0)
            {
                next.Append('\n');
            }

            if (line.StartsWith('#') || value == 0 || random.Next(KeptRate) == 0)
            {
                next.Append(line);
                continue;
            }

            var end = line.IndexOf(' ', value);
            var choices = OddRate > 0 && random.Next(OddRate) == 0 ? Odd : Usual;
            next.Append(line, 0, value).Append(choices[random.Next(choices.Length)]);
            if (end >= 0)
            {
                next.Append(line, end, line.Length - end);
            }
        }

        return Encoding.Latin1.GetBytes(next.ToString());
    }
}
