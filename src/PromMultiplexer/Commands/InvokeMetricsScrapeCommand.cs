using System.Management.Automation;
using System.Text;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Parameters;

namespace PromMultiplexer.Commands;

/// <summary>
/// Scrapes pages of metrics once, as a multiplexer scrapes its containers, and answers their families, or with -Raw their
/// text. Each family has a note property Url that tells where it is from. A target that fails is an error, and the others
/// are scraped all the same.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MetricsScrape")]
[OutputType(typeof(MetricFamily), typeof(string))]
public sealed class InvokeMetricsScrapeCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>What to scrape: URLs, or containers of this Pod as 'web:8080' and 'vault:8200/v1/sys/metrics'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "A URL, or <container>:<port>.")]
    [Alias("Url")]
    [UriText]
    public string[] Uri { get; set; } = [];

    /// <summary>The seconds that a scrape may take.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double TimeoutSec { get; set; } = 10;

    /// <summary>Answer the text as received, whether it is right or not.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Insist on every rule of the format's specification, not only on those that Prometheus insists on.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // The engine takes port 0 for any, so that no port is refused as the multiplexer's own.
        var options = new MultiplexerOptions { ExportTo = 0, ScrapeTimeout = TimeSpan.FromSeconds(TimeoutSec) };
        foreach (var url in Uri.SelectMany(target => Resolve(target, options)))
        {
            try
            {
                var scrape = SingleScrape.GetAsync(url, options, _stop.Token).GetAwaiter().GetResult();
                if (scrape.Error is { } error)
                {
                    WriteError(Failure.Scrape(error, url));
                }
                else if (Raw)
                {
                    WriteObject(Encoding.UTF8.GetString(scrape.Body.Span));
                }
                else
                {
                    WriteFamilies(scrape, url);
                }
            }
            catch (OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private IEnumerable<Uri> Resolve(string target, MultiplexerOptions options)
    {
        if (target.Contains("://", StringComparison.Ordinal))
        {
            if (System.Uri.TryCreate(target, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return [url];
            }

            WriteError(Failure.UrlNotSupported(target));
            return [];
        }

        var reading = OptionsReader.Read([new FlagValue(Flags.ContainerToPortMap, target)], options);
        if (reading.Problem is { } problem)
        {
            WriteError(Failure.TargetInvalid(problem, target));
            return [];
        }

        return reading.Options!.Targets.Select(container => container.UrlWith(options.Endpoint));
    }

    private void WriteFamilies(SingleScrape scrape, Uri url)
    {
        var page = new ParsedExposition();
        if (ExpositionReader.Read(scrape.Body, scrape.Format, Strict ? ReadMode.Strict : ReadMode.Tolerant, page) is { } refusal)
        {
            WriteError(Failure.PageRefused(new PageRefusedException(url.ToString(), refusal), url, Strict));
            return;
        }

        foreach (var family in page.ToFamilies())
        {
            var output = new PSObject(family);
            output.Properties.Add(new PSNoteProperty("Url", url));
            WriteObject(output);
        }
    }
}
