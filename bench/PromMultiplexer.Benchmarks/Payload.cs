using System.Globalization;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>A page to measure with, and what the same program would have answered next: the same series, other values.</summary>
public sealed class Payload
{
    private const int Variations = 4;
    private const long Growth = 1009;

    /// <summary>Makes the variations of a page.</summary>
    public Payload(string name, ExpositionFormat format, byte[] page)
    {
        Name = name;
        Format = format;
        Pages = format is ExpositionFormat.Protobuf
            ? [page, [.. page]]
            : [page, .. Enumerable.Range(1, Variations - 1).Select(round => WithOtherValues(page, round))];
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(page, format, ReadMode.Tolerant, parsed) is { } error)
        {
            throw new ArgumentException($"{name}: {error}");
        }

        Samples = parsed.SampleCount;
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The format that the page is in.</summary>
    public ExpositionFormat Format { get; }

    /// <summary>What the scrapes answer, in turn. Every value is another one than before.</summary>
    public byte[][] Pages { get; }

    /// <summary>The same pages of lines, but that every other one lacks a series in its midst.</summary>
    public byte[][] ChangingPages => [.. Pages.Select((page, round) => round % 2 == 0 ? page : WithoutASeries(page))];

    /// <summary>The samples of a page.</summary>
    public int Samples { get; }

    /// <summary>The bytes of a page.</summary>
    public int Bytes => Pages[0].Length;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static byte[] WithoutASeries(byte[] page)
    {
        var lines = Encoding.UTF8.GetString(page).Split('\n').ToList();
        lines.RemoveAt(lines.FindIndex(lines.Count / 2, line => !line.StartsWith('#')));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] WithOtherValues(byte[] page, int round)
    {
        var next = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(page).Split('\n'))
        {
            var value = line.LastIndexOf("} ", StringComparison.Ordinal) is >= 0 and var brace ? brace + 2 : line.IndexOf(' ') + 1;
            if (line.StartsWith('#') || value == 0 || line.Contains(" # ", StringComparison.Ordinal))
            {
                next.Append(line);
            }
            else
            {
                next.Append(line, 0, value);
                var end = line.IndexOf(' ', value);
                end = end < 0 ? line.Length : end;
                AppendOtherNumber(next, line[value..end], round);
                next.Append(line, end, line.Length - end);
            }

            next.Append('\n');
        }

        next.Length--;
        return Encoding.UTF8.GetBytes(next.ToString());
    }

    // Whole numbers all grow by as much, so that histograms still add up. Of others the digits change.
    private static void AppendOtherNumber(StringBuilder to, string number, int round)
    {
        if (long.TryParse(number, CultureInfo.InvariantCulture, out var whole))
        {
            to.Append(whole + (round * Growth));
            return;
        }

        var exponent = number.IndexOf('e', StringComparison.Ordinal);
        var mantissa = exponent < 0 ? number.Length : exponent;
        foreach (var character in number.AsSpan(0, mantissa))
        {
            to.Append(char.IsDigit(character) ? (char)('1' + ((character - '0' + round) % 9)) : character);
        }

        to.Append(number, mantissa, number.Length - mantissa);
    }
}
