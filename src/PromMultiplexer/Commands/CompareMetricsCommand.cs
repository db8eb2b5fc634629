using System.Globalization;
using System.Management.Automation;
using PromMultiplexer.Comparing;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Parameters;

namespace PromMultiplexer.Commands;

/// <summary>
/// Compares two scrapes: which series are new, gone, changed, or have started again from zero, and how fast those grow that only
/// go up. The time between the scrapes is known for what Invoke-MetricsScrape returns, and for files. Each of several targets,
/// files or pages is compared with itself.
/// </summary>
[Cmdlet(VerbsData.Compare, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(SeriesChange))]
public sealed class CompareMetricsCommand : MetricsCommand
{
    private const string OfSeveral = "PromMultiplexer.SeriesChange#OfSeveral";

    private readonly ComparedScrape _before = new();
    private readonly ComparedScrape _after = new();
    private bool _isReference;
    private MetricSelector? _selector;

    /// <summary>The earlier scrape: families, or pages.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The earlier scrape.")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject ReferenceObject { get; set; } = null!;

    /// <summary>What to compare, as PromQL says it; everything if it is not given.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SelectorCompleter))]
    public string? Selector { get; set; }

    /// <summary>The time between the scrapes, where they do not tell it themselves: a number of seconds, or a time as 0:10:00.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Interval { get; set; }

    /// <summary>Answer also the series that have not changed.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    private ComparedScrape Side => _isReference ? _before : _after;

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
        var pairs = SourcePair.Of(_before.Sources, _after.Sources);
        foreach (var pair in pairs.Where(pair => !pair.Latest.IsRefused))
        {
            var elapsed = Interval ?? pair.Elapsed;
            WriteVerbose(elapsed is null
                ? $"Nobody knows how much time has passed between the scrapes of {pair.Latest.Name}: there are no rates. -Interval can tell."
                : string.Create(CultureInfo.InvariantCulture, $"The scrapes of {pair.Latest.Name} are {elapsed.Value.TotalSeconds:0.###} seconds apart."));
            foreach (var change in ScrapeComparison.Compare(pair, elapsed).Where(change => IncludeEqual || change.Change != SeriesChangeKind.Same))
            {
                WriteObject(pairs.Count == 1 ? change : ToOneOfSeveral(change));
            }
        }
    }

    // Without its reference everything would be new.
    private protected override void Report(ErrorRecord error)
    {
        if (_isReference)
        {
            ThrowTerminatingError(error);
        }

        base.Report(error);
    }

    private protected override void TakePage(SourcePage page)
    {
        var source = Side.OfPage(page.Origin);
        if (Read(page) is { } families)
        {
            Add(source, families);
        }
        else
        {
            source.IsRefused = true;
        }
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin) => Add(Side.OfFamily(origin), [family]);

    private void Add(ComparedSource source, IEnumerable<MetricFamily> families) =>
        source.Samples.AddRange(families.SelectMany(family => family.ToSamples()).Where(sample => _selector?.Matches(sample) ?? true));

    /// <summary>The view of such a change has a column that tells the sources apart.</summary>
    private static PSObject ToOneOfSeveral(SeriesChange change)
    {
        var output = PSObject.AsPSObject(change);
        output.TypeNames.Insert(0, OfSeveral);
        return output;
    }
}
