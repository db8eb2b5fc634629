using System.Globalization;
using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Scraping;
using PromMultiplexer.Watching;

namespace PromMultiplexer.Commands;

/// <summary>
/// Scrapes a target again and again and writes a row for each of its series: value, rate and the way that it went, those of each
/// scrape together. Runs until Ctrl+C, or -Count times. In a terminal, -Screen draws the rows as one table instead.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "Metrics")]
[OutputType(typeof(WatchedSeries))]
public sealed class WatchMetricsCommand : ScrapeCommand
{
    private readonly Dictionary<ScrapeTarget, SeriesHistory> _histories = [];
    private readonly Dictionary<ScrapeTarget, string> _failures = [];
    private readonly List<ScrapeTarget> _targets = [];
    private WildcardPattern[] _names = [];
    private MetricSelector? _selector;

    /// <summary>What to show, as PromQL says it: 'http_requests_total{code=~"5.."}'. Everything if it is not given.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(SelectorCompleter))]
    public string? Selector { get; set; }

    /// <summary>The names of families or samples to show. Wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FamilyNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The seconds from one scrape to the next.</summary>
    [Parameter]
    [ValidateRange(0.01, 86400)]
    public double IntervalSec { get; set; } = 1;

    /// <summary>How many times to scrape; without end if it is not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Leave out series that have not moved since they are watched.</summary>
    [Parameter]
    public SwitchParameter ChangedOnly { get; set; }

    /// <summary>
    /// Draw the rows in the terminal, each time in the place of those before, and write none. Where there is no terminal, they are
    /// written.
    /// </summary>
    [Parameter]
    public SwitchParameter Screen { get; set; }

    // Nothing public tells a cmdlet whether somebody takes its output, so whoever wants a screen asks for it.
    private bool HasScreen => Screen && Host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = [.. (Name ?? []).Select(name => new WildcardPattern(name, WildcardOptions.CultureInvariant))];
        if (Selector is not null && !MetricSelector.TryParse(Selector, out _selector, out var error))
        {
            ThrowTerminatingError(Failure.SelectorInvalid(Selector, error));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _targets.AddRange(Uri.SelectMany(target => Resolve(target, WriteError)).Except(_targets));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_targets.Count == 0)
        {
            return;
        }

        var screen = HasScreen ? new WatchScreen(Host, hasSources: _targets.Count > 1) : null;
        try
        {
            Watch(screen);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Watch(WatchScreen? screen)
    {
        var title = string.Join(' ', _targets.Select(target => target.Url.ToString()));
        for (var round = 0; round < Count; round++)
        {
            if (round > 0 && StopToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(IntervalSec)))
            {
                throw new PipelineStoppedException();
            }

            var rows = new List<WatchedSeries>();
            var failures = new List<ErrorRecord>();
            foreach (var scraped in Task.WhenAll(_targets.Select(ScrapeAsync)).GetAwaiter().GetResult())
            {
                if (Add(scraped, rows) is not { } failure)
                {
                    _failures.Remove(scraped.Target);
                    continue;
                }

                failures.Add(failure);
                if (IsNew(failure, scraped.Target))
                {
                    // What is written behind a table stays, and the next table is drawn below it.
                    screen?.Clear();
                    WriteError(failure);
                }
            }

            if (screen is null)
            {
                WriteObject(rows, enumerateCollection: true);
                continue;
            }

            var time = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            screen.Draw($"{time}  {title}  every {IntervalSec.ToString(CultureInfo.InvariantCulture)} s, Ctrl+C ends", rows, failures.FirstOrDefault()?.ToString());
        }
    }

    /// <summary>Adds the rows of a scrape.</summary>
    /// <returns>Why there are none.</returns>
    private ErrorRecord? Add(ScrapedPage scraped, List<WatchedSeries> rows)
    {
        if (scraped is not { Page: { } page })
        {
            return Failure.Scrape(scraped.Error!, scraped.Target.Url);
        }

        var reading = PageReading.Of(page, Mode);
        if (reading.Refusal is { } refusal)
        {
            return Failure.PageRefused(new PageRefusedException(page.Origin.Name, refusal), scraped.Target.Url, Strict);
        }

        if (!_histories.TryGetValue(scraped.Target, out var history))
        {
            // Said once, in front of the first table.
            this.WarnOfDropped(reading.Parsed, page.Origin.Name);
            _histories.Add(scraped.Target, history = new SeriesHistory());
        }

        var samples = reading.Families.SelectMany(family => family.ToSamples()).Where(IsChosen);
        rows.AddRange(history.Add(samples, scraped.Target, page.Origin.ScrapeTime!.Value).Where(row => !ChangedOnly || HasMoved(row)));
        return null;
    }

    /// <summary>Whether a target has failed otherwise than in the scrape before. A failure that lasts is one error, not one each time.</summary>
    private bool IsNew(ErrorRecord failure, ScrapeTarget target)
    {
        var text = failure.ToString();
        var isNew = _failures.GetValueOrDefault(target) != text;
        _failures[target] = text;
        return isNew;
    }

    private bool IsChosen(MetricSample sample) =>
        (_selector is null || _selector.Matches(sample))
        && (_names.Length == 0 || Array.Exists(_names, name => name.IsMatch(sample.Name) || name.IsMatch(sample.Family)));

    private static bool HasMoved(WatchedSeries row) =>
        row.Rate is { } ? Array.Exists(row.History, rate => rate != 0) : row.History.Distinct().Count() > 1;
}
