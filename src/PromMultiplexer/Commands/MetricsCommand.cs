using System.Collections;
using System.Management.Automation;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Commands;

/// <summary>A cmdlet that takes metrics from the pipeline: families, or pages in any form, which it reads.</summary>
public abstract class MetricsCommand : PSCmdlet
{
    /// <summary>The parameter set of the pipeline.</summary>
    protected const string FromInput = "Input";

    private readonly PageCollector _collector = new();

    /// <summary>Families, or pages: text whole or line by line, bytes, files, or what Invoke-WebRequest returns.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromInput, HelpMessage = "Families of metrics, or a page of them.")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Insist on every rule of a page's format, not only on those that Prometheus insists on.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Whether an error was reported.</summary>
    private protected bool HasFailed { get; private set; }

    private protected ReadMode Mode => Strict ? ReadMode.Strict : ReadMode.Tolerant;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A parameter of this set that is bound once keeps its value while others come down the pipeline.
        if (ParameterSetName == FromInput)
        {
            Take(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => EndPage();

    /// <summary>Takes what could be the pipeline's: one thing, or a list of them that was given as an argument.</summary>
    private protected void Take(object? item)
    {
        if (item is null)
        {
            Report(Failure.InputNotMetrics(null));
            return;
        }

        switch (item is PSObject wrapped ? wrapped.BaseObject : item)
        {
            case DirectoryInfo folder:
                Report(Failure.PathIsFolder(folder.FullName));
                break;
            case MetricFamily family when FamilyGap.Of(family) is { } gap:
                Report(Failure.FamilyIncomplete(family, gap));
                break;
            case MetricFamily family:
                EndPage();
                TakeFamily(family, Origin.Of(item));
                break;
            case IEnumerable list and not (string or byte[] or IDictionary):
                TurnTo(item, list);
                foreach (var member in list)
                {
                    Take(member);
                }

                break;
            default:
                TakePart(item);
                break;
        }
    }

    /// <summary>Ends the page whose lines have come, if any have.</summary>
    private protected void EndPage()
    {
        var pages = new List<SourcePage>();
        _collector.End(pages);
        pages.ForEach(TakePage);
    }

    /// <summary>Takes a family.</summary>
    private protected abstract void TakeFamily(MetricFamily family, Origin origin);

    /// <summary>Takes a page: unless a cmdlet has better to do with it, its families.</summary>
    private protected virtual void TakePage(SourcePage page)
    {
        foreach (var family in Read(page) ?? [])
        {
            TakeFamily(family, page.Origin);
        }
    }

    /// <summary>Reports an error; the pipeline goes on.</summary>
    private protected virtual void Report(ErrorRecord error)
    {
        HasFailed = true;
        WriteError(error);
    }

    /// <summary>Reads a page, or reports why it is refused.</summary>
    private protected IReadOnlyList<MetricFamily>? Read(SourcePage page)
    {
        if (!page.Format.CanBeRead)
        {
            Report(Failure.FormatNotReadable(page.Format, page.Origin.Name));
            return null;
        }

        WriteVerbose($"Reading {page.Bytes.Length} bytes of {page.Origin.Name} as {page.Format}.");
        var reading = PageReading.Of(page, Mode);
        if (reading.Refusal is { } refusal)
        {
            Report(Failure.PageRefused(new PageRefusedException(page.Origin.Name, refusal), page.Origin.Name, Strict));
            return null;
        }

        this.WarnOfDropped(reading.Parsed, page.Origin.Name);
        return reading.Families;
    }

    private void TurnTo(object item, IEnumerable list)
    {
        var pages = new List<SourcePage>();
        _collector.TurnTo(item, list is ICollection lines ? lines.Count : 0, pages);
        pages.ForEach(TakePage);
    }

    private void TakePart(object item)
    {
        var pages = new List<SourcePage>();
        try
        {
            if (!_collector.TryAdd(item, pages))
            {
                Report(Failure.InputNotMetrics(item));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report(Failure.FileNotReadable(failure, item));
        }

        pages.ForEach(TakePage);
    }
}
