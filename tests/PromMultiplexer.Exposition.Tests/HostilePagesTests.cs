using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Pages made to cost more than they should: what is done with them stays in proportion to their size.</summary>
public sealed class HostilePagesTests
{
    private const int Bytes = 2_000_000;

    /// <summary>Many times what any of them takes, and a small part of what something quadratic would.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Each page by what there is much of in it: a line, or a part of one, for each number.</summary>
    public static TheoryData<string> Names => [.. Pages.Keys];

    private static Dictionary<string, Func<string>> Pages { get; } = new()
    {
        ["families"] = () => Repeat(i => $"f{i} 1\n"),
        ["families in the wrong order"] = () => Repeat(i => $"f{9_999_999 - i} 1\n"),
        ["split families"] = () => Repeat(i => $"f{i % 1000} {i}\n"),
        ["families with two HELP texts"] = () => Repeat(i => $"# HELP f{i} a\n# HELP f{i} b\nf{i} 1\n"),
        ["families with two types"] = () => Repeat(i => $"# TYPE f{i} gauge\n# TYPE f{i} histogram\nf{i} 1\n"),
        ["histograms with wrong samples"] = () => Repeat(i => $"# TYPE h{i} histogram\nh{i} 1\nh{i}_sum 1\n"),
        ["histograms beside families of their samples' names"] = () => Repeat(i => $"# TYPE h{i} histogram\nh{i}_sum 1\n# TYPE h{i}_count gauge\nh{i}_count 1\n"),
        ["histograms with a late type"] = () => Repeat(i => $"h{i}_sum 1\nh{i}_count 1\n# TYPE h{i} histogram\n"),
        ["late samples of one histogram"] = () => Repeat(i => i % 2 == 0 ? "h_sum 1\n" : "h_count 1\n") + "# TYPE h histogram\n",
        ["histograms named like the samples of others"] = () => string.Concat(Enumerable.Range(0, 500).Select(i => $"# TYPE h{Times("_count", i)} histogram\nh{Times("_count", i)}_sum 1\n")),
        ["labels"] = () => $"a{{{Repeat(i => $"l{i}=\"\",")}}} 1\n",
        ["labels that are there twice"] = () => $"a{{{Repeat(i => $"l{i / 2}=\"\",")}}} 1\n",
        ["labels of one name"] = () => $"a{{{Repeat(_ => "l=\"\",")}}} 1\n",
        ["labels of the name that is added"] = () => Repeat(_ => "a{container=\"x\"} 1\n"),
        ["prefixed labels of the name that is added"] = () => $"a{{{string.Concat(Enumerable.Range(0, 600).Select(i => $"{Times("exported_", i)}container=\"x\","))}}} 1\n",
        ["samples that are dropped"] = () => Repeat(_ => "a{b=\"c\",b=\"d\"} 1\n"),
        ["escapes"] = () => $"a{{b=\"{Repeat(_ => "\\x\\\\")}\"}} 1\n",
        ["quotes without an end"] = () => Repeat(_ => "a{b=\"\\\""),
        ["comments"] = () => Repeat(_ => "#\n"),
        ["blanks"] = () => Repeat(_ => "\t "),
        ["a name"] = () => Repeat(_ => "n") + " 1\n",
        ["digits"] = () => $"a 0.{Repeat(_ => "0")}1\n",
        ["braces"] = () => Repeat(_ => "{"),
        ["names in quotes"] = () => Repeat(i => $"{{\"f {i}\"}} 1\n"),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void CostWhatTheirSizeIsWorth(string much)
    {
        var page = Encoding.UTF8.GetBytes(Pages[much]());
        var watch = Stopwatch.StartNew();
        foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
        {
            var parsed = new ParsedExposition();
            if (ExpositionReader.Read(page, ExpositionFormat.Text004, mode, parsed) is not null)
            {
                continue;
            }

            var one = new LabeledExposition();
            var two = new LabeledExposition();
            Assert.Null(new LabelInjector("container", "one").Label(parsed, one));
            Assert.Null(new LabelInjector("container", "two").Label(parsed, two));
            new FamilyMerger().Merge([one, two]).WriteTo(new ArrayBufferWriter<byte>(), ExpositionFormat.Text004);
        }

        Assert.True(watch.Elapsed < Limit, $"{page.Length} bytes took {watch.Elapsed}.");
    }

    private static string Repeat(Func<int, string> piece)
    {
        var page = new StringBuilder();
        for (var i = 0; page.Length < Bytes; i++)
        {
            page.Append(piece(i));
        }

        return page.ToString();
    }

    private static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
