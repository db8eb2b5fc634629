using System.Buffers;
using System.Management.Automation;
using System.Text;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Commands;

/// <summary>
/// Adds a container's label to every sample of a page, given as text (whole or line by line) or as families. Answers the
/// page as the multiplexer would serve it, in the format that it came in, or families with -AsObject.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "LabeledMetrics")]
[OutputType(typeof(string), typeof(MetricFamily))]
public sealed class ConvertToLabeledMetricsCommand : PSCmdlet
{
    private readonly ArrayBufferWriter<byte> _page = new();
    private LabelInjector _label = null!;

    /// <summary>The text of a page, whole or a line at a time, or families.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "The text of a page of metrics, or families.")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object[] InputObject { get; set; } = [];

    /// <summary>The label's value: the name of the container that the page is of.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The name of the container that the page is of.")]
    public string ContainerName { get; set; } = "";

    /// <summary>The label's name.</summary>
    [Parameter(Position = 1)]
    public string ContainerLabel { get; set; } = "container";

    /// <summary>What happens to a sample that already has the label.</summary>
    [Parameter]
    public LabelCollision OnLabelCollision { get; set; } = LabelCollision.Rename;

    /// <summary>Insist on every rule of the format's specification, not only on those that Prometheus insists on.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Answer families instead of text.</summary>
    [Parameter]
    public SwitchParameter AsObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Flags.ContainerLabel.Check(ContainerLabel) is { } problem)
        {
            ThrowTerminatingError(Failure.Parameter(problem));
        }

        _label = new LabelInjector(ContainerLabel, ContainerName, OnLabelCollision);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in InputObject)
        {
            switch (item is PSObject wrapped ? wrapped.BaseObject : item)
            {
                case string text:
                    Append(text);
                    break;
                case MetricFamily family when AsObject:
                    LabelFamily(family);
                    break;
                case MetricFamily family:
                    MetricFamilyWriter.Write([family], ExpositionFormat.Text100, _page);
                    break;
                case var other:
                    WriteError(Failure.InputNotMetrics(other));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_page.WrittenCount > 0)
        {
            LabelPage();
        }
    }

    // Get-Content takes the newlines off the lines.
    private void Append(string text)
    {
        Encoding.UTF8.GetBytes(text, _page);
        if (!text.EndsWith('\n'))
        {
            _page.Write("\n"u8);
        }
    }

    private void LabelFamily(MetricFamily family)
    {
        if (_label.Label(family) is { } labeled)
        {
            WriteObject(labeled);
        }
        else
        {
            WriteError(Failure.LabelCollision($"A metric of the family {family.Name} already has a label {ContainerLabel}.", family));
        }
    }

    private void LabelPage()
    {
        // Only OpenMetrics says where it ends.
        var format = _page.WrittenSpan.EndsWith("# EOF\n"u8) ? ExpositionFormat.OpenMetrics100 : ExpositionFormat.Text004;
        var page = new ParsedExposition();
        if (ExpositionReader.Read(_page.WrittenMemory, format, Strict ? ReadMode.Strict : ReadMode.Tolerant, page) is { } refusal)
        {
            WriteError(Failure.PageRefused(new PageRefusedException($"container '{ContainerName}'", refusal), ContainerName, Strict));
            return;
        }

        var labeled = new LabeledExposition();
        if (_label.Label(page, labeled) is { } collision)
        {
            WriteError(Failure.LabelCollision($"The page of container '{ContainerName}' was refused: {collision}.", ContainerName));
            return;
        }

        var merged = new FamilyMerger().Merge([labeled], format);
        if (AsObject)
        {
            WriteObject(merged.ToFamilies(), enumerateCollection: true);
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        merged.WriteTo(output, format);
        WriteObject(Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
