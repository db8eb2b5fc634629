using System.Text;
using System.Text.RegularExpressions;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>The pages that real programs are asked about: the golden ones, and some that only they can be asked about.</summary>
internal static partial class OddCases
{
    private static readonly KnownDifference s_quotes = new(
        2, "Names in quotes came with Prometheus 3.0; before, pages with them are refused.", page => NameInQuotes().IsMatch(page));

    private static readonly KnownDifference[] s_text =
    [
        s_quotes,
        new(2, "To Prometheus before 3.0 the name of an empty label was not free.", page => page.Contains("exported_container=\"\"", StringComparison.Ordinal)),
        new(2, "Prometheus 2 overwrites both of two labels of the name that it adds, before it looks for labels that are there twice.", page => ContainerTwice().IsMatch(page)),
        new(3, "Prometheus 3 takes blanks in front of a name for a part of the name. Nobody else does.", page => NameBehindBlanks().IsMatch(page)),
        MixedTimes(ExpositionFormat.Text004),
        QuoteBehindNul(2),
        QuoteBehindNul(3),
    ];

    private static readonly KnownDifference[] s_openMetrics =
    [
        s_quotes,
        new(2, "Prometheus 3 takes a comma behind the last label of OpenMetrics, as its reader of text does; before, such pages are refused.", page => TrailingComma().IsMatch(page)),
        new(2, "Prometheus before 3.0 refuses a page with an exemplar on a sample that cannot have one.", page => StrayExemplar().IsMatch(page)),
        MixedTimes(ExpositionFormat.OpenMetrics100),
        new(3, "To Prometheus 3 an empty page is one without samples in any format. Here OpenMetrics without its end is not whole.", page => page.Length == 0),
    ];

    private static readonly KnownDifference[] s_protobuf =
    [
        new(2, s_quotes.Reason, page => page.Contains("my.requests", StringComparison.Ordinal)),
        new(2, "Prometheus 2 does not mind native histograms without the buckets of what they count.", page => page == Encoding.Latin1.GetString(s_classicBehindNative!)),
        new(3, "Prometheus 3 refuses a page with a unit that is not the end of the name. Here the unit is left out.", page => StrayUnit().IsMatch(page)),
    ];

