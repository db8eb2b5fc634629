using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;

namespace PromMultiplexer.Commands;

/// <summary>
/// Stops multiplexers: they take no more requests, finish those in flight and end. Ctrl+C breaks off the requests in flight.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "MetricsMultiplexer", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(MetricsMultiplexer))]
public sealed class StopMetricsMultiplexerCommand : PSCmdlet, IDisposable
{
    private const string ByObject = "ByObject";
    private const string ByPort = "ByPort";

    private readonly CancellationTokenSource _cutShort = new();

    /// <summary>The multiplexers to stop.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "What Get-MetricsMultiplexer returns.")]
    public MetricsMultiplexer[] InputObject { get; set; } = [];

    /// <summary>The ports of those to stop.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPort, HelpMessage = "The port that the multiplexer serves on.")]
    [ArgumentCompleter(typeof(RunningPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>Answer the multiplexers that were stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var multiplexer in ParameterSetName == ByObject ? InputObject : Port.SelectMany(Find))
        {
            if (!ShouldProcess(multiplexer.Url.ToString(), "Stop serving metrics"))
            {
                continue;
            }

            multiplexer.Stop(_cutShort.Token);
            if (PassThru)
            {
                WriteObject(multiplexer);
            }
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _cutShort.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cutShort.Dispose();

    private IReadOnlyList<MetricsMultiplexer> Find(int port)
    {
        var found = RunningMultiplexers.OnPort(port);
        if (found.Count == 0)
        {
            WriteError(Failure.MultiplexerNotFound(port));
        }

        return found;
    }
}
