using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Random pages with odd names, many of which fall together, escaped and then read by the strictest readers there are.</summary>
public sealed class EscapedPagesTests
{
    private const int PagesOfEachKind = 300;

    /// <summary>As a process has to be started for each.</summary>
    private const int PagesForPromtool = 10;

    private static readonly string[] s_families =
    [
        "a.b", "a-b", "a_b", "a:b", "a b", "U__a_2e_b", "a.b_count", "a-b.sum", "a_b.bucket", "a.b_total", "a-b_total", "a.b_info", "a.b_created",
        "花", "火", "5", "a\"b", "a\\b", "a\nb", "x_seconds", "x.y_seconds", "😱",
    ];

    private static readonly string[] s_labels = ["x.y", "z", "5", "q:r", "\"", "花火", "i-j"];

    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Dots)]
    [InlineData(NameEscaping.Values)]
    public void AreReadByStrictReaders(NameEscaping escaping)
    {
        var random = new Random(20260901);
        var escapers = new[] { new ExpositionEscaper(), new ExpositionEscaper() };
        var openMetrics = new StringBuilder();
        var samples = 0;
        var dropped = 0;
        var refusedByPromtool = new List<string>();
        for (var i = 0; i < PagesOfEachKind; i++)
        {
            var sources = new LabeledExposition[2];
            var expected = new HashSet<string>();
            for (var source = 0; source < 2; source++)
            {
                var isOpenMetrics = random.Next(2) == 0;
                var page = RandomPage(random, isOpenMetrics);
                var parsed = Read(page, isOpenMetrics ? ExpositionFormat.OpenMetrics100 : ExpositionFormat.Text100, ReadMode.Tolerant);
                var escaped = escapers[source].Escape(parsed, escaping);
                Assert.Equal(parsed.SampleCount + parsed.DroppedSampleCount, escaped.SampleCount + escaped.DroppedSampleCount);
                dropped += escaped.DroppedSampleCount - parsed.DroppedSampleCount;
                expected.UnionWith(SeriesOf(parsed, NameEscaping.Underscores, $"container=c{source}"));
                sources[source] = new LabeledExposition();
                Assert.Null(new LabelInjector("container", $"c{source}").Label(escaped, sources[source]));
            }

            var text = Pages.Write(new FamilyMerger().Merge(sources, ExpositionFormat.Text004));
            var read = Read(text, ExpositionFormat.Text004, ReadMode.Strict);
            Assert.Equal(sources.Sum(source => source.Exposition.SampleCount), read.SampleCount);
            Assert.False(read.HasQuotedNames && escaping != NameEscaping.AllowUtf8);
            if (escaping == NameEscaping.Underscores)
            {
                Assert.Equal(expected.Order(), SeriesOf(read, NameEscaping.AllowUtf8).Distinct().Order());
            }

            if (i < PagesForPromtool && escaping != NameEscaping.AllowUtf8 && OtherReaders.HasPromtool && OtherReaders.RefusalOfPromtool(text) is { } refusal)
            {
                refusedByPromtool.Add($"{refusal}\n{text}");
            }

            var page2 = Pages.Write(new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100), ExpositionFormat.OpenMetrics100);
            Read(page2, ExpositionFormat.OpenMetrics100, ReadMode.Strict);
            openMetrics.Append(page2);
            samples += read.SampleCount;
        }

        Assert.True(escaping is NameEscaping.AllowUtf8 ? dropped == 0 : escaping is NameEscaping.Values || dropped > 0);
        Assert.Empty(refusedByPromtool);
        if (escaping == NameEscaping.AllowUtf8)
        {
            return;
        }

        if (OtherReaders.HasPython)
        {
            Assert.Equal(samples, OtherReaders.CountWithPython(openMetrics.ToString()));
        }
        else
        {
            SharedData.SaySkipped("python3 and its prometheus_client");
        }

        if (!OtherReaders.HasPromtool)
        {
            SharedData.SaySkipped("promtool");
        }
    }

    /// <summary>The series of a page, name by name, as nobody could misunderstand them: under underscores it makes no difference where a name ends. Those with a label twice are none.</summary>
    private static IEnumerable<string> SeriesOf(ParsedExposition page, NameEscaping escaping, params string[] more)
    {
        var series = new List<string>();
        foreach (ref var sample in page.Samples.AsSpan())
        {
            var line = new SampleLine(page.BytesOf(sample.Line));
            var names = new HashSet<string>();
            var labels = new List<string>(more);
            foreach (var label in line.Labels)
            {
                var name = NameEscaper.Escape(TextEscape.Unescape(label.Name), NameKind.Label, escaping);
                names.Add(name);
                labels.Add($"{name}={TextEscape.Unescape(label.Value)}");
            }

            if (names.Count + more.Length == labels.Count)
            {
                labels.Sort(StringComparer.Ordinal);
                series.Add($"{NameEscaper.Escape(TextEscape.Unescape(line.Name), NameKind.Metric, escaping)}{{{string.Join(',', labels)}}}");
            }
        }

        return series;
    }

    private static string RandomPage(Random random, bool isOpenMetrics)
    {
        var page = new StringBuilder();
        var names = s_families.OrderBy(_ => random.Next()).Take(random.Next(1, 7)).ToArray();
        foreach (var name in names)
        {
            AddFamily(page, random, name, isOpenMetrics);
        }

        // A page without any such name would not be worth escaping.
        AddFamily(page, random, "always.there", isOpenMetrics);
        return isOpenMetrics ? page.Append("# EOF\n").ToString() : page.ToString();
    }

    private static void AddFamily(StringBuilder page, Random random, string name, bool isOpenMetrics)
    {
        string[] types = isOpenMetrics
            ? ["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"]
            : ["counter", "gauge", "histogram", "summary", "untyped"];
        var type = types[random.Next(types.Length)];
        if (random.Next(3) > 0)
        {
            page.Append($"# HELP {Quote(name)} Help {random.Next(2)}.\n");
        }

        page.Append($"# TYPE {Quote(name)} {type}\n");
        if (isOpenMetrics && name.EndsWith("_seconds", StringComparison.Ordinal) && type is not ("info" or "stateset"))
        {
            page.Append($"# UNIT {Quote(name)} seconds\n");
        }

        var labels = s_labels.OrderBy(_ => random.Next()).Take(random.Next(4)).ToArray();
        for (var metric = random.Next(4); metric > 0; metric--)
        {
            var common = labels.Select(label => $"{Quote(label, isLabel: true)}=\"{metric}\"").ToList();
            common.Add($"m=\"{(metric * 2) + random.Next(2)}\"");

            // Else a part of one family could be the same series as another family: that is for whoever makes a page to avoid.
            common.Add($"t=\"{type}\"");
            var exemplar = isOpenMetrics && random.Next(2) == 0 ? $" # {{{Quote(s_labels[random.Next(s_labels.Length)], isLabel: true)}=\"1\"}} 1" : "";
            switch (type)
            {
                case "histogram" or "gaugehistogram":
                    var g = type == "histogram" ? "" : "g";
                    Add("_bucket", "le=\"1.0\"", "1" + exemplar);
                    Add("_bucket", "le=\"+Inf\"", "2");
                    Add($"_{g}count", null, "2");
                    Add($"_{g}sum", null, "3");
                    break;
                case "summary":
                    Add("", "quantile=\"0.5\"", "1");
                    Add("_count", null, "2");
                    Add("_sum", null, "3");
                    break;
                case "counter" when isOpenMetrics:
                    Add("_total", null, "1" + exemplar);
                    break;
                case "info":
                    Add("_info", null, "1");
                    break;
                case "stateset":
                    Add("", $"{Quote(name, isLabel: true)}=\"on\"", "1");
                    break;
                default:
                    Add("", null, "7");
                    break;
            }

            if (isOpenMetrics && type is "counter" or "histogram" or "summary" && random.Next(2) == 0)
            {
                Add("_created", null, "5");
            }

            void Add(string suffix, string? bound, string value)
            {
                var pairs = bound is null ? common : [.. common, bound];
                page.Append(Quote(name) == name
                    ? $"{name}{suffix}{{{string.Join(',', pairs)}}} {value}\n"
                    : $"{{{Quote(name + suffix)},{string.Join(',', pairs)}}} {value}\n");
            }
        }
    }

    private static string Quote(string name, bool isLabel = false)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return (isLabel ? NameSyntax.IsLabelName(bytes) : NameSyntax.IsMetricName(bytes)) ? name : $"\"{TextEscape.Quoted(name)}\"";
    }

    private static ParsedExposition Read(string page, ExpositionFormat format, ReadMode mode)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), format, mode, parsed);
        Assert.True(error is null, $"{error}\n{page}");
        return parsed;
    }
}