    private static readonly string[] s_more =
    [
        "a{__name__=\"b\"} 1\n", "a{__name__=\"a\"} 1\n", "a{__name__=\"\"} 1\n", "{__name__=\"a\"} 1\n", "a 1\nb{__name__=\"c\"} 2\n",
        "a{b=\"\"} 1\n", "a{b=\"\",b=\"\"} 1\n", "a{b=\"\",b=\"c\"} 1\n", "a{b=\"c\",b=\"c\"} 1\n", "a{container=\"x\"} 1\n", "a{container=\"\"} 1\n",
        "a{container=\"x\",exported_container=\"y\"} 1\n", "a{container=\"x\",exported_container=\"\"} 1\n", "a{exported_container=\"x\"} 1\n",
        "# HELP h A histogram.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
        "# TYPE h histogram\nh_bucket{le=\"x\"} 1\nh_sum{le=\"\"} 3\nh_count -2\nh 5\n",
        "# TYPE s summary\ns{quantile=\"x\"} 1\ns_sum{quantile=\"y\"} 3\ns 2\n",
        "# TYPE h histogram\nh_count 1\n# TYPE h_count counter\nh_count{a=\"b\"} 2\n", "h_count 1\nh_sum 2\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n",
        "a 1\na 2\n", "a{b=\"c\"} 1\na{b=\"c\",d=\"\"} 2\n", "b 1\na 1\nb{c=\"d\"} 2\n", "# TYPE a gauge\n# TYPE a counter\na 1\n", "# TYPE a counter\na -1\n", "# TYPE a counter\na NaN\n",
        "a{b=\"\xef\xbb\xbf\"} 1\n", "\xef\xbb\xbfa 1\n", "a{b=\"\x1b[31m\"} 1\n", "a{b=\"\0\"} 1\n", "a{b=\"x\0y\"} 1\n", "# HELP a x\0y\na 1\n", "a 1\n\0\nb 1\n", "a 1\n#\0\nb 1\n", "a 1\n# \0\nb 1\n", "a 1\n# x\0\nb 1\n",
        "a 1\r\nb 2\r\n", "# HELP a x\r\na 1\n", "# TYPE a gauge\r\na 1\n", "#\r\na 1\n", "a{b=\"\r\"} 1\n", "a{b=\"\xff\"} 1\n", "# HELP a \xff\na 1\n", "# \xff\na 1\n", "# HELP a\xc3\xa9\na 1\n",
        "a 0x1p3\n", "a 1_000\n", "a 1e309\n", "a -1e309\n", "a 1e-400\n", "a 00\n", "a +1\n", "a iNfInItY\n", "a +nan\n", "a NAN\n", "a 1e+0000000000000000001\n", "a .\n", "a 1,5\n", "a 0x1\n",
        $"a {new string('9', 310)}\n", $"a 0.{new string('0', 400)}1\n", $"{new string('n', 1000)}{{{new string('l', 1000)}=\"{new string('v', 5000)}\"}} 1\n",
        $"a{{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"l{i}=\"{i}\""))}}} 1\n",
        "a{b=\"1\"} 1 EARLIER\na 2 NOW\na{b=\"1\"} 3 NOW\n", "a 1 NOW\na{b=\"1\"} 2 EARLIER\na 3 EARLIER\n", "a 1\na{b=\"1\"} 2\na 3 EARLIER\n", "a 1\na{b=\"1\"} 2\na 3\n",
        "# TYPE s summary\ns{quantile=\"0\"} 1\ns{a=\"1\",quantile=\"0\"} 2\ns{quantile=\"1\"} 3\ns_count 4\ns_count{a=\"1\"} 5\ns_sum{a=\"1\"} 6\ns_sum 7\n",
        "a 1 NOW\n", "a 1 1\n", "a 1 -1\n", "a 1 1.5\n", "a 1 1e3\n", "a 1 9223372036854775808\n", "a 1 NOW # {b=\"c\"} 1\n", "a 1 # comment\n",
        "a {b=\"c\"} 1\n", "a{b=\"c\"}1\n", "a\t{\tb\t=\t\"c\"\t,\t}\t1\t\n", "a{b=\"c\" d=\"e\"} 1\n", "a{b=\"c\";d=\"e\"} 1\n", "a{ } 1\n", "a{ , } 1\n", "a{b='c'} 1\n", "a{b=\"c\"}\n1\n", "a\n", "a \n", "a{b=\"c\"\n} 1\n",
        "# EOF\n", "a 1\n# EOF\nb 1\n", "# UNIT a_seconds seconds\na_seconds 1\n", "# TYPE a unknown\na 1\n", "# TYPE a info\n", "# TYPE a stateset\n", "# TYPE a gaugehistogram\n", "# TYPE a GAUGE\n", "# TYPE a gauge \n", "# TYPE a\n", "# HELP a\na 1\n",
        "# HELP\n", "# HELP \n", "# TYPE \n", "#HELP a b\n", "#TYPE a foo\n", "# TYPE a:b:c gauge\na:b:c 1\n", "# TYPE 9 gauge\n", "a.b 1\n", "a-b 1\n", "\xc3\xa9 1\n", "a{\xc3\xa9=\"b\"} 1\n", "a{b=\"\xc3\xa9\"} 1\n", "a{b-c=\"d\"} 1\n",
        "<html><body>404</body></html>\n", "{\"json\": true}\n", "\n\n\n", " \t \n", "\n", "a{b=\"c\n", "a{b=\"\\\n\"} 1\n", "a{b=\"\\q\"} 1\n", "a{b=\"\\\\n\"} 1\n",
        "a{\"\"=\"\",b=\"c\"} 1\n", "{\"a\",\"\"=\"\"} 1\n", "a{\"\"=\"x\"} 1\n", "a{b=\"c\"\0} 1\n", "a{b=\"c\"\0,d=\"e\"} 1\n", "# HELP a \\q \\\\ \\n \\\"\na 1\n",
    ];

    private static readonly string[] s_moreOpenMetrics =
    [
        "a 1\n# EOF\n", "a{b=\"c\"} 1 NOW\n# EOF\n", "a 1 NOW # {b=\"c\"} 1 NOW\n# EOF\n", "# TYPE a counter\na_total 1 # {b=\"\\b\"} 1\n# EOF\n", "# TYPE a counter\na_total 1\na_created 5\n# EOF\n",
        "# TYPE a counter\na 1\n# EOF\n", "# TYPE a unknown\na 1\n# TYPE a counter\n# EOF\n", "# TYPE a gauge\n# TYPE a counter\na_total 1\na 2\n# EOF\n", "# TYPE _total counter\n_total 1\n# EOF\n", "# TYPE a info\na_info{b=\"c\"} 5\n# EOF\n",
        "# TYPE s stateset\ns{s=\"on\"} 1\ns{s=\"off\"} 0\ns{s=\"?\"} 7\n# EOF\n", "# TYPE g gaugehistogram\ng_bucket{le=\"1\"} 1\ng_bucket{le=\"+Inf\"} 2\ng_gcount 2\ng_gsum -1\n# EOF\n",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_count 9\nh_sum NaN\nh_created 1\n# EOF\n", "# TYPE h histogram\nh_sum{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_count 2\n# EOF\n",
        "# TYPE s summary\ns{quantile=\"x\"} 1\ns_sum{quantile=\"y\"} 3\ns 2\n# EOF\n", "a{__name__=\"b\"} 1\n# EOF\n", "a{b=\"\"} 1\n# EOF\n", "a{b=\"c\",b=\"c\"} 1\n# EOF\n", "a{container=\"x\"} 1\n# EOF\n",
        "a 0x1p3\n# EOF\n", "a 1_0\n# EOF\n", "a 1e400\n# EOF\n", "a nan\n# EOF\n", "a Inf\n# EOF\n", "a +1\n# EOF\n", "a  1\n# EOF\n", "a 1 \n# EOF\n", "a\t1\n# EOF\n", "a{ b=\"c\"} 1\n# EOF\n", "a{b=\"c\",} 1\n# EOF\n", "a{b=\"x\ny\"} 1\n# EOF\n",
        "a 1 NaN\n# EOF\n", "a 1 1e3\n# EOF\n", "a 1 -1\n# EOF\n", "# UNIT a_seconds seconds\na_seconds 1\n# EOF\n", "# UNIT a seconds\na 1\n# EOF\n", "# HELP a \\q \\\" \\n\na 1\n# EOF\n", "# HELP a \xff\na 1\n# EOF\n", "a{b=\"\xff\"} 1\n# EOF\n",
        "", "# EOF", "# EOF\n\n", "# EOF\na 1\n", "a 1\n", "\n# EOF\n", "# comment\n# EOF\n", "#\n# EOF\n", "# TYPE a untyped\na 1\n# EOF\n", "# TYPE a Gauge\na 1\n# EOF\n", "a 1\r\n# EOF\n", "a 1\n\0# EOF\n", "a 1 # {} 1\n# EOF\n", "a 1 # {b=\"c\"}\n# EOF\n", "a 1 #{b=\"c\"} 1\n# EOF\n",
        "# TYPE a counter\na_total 1 # {b=\"x\0\"} 1\n# EOF\n", "# TYPE a counter\na_total{b=\"x\0\"} 1 # {b=\"x\"} 1\n# EOF\n",
        "# TYPE a counter\na_total 1 # {\"\"=\"\"} 1\n# EOF\n", "# TYPE a counter\na_total 1 # {b=\"c\",\"\"=\"x\"} 1\n# EOF\n",
    ];

    private static readonly byte[] s_nativeMetric = ProtobufPages.Metric(ProtobufPages.Bytes(7,
        ProtobufPages.Integer(1, 4), ProtobufPages.Number(2, 9.5), ProtobufPages.Zigzag(5, 3), ProtobufPages.Number(6, 0.1), ProtobufPages.Integer(7, 1),
        ProtobufPages.Bytes(12, ProtobufPages.Zigzag(1, -1), ProtobufPages.Integer(2, 2)), ProtobufPages.Bytes(13, [4, 1])));

    private static readonly byte[] s_nativeHistogram = ProtobufPages.Family("n", 4, s_nativeMetric);

    private static readonly byte[] s_classicMetric = ProtobufPages.Metric(ProtobufPages.Label("x", "1"), ProtobufPages.Bytes(7,
        ProtobufPages.Integer(1, 3), ProtobufPages.Number(2, 5), ProtobufPages.Bytes(3, ProtobufPages.Integer(1, 1), ProtobufPages.Number(2, 1))));

    private static readonly byte[] s_emptyMetric = ProtobufPages.Metric(ProtobufPages.Label("x", "2"), ProtobufPages.Bytes(7, ProtobufPages.Integer(1, 0)));

    private static readonly byte[] s_classicBehindNative = ProtobufPages.Family("n", 4, s_nativeMetric, s_classicMetric);

    /// <summary>Native histograms and others of one name, in one message and in several.</summary>
    private static readonly byte[][] s_mixedHistograms =
    [
        [.. s_nativeHistogram, .. ProtobufPages.Family("n", 4, s_classicMetric)],
        [.. ProtobufPages.Family("n", 4, s_classicMetric), .. s_nativeHistogram],
        s_classicBehindNative,
        ProtobufPages.Family("n", 4, s_nativeMetric, s_emptyMetric),
        ProtobufPages.Family("n", 4, s_classicMetric, s_nativeMetric),
        ProtobufPages.Family("n", 4, s_classicMetric, s_nativeMetric, s_emptyMetric),
    ];

    /// <summary>Pages of OpenMetrics: those of the golden tables, the cases of the OpenMetrics project, and more.</summary>
    public static IReadOnlyList<OddCase> OpenMetrics { get; } =
    [
        .. KnownPages.OpenMetrics.Concat(s_moreOpenMetrics.Select(page => Encoding.Latin1.GetBytes(page.Replace("NOW", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0}"))))
            .DistinctBy(Convert.ToHexString)
            .Select(page => new OddCase(ExpositionFormat.OpenMetrics100, page, s_openMetrics)),
    ];

    /// <summary>Pages of protobuf: a family of each type, real pages where they are at hand, and broken ones.</summary>
    public static IReadOnlyList<OddCase> Protobuf { get; } =
    [
        .. MixedFormatsTests.Messages.Select(row => (byte[])row[0])
            .Concat(ProtobufMutationTests.Messages)
            .Concat(RealProtobuf())
            .Append(s_nativeHistogram).Append([]).Append(s_nativeHistogram[..^1]).Append([.. s_nativeHistogram, 5])
            .Concat(s_mixedHistograms)
            .Append(ProtobufPages.Family("", 1, ProtobufPages.Metric(ProtobufPages.Gauge(1))))
            .Append(ProtobufPages.Family("g", 99, ProtobufPages.Metric(ProtobufPages.Gauge(1))))
            .Append(ProtobufPages.Family("g", 1, ProtobufPages.Metric(ProtobufPages.Label("a", "b"), ProtobufPages.Label("a", "c"), ProtobufPages.Gauge(1))))
            .DistinctBy(Convert.ToHexString)
            .Select(page => new OddCase(ExpositionFormat.Protobuf, page, s_protobuf)),
    ];

    public static IReadOnlyList<OddCase> All { get; } =
    [
        .. KnownPages.Golden
            .Concat(s_more.Select(page => Encoding.Latin1.GetBytes(page
                .Replace("NOW", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}")
                .Replace("EARLIER", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 5000}"))))
            .Concat(RandomPages())
            .DistinctBy(Convert.ToHexString)
            .Select(page => new OddCase(ExpositionFormat.Text004, page, s_text)),
    ];

    private static KnownDifference MixedTimes(ExpositionFormat format) => new(
        3,
        "Of a series with a time and without one, Prometheus 3 takes the one or the other, as it has scraped it before or not.",
        page => HasMixedTimes(page, format));

    private static KnownDifference QuoteBehindNul(int major) => new(
        major,
        "Prometheus takes a NUL behind the quote that ends a value for the end, and the quote for a part of the value. Nobody else does.",
        page => NulBehindQuote().IsMatch(page));

    /// <summary>Whether a series of the page has samples with a time and others without.</summary>
    private static bool HasMixedTimes(string page, ExpositionFormat format)
    {
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(Encoding.Latin1.GetBytes(page), format, ReadMode.Tolerant, parsed) is not null)
        {
            return false;
        }

        var hasTime = new Dictionary<string, bool>();
        foreach (ref var sample in parsed.Samples.AsSpan())
        {
            var line = new SampleLine(parsed.BytesOf(sample.Line));
            var series = $"{Encoding.UTF8.GetString(line.Name)}\0{MetricIdentity.KeyOf(line, default)}";
            if (hasTime.TryGetValue(series, out var had) && had == line.Timestamp.IsEmpty)
            {
                return true;
            }

            hasTime[series] = !line.Timestamp.IsEmpty;
        }

        return false;
    }

    private static IEnumerable<byte[]> RandomPages()
    {
        var pages = new OddPages(new Random(5), OddPages.ClashingNames) { OddLineRate = 300 };
        return Enumerable.Range(0, Effort.Rounds(100)).Select(_ => pages.Next());
    }

    private static IEnumerable<byte[]> RealProtobuf() => SharedData.Find("payloads") is { } folder
        ? Directory.GetFiles(folder, "*.pb").Order(StringComparer.Ordinal).Select(file => File.ReadAllBytes(file))
        : [];

    [GeneratedRegex("^(?![a-z]+(?:_total|_bucket))[^#\\n]+ # [{]", RegexOptions.Multiline)]
    private static partial Regex StrayExemplar();

    [GeneratedRegex(",}")]
    private static partial Regex TrailingComma();

    [GeneratedRegex("[{,]\\s*\"(?:[^\"\\\\]|\\\\.)*\"\\s*[,}=]|^# (?:HELP|TYPE) +\"", RegexOptions.Multiline)]
    private static partial Regex NameInQuotes();

    [GeneratedRegex("^[ \\t]+[a-zA-Z_:]", RegexOptions.Multiline)]
    private static partial Regex NameBehindBlanks();

    [GeneratedRegex("\n\u0001[a-z].*\\*(?:\u0007seconds|\u0001s)", RegexOptions.Singleline)]
    private static partial Regex StrayUnit();

    [GeneratedRegex("=\"[^\"]*\"\0")]
    private static partial Regex NulBehindQuote();

    [GeneratedRegex("[{,]container=[^\\n]*,container=")]
    private static partial Regex ContainerTwice();
}
