using System.Management.Automation;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Commands;

/// <summary>
/// Merges families of one name into one, as the multiplexer does with those of its containers: one help, one type, all metrics.
/// Says in a warning what the sources do not agree on.
/// </summary>
[Cmdlet(VerbsData.Merge, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(MetricFamily))]
public sealed class MergeMetricsCommand : MetricsCommand
{
    private readonly List<(MetricFamily Family, Origin Origin)> _sources = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var merged = MetricFamilyMerger.Merge(_sources.Select(source => source.Family), out var conflicts);
        foreach (var conflict in conflicts)
        {
            WriteWarning(Describe(conflict));
        }

        WriteObject(merged, enumerateCollection: true);
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin) => _sources.Add((family, origin));

    private string Describe(MergeConflict conflict)
    {
        var (first, firstOrigin) = _sources[conflict.First];
        var (other, otherOrigin) = _sources[conflict.Other];
        var (what, outcome) = conflict.Kind switch
        {
            ConflictKind.Type => ($"the type: {first.Type} and {other.Type}", "every sample is kept, untyped"),
            ConflictKind.Unit => ($"the unit: {first.Unit} and {other.Unit}", "there is none now"),
            _ => ("the help", "the first is taken"),
        };
        var places = firstOrigin.Name == otherOrigin.Name ? "" : $" of {firstOrigin.Name} and {otherOrigin.Name}";
        return $"{conflict.Family}: the sources{places} disagree on {what}; {outcome}.";
    }
}
