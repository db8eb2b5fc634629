using System.Management.Automation;
using System.Text;
using PromMultiplexer.Completion;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Scraping;

namespace PromMultiplexer.Commands;

/// <summary>
/// Scrapes pages of metrics once, as a multiplexer scrapes its containers, and answers their families, or with -Raw the pages
/// themselves. Many are scraped at a time, and answered in the order in which they were given. Each answer has note properties
/// Url, Container and ScrapeTime. A target that fails is an error, and the others are scraped all the same.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MetricsScrape")]
[OutputType(typeof(MetricFamily), typeof(string), typeof(byte[]))]
public sealed class InvokeMetricsScrapeCommand : ScrapeCommand
{
    private const int ActivityId = 0x4D58;

    // In the order of the answers: a target that is none keeps its place among those that are scraped.
    private readonly Queue<(Task<ScrapedPage>? Scrape, ErrorRecord? Refusal)> _pending = new();
    private readonly Vocabulary _vocabulary = Vocabulary.StartOver();
    private SemaphoreSlim _throttle = null!;
    private int _begun;
    private int _ended;

    /// <summary>The name of the container, for targets that are URLs. What Get-MetricsMultiplexer says of its containers brings it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Container", "Name")]
    public string? ContainerName { get; set; }

    /// <summary>How many targets are scraped at a time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Answer the pages as received, whether they are right or not: text, or the bytes of protobuf.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _throttle = new SemaphoreSlim(ThrottleLimit);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var target in Uri)
        {
            foreach (var resolved in Resolve(target, refusal => _pending.Enqueue((null, refusal))))
            {
                Begin(resolved with { Container = ContainerName ?? resolved.Container });
            }
        }

        // What is done already need not wait for the rest of the pipeline.
        while (_pending.TryPeek(out var first) && first.Scrape is null or { IsCompleted: true })
        {
            EndFirst();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (_pending.Count > 0)
        {
            EndFirst();
        }
    }

    private void Begin(ScrapeTarget target)
    {
        _begun++;
        WriteVerbose($"Scraping {target.Url}.");
        _pending.Enqueue((ScrapeInTurnAsync(target), null));
    }

    private async Task<ScrapedPage> ScrapeInTurnAsync(ScrapeTarget target)
    {
        await _throttle.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            return await ScrapeAsync(target).ConfigureAwait(false);
        }
        finally
        {
            _throttle.Release();
        }
    }

    private void EndFirst()
    {
        var (scrape, refusal) = _pending.Dequeue();
        if (scrape is null)
        {
            WriteError(refusal!);
            return;
        }

        if (_begun > 1)
        {
            WriteProgress(new ProgressRecord(ActivityId, "Scraping metrics", $"{_ended} of {_begun} targets") { PercentComplete = 100 * _ended / _begun });
        }

        try
        {
            Answer(scrape.GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        _ended++;
        if (_begun > 1 && _ended == _begun)
        {
            WriteProgress(new ProgressRecord(ActivityId, "Scraping metrics", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Answer(ScrapedPage scraped)
    {
        if (scraped is not { Page: { } page })
        {
            WriteError(Failure.Scrape(scraped.Error!, scraped.Target.Url));
            return;
        }

        WriteVerbose($"{scraped.Target.Url} answered {page.Bytes.Length} bytes: {ContentType.Of(page.Format)}");
        if (Raw)
        {
            object raw = page.Format.IsBinary ? page.Bytes.ToArray() : Encoding.UTF8.GetString(page.Bytes.Span);
            WriteObject(page.Origin.Note(raw));
        }
        else
        {
            AnswerFamilies(scraped.Target, page);
        }
    }

    private void AnswerFamilies(ScrapeTarget target, SourcePage page)
    {
        var reading = PageReading.Of(page, Mode);
        if (reading.Refusal is { } refusal)
        {
            WriteError(Failure.PageRefused(new PageRefusedException(page.Origin.Name, refusal), target.Url, Strict));
            return;
        }

        this.WarnOfDropped(reading.Parsed, page.Origin.Name);
        foreach (var family in reading.Families)
        {
            _vocabulary.Add(family);
            WriteObject(page.Origin.Note(family));
        }
    }
}
