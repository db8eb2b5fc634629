using System.Buffers;
using System.Management.Automation;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Output;
using PromMultiplexer.Parameters;

namespace PromMultiplexer.Commands;

/// <summary>
/// Writes families as one page in any format: a text, or the bytes of protobuf. Pages from the pipeline are read first, so that
/// one format becomes another.
/// </summary>
/// <remarks>What a format cannot carry is left out: text has neither exemplars nor units, and only protobuf has native histograms.</remarks>
[Cmdlet(VerbsData.ConvertTo, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(string), typeof(byte[]))]
public sealed class ConvertToMetricsCommand : MetricsCommand
{
    private readonly List<MetricFamily> _families = [];

    /// <summary>The format to write: Text, OpenMetrics, Protobuf, ProtobufText, ProtobufCompactText, or a Content-Type.</summary>
    [Parameter(Position = 0)]
    [ExpositionFormatName]
    [ValidateNotNull]
    public ExpositionFormat Format { get; set; } = ExpositionFormat.Text004;

    /// <summary>
    /// What to do with names that need quotes. By default they are kept where the format knows quotes (Text100, Protobuf), and
    /// spelled with underscores where not every reader does.
    /// </summary>
    [Parameter]
    public NameEscaping? Escaping { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(_families, Format, page, Escaping);

        // Of no families some formats make a page, which has its end, and others nothing. What was refused is no empty page.
        if (page.WrittenCount == 0 || (_families.Count == 0 && HasFailed))
        {
            return;
        }

        WriteVerbose($"Wrote {_families.Count} families in {page.WrittenCount} bytes: {ContentType.Of(Format)}");
        WriteObject(PageText.Of(page.WrittenSpan, Format));
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin) => _families.Add(family);
}
