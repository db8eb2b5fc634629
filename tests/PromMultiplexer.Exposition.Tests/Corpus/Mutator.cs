namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>Damages pages, always in the same way for the same seed.</summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="corpus">The pages that it starts with, and takes pieces from.</param>
/// <param name="tokens">What means something to the readers of such pages.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> corpus, string[] tokens)
{
    /// <summary>Long pages are cut, so that more of them can be tried.</summary>
    private const int MostBytes = 3000;

    public static readonly string[] TextTokens =
    [
        "# HELP ", "# TYPE ", " counter\n", " gauge\n", " histogram\n", " summary\n", " untyped\n", "_bucket", "_sum", "_count", "_total", "le=\"1\"", "quantile=\"0.5\"", "container=\"x\"",
        "exported_container=\"\"", "__name__=\"x\"", "{", "}", "\"", "\\", "\\n", "\n", "\r\n", "\0", " ", "\t", ",", "=", "#", "NaN", "+Inf", "1e400", "-1", " 1", " 1 2", "\u00ff", "\u00c3\u00a9", "\u00ef\u00bb\u00bf",
    ];

    public static readonly string[] OpenMetricsTokens =
    [
        "# EOF\n", "# UNIT ", " unknown\n", " info\n", " stateset\n", " gaugehistogram\n", "_gsum", "_gcount", "_info", "_created", " # {a=\"b\"} 1", " # {} 1 2", " 1.5", " 1e3", " -0.5",
        " # {trace=\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"} 1", "_seconds", " seconds\n", "{\"a.b\"",
    ];

    public byte[] Next()
    {
        var page = new List<byte>(Piece());
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            Damage(page);
        }

        return [.. page];
    }

    private void Damage(List<byte> page)
    {
        var at = random.Next(page.Count + 1);
        var length = Math.Min(random.Next(1, 40), page.Count - at);
        switch (random.Next(8))
        {
            case 0 when length > 0:
                page[at] = (byte)random.Next(256);
                break;
            case 1 when length > 0:
                page[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                page.RemoveRange(at, length);
                break;
            case 3:
                page.InsertRange(random.Next(page.Count + 1), page.GetRange(at, length));
                break;
            case 4:
                page.InsertRange(at, tokens[random.Next(tokens.Length)].Select(character => (byte)character));
                break;
            case 5:
                page.InsertRange(at, Piece());
                break;
            case 6:
                MoveLine(page);
                break;
            default:
                page.RemoveRange(at, page.Count - at);
                break;
        }
    }

    private void MoveLine(List<byte> page)
    {
        if (page.Count == 0)
        {
            return;
        }

        var start = LineStart(page, random.Next(page.Count));
        var end = page.IndexOf((byte)'\n', start);
        var line = page.GetRange(start, (end < 0 ? page.Count : end + 1) - start);
        page.RemoveRange(start, line.Count);
        page.InsertRange(page.Count == 0 ? 0 : LineStart(page, random.Next(page.Count)), line);
    }

    private static int LineStart(List<byte> page, int at)
    {
        while (at > 0 && page[at - 1] != '\n')
        {
            at--;
        }

        return at;
    }

    private byte[] Piece()
    {
        var page = corpus[random.Next(corpus.Count)];
        if (page.Length <= MostBytes)
        {
            return page;
        }

        Span<byte> piece = page.AsSpan(random.Next(page.Length - MostBytes), random.Next(MostBytes));
        return piece[(piece.IndexOf((byte)'\n') + 1)..].ToArray();
    }
}
