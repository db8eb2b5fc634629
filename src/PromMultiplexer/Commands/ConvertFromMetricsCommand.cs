using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Commands;

/// <summary>
/// Reads pages of metrics in any format, from files or from the pipeline, and answers their families. Each has note properties
/// that tell where it is from.
/// </summary>
[Cmdlet(VerbsData.ConvertFrom, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(MetricFamily))]
public sealed class ConvertFromMetricsCommand : MetricsFileCommand
{
    private readonly Vocabulary _vocabulary = Vocabulary.StartOver();

    private protected override void TakeFamily(MetricFamily family, Origin origin)
    {
        _vocabulary.Add(family);
        WriteObject(origin.Note(family));
    }
}
