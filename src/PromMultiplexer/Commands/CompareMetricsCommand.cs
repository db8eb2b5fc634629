using System.Management.Automation;
using PromMultiplexer.Comparing;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Commands;

/// <summary>
/// Compares two scrapes: which series are new, gone, changed, or have started again from zero, and how fast those grow that only
/// go up. The time between the scrapes is known for what Invoke-MetricsScrape returns, and for files.
/// </summary>
[Cmdlet(VerbsData.Compare, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(SeriesChange))]
public sealed class CompareMetricsCommand : MetricsCommand
{
    private readonly List<MetricSample> _before = [];
    private readonly List<MetricSample> _after = [];
    private DateTimeOffset? _timeBefore;
    private DateTimeOffset? _timeAfter;
    private bool _isReference;
    private MetricSelector? _selector;

    /// <summary>The earlier scrape: families, or a page.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The earlier scrape.")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject ReferenceObject { get; set; } = null!;

    /// <summary>What to compare, as PromQL says it; everything if it is not given.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SelectorCompleter))]
    public string? Selector { get; set; }

    /// <summary>The time between the scrapes, where they do not tell it themselves.</summary>
    [Parameter]
    public TimeSpan? Interval { get; set; }

    /// <summary>Answer also the series that have not changed.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Selector is not null && !MetricSelector.TryParse(Selector, out _selector, out var error))
        {
            ThrowTerminatingError(Failure.SelectorInvalid(Selector, error));
        }

        _isReference = true;
        Take(ReferenceObject);
        EndPage();
        _isReference = false;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var elapsed = Interval ?? (_timeAfter - _timeBefore);
        WriteVerbose(elapsed is null ? "Nobody knows how much time has passed: there are no rates. -Interval can tell." : $"The scrapes are {elapsed.Value.TotalSeconds:0.###} seconds apart.");
        foreach (var change in ScrapeComparison.Compare(_before, _after, elapsed))
        {
            if (IncludeEqual || change.Change != SeriesChangeKind.Same)
            {
                WriteObject(change);
            }
        }
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin)
    {
        (_isReference ? _before : _after).AddRange(family.ToSamples().Where(sample => _selector?.Matches(sample) ?? true));
        if (_isReference)
        {
            _timeBefore ??= origin.ScrapeTime;
        }
        else
        {
            _timeAfter ??= origin.ScrapeTime;
        }
    }
}
