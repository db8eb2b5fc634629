using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Series that stand twice are found by hashes in strict mode; a set of strings is the model.</summary>
public sealed class DuplicateSeriesTests
{
    private static readonly string[] Names = ["a", "b", "a_much_longer_name_of_a_metric_than_usual"];

    private static readonly string[] LabelNames = ["x", "le", "code", "quantile", "a_long_name_of_a_label", "\"quoted name\""];

    private static readonly string[] Values = ["", "1", "12345678", "a\\\\b", "c\\nd", "e\\\"f", "a value that is longer than thirty-two bytes"];

    [Fact]
    public void AreFoundWhateverTheOrderOfTheLabels()
    {
        var random = new Random(1);
        var parsed = new ParsedExposition();
        var found = 0;
        for (var round = 0; round < 4_000; round++)
        {
            var page = new StringBuilder();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var twice = 0;
            for (var line = 1; line <= 40; line++)
            {
                page.Append(Line(random, Names[line / 14], out var key)).Append('\n');
                if (!seen.Add(key) && twice == 0)
                {
                    twice = line;
                }
            }

            var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page.ToString()), ExpositionFormat.Text100, ReadMode.Strict, parsed);

            Assert.True((error is null) == (twice == 0), $"{error}, but {twice}, on\n{page}");
            if (error is not null)
            {
                found++;
                Assert.Equal("the same series twice", error.Reason);
                Assert.Equal(twice, error.Line);
            }
        }

        // Neither all nor none, or the test would not tell anything.
        Assert.InRange(found, 400, 3_600);
    }

    [Fact]
    public void AreFoundOnAPageOfAnySize()
    {
        var parsed = new ParsedExposition();
        foreach (var count in (int[])[511, 512, 513, 2_048, 20_000])
        {
            var page = new StringBuilder();
            for (var i = 0; i < count; i++)
            {
                page.Append($"a{{i=\"{i}\",x=\"y\"}} {i}\n");
            }

            Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page.ToString()), ExpositionFormat.Text004, ReadMode.Strict, parsed));
            foreach (var again in (int[])[0, count / 2, count - 1])
            {
                var error = ExpositionReader.Read(
                    Encoding.UTF8.GetBytes($"{page}a{{x=\"y\",i=\"{again}\"}} 1\n"), ExpositionFormat.Text004, ReadMode.Strict, parsed);
                Assert.Equal((count + 1, "the same series twice"), (error?.Line, error?.Reason));
            }
        }
    }

    [Fact]
    public void AreNotThoseWhoseHashesAreTheSame()
    {
        var page = new ParsedExposition();
        Assert.Null(ExpositionReader.Read("a{x=\"1\"} 1\na{x=\"2\"} 1\na{y=\"\",x=\"1\"} 1\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, page));
        var series = new DuplicateSeries();
        series.Start(page);

        Assert.True(series.Add(page.Samples[0].Start, 7));
        Assert.True(series.Add(page.Samples[1].Start, 7));
        Assert.False(series.Add(page.Samples[2].Start, 7));
    }

    private static string Line(Random random, string name, out string key)
    {
        var labels = LabelNames.Select(label => (label, Values[random.Next(Values.Length)])).Where(_ => random.Next(3) == 0).ToArray();
        random.Shuffle(labels);
        var spelled = string.Join(',', labels.Select(label => $"{label.label}=\"{label.Item2}\""));
        var blank = random.Next(4) == 0 ? "  " : " ";
        var timestamp = random.Next(5) == 0 ? $" {random.Next(3)}" : "";
        key = name + string.Join(',', labels.Where(label => label.Item2.Length > 0).Select(label => $"{label.label}={label.Item2}").Order(StringComparer.Ordinal)) + timestamp;
        return $"{name}{(spelled.Length > 0 || random.Next(2) == 0 ? $"{{{spelled}}}" : "")}{blank}{random.Next(100)}{timestamp}";
    }
}
