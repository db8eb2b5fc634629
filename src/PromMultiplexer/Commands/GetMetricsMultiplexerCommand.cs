using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;

namespace PromMultiplexer.Commands;

/// <summary>Gets the multiplexers that run in this process.</summary>
[Cmdlet(VerbsCommon.Get, "MetricsMultiplexer")]
[OutputType(typeof(MetricsMultiplexer))]
public sealed class GetMetricsMultiplexerCommand : PSCmdlet
{
    /// <summary>The ports of those to get; all if it is not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunningPortCompleter))]
    public int[]? Port { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Port is null)
        {
            WriteObject(RunningMultiplexers.All, enumerateCollection: true);
            return;
        }

        foreach (var port in Port)
        {
            var found = RunningMultiplexers.OnPort(port);
            WriteObject(found, enumerateCollection: true);
            if (found.Count == 0)
            {
                WriteError(Failure.MultiplexerNotFound(port));
            }
        }
    }
}
