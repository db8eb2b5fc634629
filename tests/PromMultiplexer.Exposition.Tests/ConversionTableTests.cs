using System.Text;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>docs/conversions.md: each row of its table has an example, and each example is what comes out.</summary>
public sealed class ConversionTableTests
{
    private const string Document = "docs/conversions.md";

    /// <summary>The examples that begin with protobuf, which nobody reads from its text form.</summary>
    private static readonly Dictionary<string, byte[]> s_messages = new()
    {
        ["Protobuf counter"] = Family("x_total", 0, Metric(Bytes(3,
            Number(1, 3), Bytes(2, Label("trace", "a"), Number(2, 0.5)), Bytes(3, Integer(1, 1_700_000_000))))),
        ["Protobuf counter x_total beside another family x"] =
        [
            .. Family("x", 1, Metric(Gauge(1))),
            .. Family("x_total", 0, Metric(Bytes(3, Number(1, 3), Bytes(3, Integer(1, 1_700_000_000))))),
        ],
        ["Protobuf histogram, summary"] =
        [
            .. Family("h", 4, Metric(Bytes(7, Integer(1, 3), Number(2, 1.5), Bytes(3, Integer(1, 2), Number(2, 0.5)), Bytes(15, Integer(1, 1_700_000_000))))),
            .. Family("s", 2, Metric(Bytes(4, Integer(1, 3), Number(2, 1.5), Bytes(3, Number(1, 0.5), Number(2, 0.4))))),
        ],
        ["Protobuf gauge histogram"] = Family("g", 5, Metric(Bytes(7, Integer(1, 3), Number(2, 1.5), Bytes(3, Integer(1, 2), Number(2, 0.5))))),
        ["Protobuf native histogram"] = Family("n", 4, Metric(Bytes(7,
            Integer(1, 4), Number(2, 9.5), Zigzag(5, 3), Number(6, 0.1), Integer(7, 1), Bytes(12, Zigzag(1, -1), Integer(2, 2)), Bytes(13, [4, 1])))),
        ["Protobuf unit, unknown field"] = Family("x_seconds", 1, Text(5, "seconds"), Metric(Gauge(1), Integer(100, 7))),
    };

    public static TheoryData<string> Rows => [.. TableRows()];

    [Fact]
    public void EachRowHasAnExample()
    {
        Assert.NotEmpty(TableRows());
        Assert.Equal(TableRows(), Lines().Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Replace("`", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void AnExampleIsWhatComesOut(string row)
    {
        var blocks = Blocks(row);
        var (from, source) = blocks[0];
        var page = from == "Protobuf" ? s_messages[row] : Encoding.UTF8.GetBytes(source);
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, FormatOf(from), ReadMode.Tolerant, parsed));

        // The other formats follow; what stays as it is is shown once.
        Assert.Equal(["Text", "OpenMetrics", "Protobuf"], blocks.Select(block => block.Format).Distinct().OrderBy(format => "TOP".IndexOf(format[0], StringComparison.Ordinal)));
        foreach (var (format, expected) in blocks)
        {
            Assert.Equal(expected, Write(parsed, format));
        }
    }

    private static string Write(ParsedExposition parsed, string format)
    {
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(parsed);
        var output = format == "Protobuf" ? ExpositionFormat.ProtobufCompactText : FormatOf(format);
        return Pages.Write(new FamilyMerger().Merge([unlabeled], output), output);
    }

    private static ExpositionFormat FormatOf(string name) => name switch
    {
        "Text" => ExpositionFormat.Text004,
        "OpenMetrics" => ExpositionFormat.OpenMetrics100,
        "Protobuf" => ExpositionFormat.Protobuf,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no format"),
    };

    /// <summary>The first cells of the table.</summary>
    private static List<string> TableRows() =>
    [
        .. Lines().SkipWhile(line => !line.StartsWith("| Source |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim().Replace("`", "", StringComparison.Ordinal)),
    ];

    /// <summary>The pages under a heading, each behind a line with the name of its format.</summary>
    private static List<(string Format, string Page)> Blocks(string row)
    {
        var section = Lines()
            .SkipWhile(line => line.Replace("`", "", StringComparison.Ordinal) != $"### {row}").Skip(1)
            .TakeWhile(line => !line.StartsWith('#') || line.StartsWith("# ", StringComparison.Ordinal))
            .ToList();
        var blocks = new List<(string, string)>();
        for (var i = 0; i < section.Count; i++)
        {
            if (section[i] == "```text")
            {
                var lines = section.Skip(i + 1).TakeWhile(line => line != "```").ToList();
                blocks.Add((section[i - 2].TrimEnd(':'), string.Concat(lines.Select(line => line + "\n"))));
                i += lines.Count + 1;
            }
        }

        return blocks;
    }

    private static string[] Lines() =>
        File.ReadAllText(Path.Combine(SharedData.Checkout!, Document)).ReplaceLineEndings("\n").Split('\n');
}
