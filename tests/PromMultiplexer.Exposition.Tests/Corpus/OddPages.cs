using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>
/// Makes text pages that are odd but plausible, always the same ones for the same seed. Most lines are spelled as usual, so
/// that the oddities stand among what is taken on the fast way. Written as strings with one character for each byte.
/// </summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="familyNames">The names that families may have. Few make many clashes.</param>
internal sealed class OddPages(Random random, string[] familyNames)
{
    /// <summary>Names that get into each other's way: those of histograms and summaries, and of their samples.</summary>
    public static readonly string[] ClashingNames = ["a", "b", "h", "h_sum", "h_count", "h_bucket", "h_count_sum", "h_a", "s", "s_count", "s_sum_bucket", "_"];

    /// <summary>Names of all lengths around those at which machine words and vectors end.</summary>
    public static readonly string[] WideNames =
    [
        "a", "ab", "_", ":", "x:y", "process_cpu_seconds_total", "go_gc_duration_seconds", "http_request_duration_seconds",
        new('n', 15), new('n', 16), new('n', 17), new('n', 31), new('n', 32), new('n', 33), new('n', 63), new('n', 64), new('n', 65), new('n', 300),
        new string('n', 32) + "_bucket", "h", "h_sum", "h_count",
    ];

    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped", "histogram", "summary"];

    private static readonly string[] OddTypes = ["Counter", "info", "unknown", "gaugehistogram", "counter ", "", " gauge", "stateset\r"];

    private static readonly string[] LabelNames =
    [
        "x", "le", "quantile", "container", "exported_container", "exported_exported_container", "y", "z",
        "abcdefg", "abcdefh", "abcdefgh", "abcdefgi", "abcdefghi", "abcdefghj", "le_", "quantil", "quantile_", "containe", "container_",
        new('l', 31), new('l', 32), new('l', 33), new('l', 65),
    ];

    private static readonly string[] OddLabelNames =
        ["\"x\"", "\"a.b\"", "\"a:b\"", "\"le\"", "\"container\"", "\"q\\\"\"", "\"\\x\"", "\"\\n\"", "\"a\nb\"", "\"\"", "\"\xff\"", "\"\xc3\xa9\"", "__name__", "9", "a:b", "__x"];

    private static readonly string[] LabelValues =
    [
        "", "1", "0.5", "+Inf", "0.99", "1e3", "-1", "NaN", "web", "GET", "/a/b?c=d", "C:\\\\dir", "say \\\"hi\\\"", "two\\nlines", "}", "{", ",", "=", "\\\\", "\\\"",
        "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", " ", "\t", "#", "le=\\\"1\\\"", "container=",
        new('v', 13), new('v', 14), new('v', 15), new('v', 16), new('v', 17), new('v', 31), new('v', 32), new('v', 33), new('v', 100),
        new string('v', 15) + "\\\"", new string('v', 14) + "\\\\", new string('v', 30) + "\\n",
    ];

    private static readonly string[] OddLabelValues =
        ["\\x", "a\nb", "\\\\\\q", "\r", "\0x", "a\0b", "\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\\", "\"", "\\\n", "1_0", "0x1p4", "1e400", "\x1b[31m"];

    private static readonly string[] Numbers =
    [
        "0", "1", "2", "3.5", "-1", "+1", "1e3", "1E-3", "1.5e+06", "NaN", "+Inf", "-Inf", "123456789", "0.000123", "1.7560473e+07", ".5", "5.", "-0", "00001",
    ];

    private static readonly string[] OddNumbers =
    [
        "nan", "inf", "Infinity", "-infinity", "iNf", "-nan", "+nan", "1e308", "1e309", "1e-400", "0e9999999999", "1e9999999999", "0x1p3", "1_0", "1e", "e1", ".", "+", "--1", "1..", "1\r", "1,", "",
        "9999999999999999999999", new('9', 199), new('9', 200), new('9', 308), new('9', 309), "0." + new string('0', 400) + "1", "1e+99", "1e100", "1.7976931348623159e308", "\xd9\xa1", "1\0",
    ];

    private static readonly string[] Timestamps = ["1", "1700000000000", "0", "0001", "999999999999999999"];

    private static readonly string[] OddTimestamps = ["-1", "+1", "1.5", "1 2", "9223372036854775807", "9223372036854775808", "00000000000000000000000001", "1e3", "x", "1\r", "1\0"];

    private static readonly string[] Helps = ["", "Help.", "Other help.", "a\\\\b", "two\\nlines", "\xc3\xa9", " padded ", "say \"hi\""];

    private static readonly string[] OddHelps = ["\\x", "\\", "\\\"", "\r", "a\0b", "\xff", "\\\\\\"];

    private static readonly string[] OddLines =
    [
        "", " ", "\t \t", "#", "# comment", "#comment", "#  HELP", "#HELP a b", "# HELP", "# HELP ", "# TYPE", "# HELP 9 x", "# EOF", "# UNIT a b", "# x\0y", "#x\0y", "\0", "# \0", "9", "{} 1", "{x=\"y\"} 1",
        "{\"a\",\"b\"} 1", "a{\"b\"} 1", "a", "a{", "a}", "a{} ", "a{x} 1", "a{x=y} 1", "a{x=\"y} 1", "a{,} 1", "a{x=\"y\",,} 1", "\xef\xbb\xbfa 1", "a 1 # {x=\"y\"} 1", "\r",
    ];

