using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Testing;

namespace PromMultiplexer.Commands;

/// <summary>
/// Checks pages: answers what Prometheus refuses (errors), what the specification of the format refuses (warnings), and what is
/// against the conventions of promtool check metrics (information), each with its line. A page that is right answers nothing.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(MetricsIssue), typeof(bool))]
public sealed class TestMetricsCommand : MetricsFileCommand
{
    private bool _isGood = true;

    /// <summary>How bad an issue has to be for it to count: everything, by default.</summary>
    [Parameter]
    public MetricsIssueSeverity MinimumSeverity { get; set; }

    /// <summary>Rules that do not count, such as Help or SnakeCase. Wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LintRuleCompleter))]
    public string[] ExcludeRule { get; set; } = [];

    /// <summary>Answer only whether all pages are without an issue that counts.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
        {
            WriteObject(_isGood && !HasFailed);
        }
    }

    private protected override void TakePage(SourcePage page)
    {
        page = AsTold(page);
        if (!page.Format.CanBeRead)
        {
            Report(Failure.FormatNotReadable(page.Format, page.Origin.Name));
            return;
        }

        WriteVerbose($"Checking {page.Bytes.Length} bytes of {page.Origin.Name} as {page.Format}.");
        var excluded = ExcludeRule.Select(rule => new WildcardPattern(rule, WildcardOptions.IgnoreCase)).ToArray();
        foreach (var issue in PageTest.Run(page, Strict))
        {
            if (issue.Severity >= MinimumSeverity && !Array.Exists(excluded, rule => rule.IsMatch(issue.Rule)))
            {
                _isGood = false;
                if (!Quiet)
                {
                    WriteObject(issue);
                }
            }
        }
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin) => Report(Failure.FamilyHasNoLines(family));
}
