using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Commands;

/// <summary>
/// Takes families apart into samples, one object for each series, and answers those that a selector of PromQL or a wildcard
/// chooses. With -AsFamily it answers families instead, reduced to the metrics of which any sample is chosen.
/// </summary>
[Cmdlet(VerbsCommon.Select, "MetricSample", DefaultParameterSetName = FromInput)]
[OutputType(typeof(MetricSample), typeof(MetricFamily))]
public sealed class SelectMetricSampleCommand : MetricsCommand
{
    private WildcardPattern[] _names = [];
    private MetricSelector? _selector;

    /// <summary>What to choose, as PromQL says it: 'http_requests_total{job="x",code=~"5.."}'.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(SelectorCompleter))]
    public string? Selector { get; set; }

    /// <summary>The names of families or samples to choose from. Wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FamilyNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Answer families instead of samples.</summary>
    [Parameter]
    public SwitchParameter AsFamily { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _names = [.. (Name ?? []).Select(name => new WildcardPattern(name, WildcardOptions.CultureInvariant))];
        if (Selector is not null && !MetricSelector.TryParse(Selector, out _selector, out var error))
        {
            ThrowTerminatingError(Failure.SelectorInvalid(Selector, error));
        }
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin)
    {
        if (!AsFamily)
        {
            foreach (var sample in family.ToSamples().Where(IsChosen))
            {
                WriteObject(origin.Note(sample));
            }

            return;
        }

        Metric[] metrics = [.. family.Metrics.Where(metric => family.ToSamples(metric).Any(IsChosen))];
        if (metrics.Length > 0)
        {
            WriteObject(origin.Note(family.WithMetrics(metrics)));
        }
    }

    private bool IsChosen(MetricSample sample) =>
        (_selector is null || _selector.Matches(sample))
        && (_names.Length == 0 || Array.Exists(_names, name => name.IsMatch(sample.Name) || name.IsMatch(sample.Family)));
}
