using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Testing;

/// <summary>Finds what is wrong with a page: what Prometheus refuses, what the format's specification refuses, what convention is against.</summary>
internal static class PageTest
{
    /// <summary>The rule that is broken where Prometheus refuses the page.</summary>
    public const string Syntax = "Syntax";

    /// <summary>The rule that is broken where only the format's specification refuses the page.</summary>
    public const string Specification = "Specification";

    /// <summary>Looks through a page.</summary>
    /// <param name="page">The page, in a format that can be read.</param>
    /// <param name="isStrict">Whether what only the specification refuses is an error too.</param>
    /// <returns>The issues in the order of the lines; where Prometheus refuses the page, that one alone.</returns>
    public static IEnumerable<MetricsIssue> Run(SourcePage page, bool isStrict)
    {
        var strict = PageReading.Of(page, ReadMode.Strict);
        var tolerant = strict.Refusal is null ? strict : PageReading.Of(page, ReadMode.Tolerant);

        // The reader drops what has a label twice and reads on. Prometheus does not.
        if ((tolerant.Refusal ?? tolerant.Parsed.FirstDroppedSample) is { } refusal)
        {
            return [Describe(refusal, MetricsIssueSeverity.Error, Syntax, page)];
        }

        var issues = Lint(page, tolerant).Select(finding => new MetricsIssue
        {
            Severity = MetricsIssueSeverity.Information,
            Line = finding.Line,
            Column = finding.Column,
            Rule = finding.Rule.ToString(),
            Family = finding.Family,
            Message = finding.Message,
            Source = page.Origin.Name,
        });
        return strict.Refusal is not { } remark ? issues : issues.Prepend(Describe(remark, isStrict ? MetricsIssueSeverity.Error : MetricsIssueSeverity.Warning, Specification, page)).OrderBy(issue => issue.Line);
    }

    private static MetricsIssue Describe(ReadError error, MetricsIssueSeverity severity, string rule, SourcePage page) => new()
    {
        Severity = severity,
        Line = error.Line,
        Column = error.Column,
        Rule = rule,
        Family = "",
        Message = error.Excerpt.Length == 0 ? error.Reason : $"{error.Reason}, near \"{error.Excerpt}\"",
        Source = page.Origin.Name,
    };

    private static IReadOnlyList<LintFinding> Lint(SourcePage page, PageReading reading) =>
        page.Format.IsBinary ? ExpositionLinter.Lint(reading.Families) : ExpositionLinter.Lint(reading.Parsed);
}
