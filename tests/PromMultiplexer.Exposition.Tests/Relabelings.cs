using System.Text.Json;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Lists of rules, and a page for them to go over: the cases that a real Prometheus has its say about.</summary>
internal static class Relabelings
{
    public const string Page = """
        # HELP http_requests_total Requests.
        # TYPE http_requests_total counter
        http_requests_total{method="GET",path="/a",code="200"} 1
        http_requests_total{method="get",path="/b",code="404"} 2
        http_requests_total{method="POST",path="",code="500"} 3
        # TYPE latency_seconds histogram
        latency_seconds_bucket{path="/a",le="0.1"} 1
        latency_seconds_bucket{path="/a",le="1"} 2
        latency_seconds_bucket{path="/a",le="+Inf"} 3
        latency_seconds_sum{path="/a"} 4
        latency_seconds_count{path="/a"} 3
        # TYPE sizes summary
        sizes{quantile="0.5"} 1
        sizes_sum 2
        sizes_count 3
        plain 4
        odd{text="äöü \"quoted\" \\ back\nline",same="x",as="x"} 5
        odd{text="UPPER",same="x",as="y"} 6
        meta{kubernetes_pod_name="p",kubernetes_ns="n",other="o"} 7

        """;

    public static IReadOnlyList<RelabelRule[]> All { get; } =
    [
        [Rule(RelabelAction.Keep, "http.*", "__name__")],
        [Rule(RelabelAction.Drop, "latency_seconds_bucket|plain", "__name__")],
        [Rule(RelabelAction.Drop, "latency_seconds(_sum)?", "__name__"), Rule(RelabelAction.Keep, "[a-o].*", "__name__")],
        [Rule(RelabelAction.Drop, "http", "__name__")],
        [Rule(RelabelAction.Keep, "GET;/a", "method", "path")],
        [Rule(RelabelAction.Keep, "GET/a", "method", "path") with { Separator = "" }],
        [Rule(RelabelAction.Drop, "(?i)get", "method")],
        [Rule(RelabelAction.Drop, "", "path")],
        [Rule(RelabelAction.Keep, ".+", "nothing")],
        [Rule(RelabelAction.Replace, "(.)(.*)", "path") with { TargetLabel = "first", Replacement = "$1-${2}-$$-$3" }],
        [Rule(RelabelAction.Replace, "(?P<what>[a-z]+)_(?P<rest>.*)", "__name__") with { TargetLabel = "kind", Replacement = "${what}:$rest" }],
        [Rule(RelabelAction.Replace, "http_(.*)", "__name__") with { TargetLabel = "__name__", Replacement = "web_$1" }],
        [Rule(RelabelAction.Replace, "latency_(.*)_bucket", "__name__") with { TargetLabel = "__name__", Replacement = "other_$1" }],
        [Rule(RelabelAction.Replace, "(.*)", "code") with { TargetLabel = "code", Replacement = "" }],
        [Rule(RelabelAction.Replace, "([A-Z]+)", "method") with { TargetLabel = "is_$1", Replacement = "yes" }],
        [Rule(RelabelAction.Replace, "(.+)", "path") with { TargetLabel = "x$1", Replacement = "gone" }],
        [new RelabelRule { TargetLabel = "env", Replacement = "prod" }],
        [Rule(RelabelAction.Replace, "(.*)", "le") with { TargetLabel = "le", Replacement = "0$1" }],
        [Rule(RelabelAction.KeepEqual, "(.*)", "same") with { TargetLabel = "as" }],
        [Rule(RelabelAction.DropEqual, "(.*)", "same") with { TargetLabel = "as" }],
        [Rule(RelabelAction.DropEqual, "(.*)", "nothing") with { TargetLabel = "neither" }],
        [Rule(RelabelAction.LabelMap, "kubernetes_(.+)") with { Replacement = "k8s_$1" }],
        [Rule(RelabelAction.LabelMap, "kubernetes_(pod|ns)(_name)?")],
        [Rule(RelabelAction.LabelDrop, "method|path|le")],
        [Rule(RelabelAction.LabelKeep, "__name__|job|instance|code|le|quantile|text|method|path")],
        [Rule(RelabelAction.HashMod, "(.*)", "path", "method") with { TargetLabel = "shard", Modulus = 7 }],
        [Rule(RelabelAction.HashMod, "(.*)", "text") with { TargetLabel = "shard", Modulus = 1000000007 }, Rule(RelabelAction.Drop, "0|1|2|3", "shard")],
        [Rule(RelabelAction.Lowercase, "(.*)", "method") with { TargetLabel = "method" }],
        [Rule(RelabelAction.Uppercase, "(.*)", "text") with { TargetLabel = "loud" }],
        [Rule(RelabelAction.Drop, @"\w+", "text")],
        [Rule(RelabelAction.Drop, @"(?s).*\n.*", "text")],
        [Rule(RelabelAction.Keep, @"[[:upper:]]+|/\pL", "text")],
        [Rule(RelabelAction.Keep, @"\Q/a\E", "path")],
        [Rule(RelabelAction.Replace, "(.*)", "path") with { TargetLabel = "le" }],
        [Rule(RelabelAction.LabelDrop, "quantile"), Rule(RelabelAction.Replace, "sizes", "__name__") with { TargetLabel = "__name__", Replacement = "sizes_median" }],
    ];

    /// <summary>Rules as Prometheus' configuration has them. JSON is YAML.</summary>
    public static string ToYaml(IEnumerable<RelabelRule> rules) => $"[{string.Join(", ", rules.Select(ToYaml))}]";

    private static RelabelRule Rule(RelabelAction action, string pattern, params string[] sources)
    {
        Assert.True(Re2Pattern.TryParse(pattern, out var parsed, out var error), error);
        return new RelabelRule { Action = action, Pattern = parsed, SourceLabels = sources };
    }

    private static string ToYaml(RelabelRule rule)
    {
        var fields = new List<string> { $"action: {rule.Action.ToString().ToLowerInvariant()}" };
        Add("source_labels", rule.SourceLabels.Count > 0, rule.SourceLabels);
        Add("regex", rule.Pattern.Text != "(.*)", rule.Pattern.Text);
        Add("separator", rule.Separator != ";", rule.Separator);
        Add("modulus", rule.Modulus != 0, rule.Modulus);
        Add("target_label", rule.TargetLabel.Length > 0, rule.TargetLabel);
        Add("replacement", rule.Replacement != "$1", rule.Replacement);
        return $"{{{string.Join(", ", fields)}}}";

        void Add(string name, bool isGiven, object value)
        {
            if (isGiven)
            {
                fields.Add($"{name}: {JsonSerializer.Serialize(value)}");
            }
        }
    }
}
