using System.Buffers;
using System.Management.Automation;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Output;

namespace PromMultiplexer.Commands;

/// <summary>
/// Adds a container's label to every sample of a page or of families. Answers the page as the multiplexer would serve it, in the
/// format that it came in, or families with -AsObject.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "LabeledMetrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(string), typeof(byte[]), typeof(MetricFamily))]
public sealed class ConvertToLabeledMetricsCommand : MetricsCommand
{
    private readonly List<MetricFamily> _families = [];
    private LabelInjector? _label;

    /// <summary>The label's value: the name of the container. What Invoke-MetricsScrape returns brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the container that the page is of.")]
    [Alias("Container")]
    public string ContainerName { get; set; } = "";

    /// <summary>The label's name.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public string ContainerLabel { get; set; } = "container";

    /// <summary>What happens to a sample that already has the label.</summary>
    [Parameter]
    public LabelCollision OnLabelCollision { get; set; } = LabelCollision.Rename;

    /// <summary>Answer families instead of a page.</summary>
    [Parameter]
    public SwitchParameter AsObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Flags.ContainerLabel.Check(ContainerLabel) is { } problem)
        {
            ThrowTerminatingError(Failure.Parameter(problem));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_label?.Value != ContainerName)
        {
            // The lines that have come are another container's.
            EndPage();
            _label = new LabelInjector(ContainerLabel, ContainerName, OnLabelCollision);
        }

        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_families.Count > 0)
        {
            // Text 1.0.0, so that a name in quotes is what it was.
            Write(_families, ExpositionFormat.Text100);
        }
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin)
    {
        if (Label(family) is not { } labeled)
        {
            return;
        }

        if (AsObject)
        {
            WriteObject(origin.Note(labeled));
        }
        else
        {
            _families.Add(labeled);
        }
    }

    private protected override void TakePage(SourcePage page)
    {
        page = page with { Origin = page.Origin with { Container = ContainerName, Url = null, Path = null } };
        if (!page.Format.IsBinary)
        {
            LabelText(page);
        }
        else if (Read(page) is { } families)
        {
            MetricFamily?[] labeled = [.. families.Select(Label)];
            if (Array.TrueForAll(labeled, family => family is not null))
            {
                Answer(labeled!, page);
            }
        }
    }

    private MetricFamily? Label(MetricFamily family)
    {
        var labeled = _label!.Label(family);
        if (labeled is null)
        {
            Report(Failure.LabelCollision($"A metric of the family {family.Name} already has a label {ContainerLabel}.", family));
        }

        return labeled;
    }

    // On the level of bytes, where numbers and labels keep their spelling.
    private void LabelText(SourcePage page)
    {
        var format = page.Format is ExpositionFormat.Text100 ? ExpositionFormat.Text004 : page.Format;
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(page.Bytes, format, Mode, parsed) is { } refusal)
        {
            Report(Failure.PageRefused(new PageRefusedException(page.Origin.Name, refusal), ContainerName, Strict));
            return;
        }

        this.WarnOfDropped(parsed, page.Origin.Name);
        var labeled = new LabeledExposition();
        if (_label!.Label(parsed, labeled) is { } collision)
        {
            Report(Failure.LabelCollision($"The page of container '{ContainerName}' was refused: {collision}.", ContainerName));
            return;
        }

        var merged = new FamilyMerger().Merge([labeled], format);
        if (AsObject)
        {
            Answer(merged.ToFamilies(), page);
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        merged.WriteTo(output, format);
        WriteObject(page.Origin.Note(PageText.Of(output.WrittenSpan, format)));
    }

    private void Answer(IEnumerable<MetricFamily> families, SourcePage page)
    {
        if (AsObject)
        {
            WriteObject(families.Select(page.Origin.Note), enumerateCollection: true);
        }
        else
        {
            Write(families, page.Format);
        }
    }

    private void Write(IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, format, output);
        WriteObject(PageText.Of(output.WrittenSpan, format));
    }
}
