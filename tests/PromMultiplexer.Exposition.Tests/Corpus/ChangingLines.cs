using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>Lets series and families of a page come, go, move and change, as they do while a program runs, and stranger things.</summary>
/// <param name="random">Where the choices come from.</param>
internal sealed class ChangingLines(Random random)
{
    private static readonly string[] Strangers =
    [
        "# a comment", "", "#", "# HELP", "# HELP h_count Text of its own.", "# TYPE h_count gauge", "# TYPE a histogram", "# TYPE h gauge", "a 1", "h 1", "h_count 1", "h_bucket{le=\"1\"} -1",
        "zz{le=\"x\"} 1", "stranger_total 1", "a{x=\"1\",x=\"2\"} 1", "{\"a\"} 1", "{\"a.b\"} 1", "a{x=\"1\" ,} 1", "a 1 1700000000000", "broken{", "\u00ff",
    ];

    public byte[] Next(byte[] page)
    {
        var lines = Encoding.Latin1.GetString(page).Split('\n').ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            Change(lines);
        }

        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private void Change(List<string> lines)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(10))
        {
            case 0 or 1 when lines.Count > 1:
                lines.RemoveAt(at);
                break;
            case 2:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 3:
                lines.Insert(at, lines[at].Replace("=\"", "=\"new-", StringComparison.Ordinal));
                break;
            case 4:
                lines[at] = lines[at].Replace(' ', '\t');
                break;
            case 5:
                lines[at] += random.Next(2) == 0 ? " changed" : "1";
                break;
            case 6:
                lines.Insert(at, Strangers[random.Next(Strangers.Length)]);
                break;
            case 7:
                var (start, count) = FamilyAt(lines, at);
                lines.RemoveRange(start, count);
                break;
            case 8:
                var (first, length) = FamilyAt(lines, at);
                var family = lines.GetRange(first, length);
                if (random.Next(2) == 0)
                {
                    lines.RemoveRange(first, length);
                }

                lines.InsertRange(random.Next(lines.Count + 1), family);
                break;
            default:
                lines[at] = lines[at].Replace("gauge", "counter", StringComparison.Ordinal).Replace("histogram", "summary", StringComparison.Ordinal);
                break;
        }

        if (lines.Count == 0)
        {
            lines.Add("");
        }
    }

    private static (int Start, int Count) FamilyAt(List<string> lines, int at)
    {
        var start = at;
        while (start > 0 && !lines[start].StartsWith("# HELP", StringComparison.Ordinal))
        {
            start--;
        }

        var end = at + 1;
        while (end < lines.Count && !lines[end].StartsWith("# HELP", StringComparison.Ordinal))
        {
            end++;
        }

        return (start, end - start);
    }
}