    /// <summary>How many lines are spelled in an odd way: one in so many. Most of the oddities make Prometheus refuse the page.</summary>
    public int OddLineRate { get; init; } = 60;

    public byte[] Next()
    {
        var lines = new List<string>();
        for (var families = random.Next(6); families > 0; families--)
        {
            AddFamily(lines);
        }

        if (OneIn(4))
        {
            Move(lines);
        }

        var end = OneIn(80) ? "\r\n" : "\n";
        var page = string.Concat(lines.Select(line => line + end));
        return Encoding.Latin1.GetBytes(OneIn(12) ? page.TrimEnd('\n') : page);
    }

    private void AddFamily(List<string> lines)
    {
        var name = Pick(familyNames);
        var type = Pick(Types);
        var first = lines.Count;
        if (!OneIn(3))
        {
            lines.Add($"# HELP {Metadata(name)} {Pick(IsOdd() ? OddHelps : Helps)}");
        }

        if (!OneIn(4))
        {
            lines.Add($"#{Blanks()}TYPE{Blanks()}{Metadata(name)} {(IsOdd() ? Pick(OddTypes) : type)}");
        }

        if (OneIn(10))
        {
            lines.Reverse(first, lines.Count - first);
        }

        for (var samples = OneIn(6) ? 0 : random.Next(1, 6); samples > 0; samples--)
        {
            lines.Add(IsOdd() ? Pick(OddLines) : Sample(name, type));
        }
    }

    private string Sample(string family, string type)
    {
        var isUsual = !OneIn(15);
        var suffix = !isUsual ? Pick(["", "_sum", "_count", "_bucket", "_total"]) : type switch
        {
            "histogram" => Pick(["_bucket", "_bucket", "_sum", "_count"]),
            "summary" => Pick(["", "", "_sum", "_count"]),
            _ => "",
        };
        var bound = (type, suffix) switch
        {
            ("histogram", "_bucket") => Pick(["le=\"1\"", "le=\"+Inf\"", "le=\"0.5\""]),
            ("summary", "") => Pick(["quantile=\"0.5\"", "quantile=\"0.99\""]),
            _ => "",
        };
        var labels = Labels(isUsual && bound.Length > 0 ? [bound] : []);
        var number = Pick(isUsual && suffix is "_bucket" or "_count" ? Numbers[..4] : Numbers);
        return Spell(family + suffix, labels, IsOdd() ? Pick(OddNumbers) : number, OneIn(8) ? $"{Blanks()}{(IsOdd() ? Pick(OddTimestamps) : Pick(Timestamps))}" : "");
    }

    private List<string> Labels(List<string> labels)
    {
        var count = OneIn(100) ? random.Next(22, 28) : random.Next(4);
        for (var i = 0; i < count; i++)
        {
            // Where there are many, they are to differ.
            var name = count > 20 ? $"n{i}" : IsOdd() ? Pick(OddLabelNames) : LabelNames[OneIn(3) ? random.Next(LabelNames.Length) : random.Next(8)];
            var isTaken = labels.Exists(label => label.StartsWith(name + "=", StringComparison.Ordinal));
            if (!isTaken || OneIn(30))
            {
                labels.Insert(random.Next(labels.Count + 1), $"{name}{OddBlanks()}={OddBlanks()}\"{Pick(IsOdd() ? OddLabelValues : LabelValues)}\"");
            }
        }

        return labels;
    }

    private string Spell(string name, List<string> labels, string value, string timestamp)
    {
        var isQuoted = IsOdd();
        if (isQuoted)
        {
            labels.Insert(OneIn(4) ? random.Next(labels.Count + 1) : 0, OneIn(2) ? $"\"{name}\"" : $"\"{name}.x\"");
        }

        var comma = IsOdd() ? Pick([" , ", ", ", " ", "\t,"]) : ",";
        var inside = string.Join(comma, labels) + (labels.Count > 0 && IsOdd() ? "," : "");
        var braces = labels.Count > 0 || OneIn(20) ? $"{{{OddBlanks()}{inside}{OddBlanks()}}}" : "";
        var start = IsOdd() ? Pick([" ", "\t", ""]) : "";
        return $"{start}{(isQuoted ? "" : name)}{OddBlanks()}{braces}{(braces.Length > 0 && IsOdd() ? "" : Blanks())}{value}{timestamp}{OddBlanks()}";
    }

    private string Metadata(string name) => IsOdd() ? Pick([$"\"{name}\"", $"\"{name}.x\"", "\"\"", "\"q\\\"\""]) : name;

    /// <summary>Tears families apart and puts metadata behind samples.</summary>
    private void Move(List<string> lines)
    {
        for (var moves = random.Next(1, 4); moves > 0 && lines.Count > 1; moves--)
        {
            var line = lines[random.Next(lines.Count)];
            lines.Remove(line);
            lines.Insert(random.Next(lines.Count + 1), line);
        }
    }

    private string Blanks() => IsOdd() ? Pick(["  ", "\t", " \t "]) : " ";

    private string OddBlanks() => IsOdd() ? Pick([" ", "\t", "  "]) : "";

    private bool IsOdd() => OneIn(OddLineRate);

    private bool OneIn(int count) => random.Next(count) == 0;

    private string Pick(ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];
}
