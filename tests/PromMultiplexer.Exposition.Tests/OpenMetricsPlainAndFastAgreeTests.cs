using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>
/// The fast way through a page of OpenMetrics, which takes usual lines as they stand and shows a whole page to keep the rules, sees
/// what the whole grammar and the rules see line by line.
/// </summary>
public sealed class OpenMetricsPlainAndFastAgreeTests
{
    private readonly ReaderAgreement _readers = new(ExpositionFormat.OpenMetrics100);

    [Fact]
    public void OnKnownPagesCutAnywhere()
    {
        foreach (var page in KnownPages.OpenMetrics.Where(page => page.Length < 2000))
        {
            for (var length = 0; length <= page.Length; length++)
            {
                _readers.Check(page.AsMemory(0, length));
                _readers.Check(KnownPages.Ended(page.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void OnKnownPagesWithLinesMoved()
    {
        var random = new Random(71);
        foreach (var page in KnownPages.OpenMetrics.Where(page => page.Length < 2000))
        {
            var lines = Encoding.Latin1.GetString(page).Replace("# EOF", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            for (var rounds = Effort.Rounds(10); rounds > 0; rounds--)
            {
                var moved = lines.ToList();
                for (var moves = random.Next(1, 3); moves > 0 && moved.Count > 1; moves--)
                {
                    var line = moved[random.Next(moved.Count)];
                    if (random.Next(3) > 0)
                    {
                        moved.Remove(line);
                    }

                    moved.Insert(random.Next(moved.Count + 1), line);
                }

                _readers.Check(Encoding.Latin1.GetBytes(string.Concat(moved.Select(line => line + "\n")) + "# EOF\n"));
            }
        }
    }

    [Fact]
    public void OnDamagedPages()
    {
        var pages = new Mutator(new Random(72), [.. KnownPages.OpenMetrics, .. RandomPages(50)], [.. Mutator.TextTokens, .. Mutator.OpenMetricsTokens]);
        for (var rounds = Effort.Rounds(8_000); rounds > 0; rounds--)
        {
            var page = pages.Next();
            _readers.Check(page);
            _readers.Check(KnownPages.Ended(page));
        }
    }

    [Fact]
    public void OnRandomFamilies()
    {
        foreach (var page in RandomPages(Effort.Rounds(300)))
        {
            _readers.Check(page);
        }
    }

    [Fact]
    public void OnOddPagesOfText()
    {
        var pages = new OddPages(new Random(73), OddPages.ClashingNames);
        for (var rounds = Effort.Rounds(3_000); rounds > 0; rounds--)
        {
            _readers.Check(KnownPages.Ended(pages.Next()));
        }
    }

    /// <summary>Each rule is about families that are large enough for the fast way, and broken by one line of many.</summary>
    [Theory]
    [InlineData("a{b=\"3\"} 1", false)]
    [InlineData("a{b=\"x\"} 1", true)]
    [InlineData("a{b=\"x\",c=\"\"} 1", true)]
    [InlineData("a{b=\"x\"} 1 5", true)]
    [InlineData("a{c=\"y\",b=\"x\"} 1\na{b=\"x\",c=\"y\"} 1", false)]
    [InlineData("a{c=\"y\",b=\"x\"} 1\na{b=\"z\"} 1\na{b=\"x\",c=\"y\"} 1", false)]
    [InlineData("a{c=\"\\\\\",b=\"x\"} 1\na{c=\"\\\"\",b=\"x\"} 1", true)]
    [InlineData("a 1\na{} 1", false)]
    [InlineData("a{c=\"x\0d\0y\"} 1\na{c=\"x\",d=\"y\"} 1", true)]
    public void OnLargeFamilies(string lines, bool keepsRules)
    {
        var samples = string.Concat(Enumerable.Range(0, 200).Select(i => $"a{{b=\"{i}\"}} {i}\n"));
        var page = Encoding.UTF8.GetBytes($"# TYPE a gauge\n{samples}{lines}\n# EOF\n");
        _readers.Check(page);
        Assert.Equal(keepsRules, ExpositionReader.Read(page, ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition()) is null);
    }

    /// <summary>However many labels a metric has, it is the same one where they stand in another order.</summary>
    [Theory]
    [InlineData("a_total{L} 1 5\na_created{R} 1 5", true)]
    [InlineData("a_total{L} 1 5\na_created{R} 1 4", false)]
    [InlineData("a_total{L} 1 5\na_created{R} 1", false)]
    [InlineData("a_total{L} 1 5\na_created{R,b=\"\"} 1", true)]
    [InlineData("a_total{L} 1\na_total{R} 1", false)]
    public void OnManyLabelsInAnotherOrder(string lines, bool keepsRules)
    {
        foreach (var count in (ReadOnlySpan<int>)[2, 64, 65, 200])
        {
            var labels = Enumerable.Range(0, count).Select(i => $"l{i}=\"{i}\"").ToList();
            var reversed = string.Join(',', labels.AsEnumerable().Reverse());
            var samples = lines.Replace("L", string.Join(',', labels), StringComparison.Ordinal).Replace("R", reversed, StringComparison.Ordinal);
            var page = Encoding.UTF8.GetBytes($"# TYPE a counter\n{samples}\n# EOF\n");
            _readers.Check(page);
            Assert.Equal(keepsRules, ExpositionReader.Read(page, ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition()) is null);
        }
    }

    private static IEnumerable<byte[]> RandomPages(int count)
    {
        for (var seed = 0; seed < count; seed++)
        {
            var output = new ArrayBufferWriter<byte>();
            MetricFamilyWriter.Write(new RandomFamilies(seed).Next(), ExpositionFormat.OpenMetrics100, output, NameEscaping.AllowUtf8);
            yield return output.WrittenSpan.ToArray();
        }
    }
}
