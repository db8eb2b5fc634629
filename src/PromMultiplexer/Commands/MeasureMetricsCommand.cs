using System.Management.Automation;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Measuring;

namespace PromMultiplexer.Commands;

/// <summary>
/// Counts the series of metrics: by family, to see which of them are many, or by label, to see what makes them many. The most
/// come first.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "Metrics", DefaultParameterSetName = FromInput)]
[OutputType(typeof(FamilyMeasure), typeof(LabelMeasure), typeof(TotalMeasure))]
public sealed class MeasureMetricsCommand : MetricsCommand
{
    private readonly Cardinality _cardinality = new();

    /// <summary>What to count by: Family, Label, or Total for one row in all.</summary>
    [Parameter(Position = 0)]
    public MeasureBy By { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        object rows = By switch
        {
            MeasureBy.Label => _cardinality.ByLabel(),
            MeasureBy.Total => _cardinality.Total(),
            _ => _cardinality.ByFamily(),
        };
        WriteObject(rows, enumerateCollection: true);
    }

    private protected override void TakeFamily(MetricFamily family, Origin origin) => _cardinality.Add(family);
}
