using System.Diagnostics;
using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Errors;

namespace PromMultiplexer.Commands;

/// <summary>
/// Waits for multiplexers: until every container has been scraped once, until containers are up, or until the multiplexers have
/// stopped. Where containers are scraped on request, nobody is up before somebody asks: that is not waited for.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "MetricsMultiplexer", DefaultParameterSetName = ByObject)]
[OutputType(typeof(MetricsMultiplexer))]
public sealed class WaitMetricsMultiplexerCommand : PSCmdlet, IDisposable
{
    private const string ByObject = "ByObject";
    private const string ByPort = "ByPort";

    /// <summary>Containers have no event for it. A scrape takes longer than this pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<MetricsMultiplexer> _multiplexers = [];

    /// <summary>The multiplexers to wait for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject, HelpMessage = "What Get-MetricsMultiplexer returns.")]
    public MetricsMultiplexer[] InputObject { get; set; } = [];

    /// <summary>The ports of those to wait for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPort, HelpMessage = "The port that the multiplexer serves on.")]
    [ArgumentCompleter(typeof(RunningPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>What to wait for: Ready, Up or Stopped. By default Up where containers are named, else Ready.</summary>
    [Parameter]
    [Alias("Until")]
    public MultiplexerCondition For { get; set; }

    /// <summary>Wait for these containers only.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ContainerNameCompleter))]
    public string[]? Container { get; set; }

    /// <summary>The seconds to wait at most; without end if it is not given.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, 86400 * 24)]
    public double Timeout { get; set; } = double.PositiveInfinity;

    /// <summary>Answer the multiplexers for which it has come true.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private MultiplexerCondition Condition =>
        Container is null || MyInvocation.BoundParameters.ContainsKey(nameof(For)) ? For : MultiplexerCondition.Up;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var multiplexer in ParameterSetName == ByObject ? InputObject : Port.SelectMany(Find))
        {
            if (FindUnknown(multiplexer) is { } unknown)
            {
                WriteError(Failure.ContainerNotFound(unknown, multiplexer));
            }
            else
            {
                _multiplexers.Add(multiplexer);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var multiplexer in _multiplexers)
        {
            if (Wait(multiplexer, start) is { } failure)
            {
                WriteError(failure);
            }
            else if (PassThru)
            {
                WriteObject(multiplexer);
            }
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>Waits for one.</summary>
    /// <returns>Why there was no sense in waiting longer; <see langword="null"/> if what was waited for has come.</returns>
    private ErrorRecord? Wait(MetricsMultiplexer multiplexer, long start)
    {
        while (true)
        {
            // Of what has stopped, the containers are as they were last.
            if (Condition != MultiplexerCondition.Stopped && multiplexer.Completion.IsCompleted)
            {
                return Failure.MultiplexerStopped(multiplexer, Condition);
            }

            if (IsMet(multiplexer))
            {
                return null;
            }

            if (Condition == MultiplexerCondition.Up && multiplexer.ScrapeInterval == TimeSpan.Zero)
            {
                return Failure.ScrapedOnRequest(multiplexer);
            }

            var left = Timeout - Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (left <= 0)
            {
                return Failure.WaitTimedOut(multiplexer, Condition, Timeout);
            }

            WaitABit(multiplexer, left);
        }
    }

    private bool IsMet(MetricsMultiplexer multiplexer) => Condition switch
    {
        MultiplexerCondition.Stopped => multiplexer.Completion.IsCompleted,
        MultiplexerCondition.Up => Awaited(multiplexer).All(container => container.Up),

        // Nobody is scraped before somebody asks.
        _ => multiplexer.ScrapeInterval == TimeSpan.Zero || Awaited(multiplexer).All(container => container.LastScrape is not null),
    };

    private IEnumerable<MetricsContainer> Awaited(MetricsMultiplexer multiplexer) =>
        multiplexer.Containers.Where(container => Container?.Contains(container.Name) ?? true);

    private void WaitABit(MetricsMultiplexer multiplexer, double left)
    {
        var most = Condition == MultiplexerCondition.Stopped ? System.Threading.Timeout.InfiniteTimeSpan : Pause;
        var time = double.IsPositiveInfinity(left) ? most
            : most == Pause ? TimeSpan.FromSeconds(Math.Min(left, Pause.TotalSeconds))
            : TimeSpan.FromSeconds(left);
        try
        {
            multiplexer.Completion.Wait((int)Math.Ceiling(time.TotalMilliseconds), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private string? FindUnknown(MetricsMultiplexer multiplexer) =>
        Container?.FirstOrDefault(name => multiplexer.Containers.All(container => container.Name != name));

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
