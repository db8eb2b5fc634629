using System.Globalization;
using System.Management.Automation;
using PromMultiplexer.Completion;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Parameters;

namespace PromMultiplexer.Commands;

/// <summary>
/// Starts a multiplexer in this process: it scrapes containers, labels every sample with its container's name and serves
/// one page. It runs until Stop-MetricsMultiplexer or the end of the process, or, with -Wait, until Ctrl+C or SIGTERM.
/// </summary>
/// <remarks>
/// The parameters are the flags of the native executable. What they are by default and what they refuse is defined there,
/// with <see cref="Flags"/>; here they only have their names and types.
/// </remarks>
[Cmdlet(VerbsLifecycle.Start, "MetricsMultiplexer", SupportsShouldProcess = true)]
[OutputType(typeof(MetricsMultiplexer))]
public sealed class StartMetricsMultiplexerCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The containers to scrape and the ports of their metrics: 'web:8080', 'vault:8200/v1/sys/metrics' or @{ web = 8080 }.</summary>
    [Parameter(Position = 0)]
    [ContainerToPortMap]
    public string[] ContainerToPortMap { get; set; } = [];

    /// <summary>The path that the merged metrics are served on, and the default path scraped on each container.</summary>
    [Parameter]
    public string? Endpoint { get; set; }

    /// <summary>The port that the merged metrics are served on.</summary>
    [Parameter]
    public int ExportTo { get; set; }

    /// <summary>The IP address that they are served on, localhost, or * for all.</summary>
    [Parameter]
    public string? ListenAddress { get; set; }

    /// <summary>The name of the label that is added to every sample.</summary>
    [Parameter]
    public string? ContainerLabel { get; set; }

    /// <summary>The milliseconds between scrapes of each container.</summary>
    [Parameter]
    public int ScrapeInterval { get; set; }

    /// <summary>The milliseconds that a scrape may take.</summary>
    [Parameter]
    public int ScrapeTimeout { get; set; }

    /// <summary>Containers not to scrape.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] ExcludeContainer { get; set; } = [];

    /// <summary>The formats that containers are asked for, the most wanted first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScrapeProtocolCompleter))]
    public string[] ScrapeProtocol { get; set; } = [];

    /// <summary>The format in which a page is read that does not say what it is.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScrapeProtocolCompleter))]
    public string? FallbackScrapeProtocol { get; set; }

    /// <summary>Refuse a page that breaks any rule of its format, also where Prometheus would take it.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Families to take from containers: regular expressions that match the whole name.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] MetricAllow { get; set; } = [];

    /// <summary>Families not to take, also if they are allowed.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] MetricDeny { get; set; } = [];

    /// <summary>The YAML file with metric_relabel_configs, as Prometheus has them, for the samples of all containers.</summary>
    [Parameter]
    public string? MetricRelabelFile { get; set; }

    /// <summary>Tell errors without the piece of the container's page that is wrong.</summary>
    [Parameter]
    public SwitchParameter HideExcerpts { get; set; }

    /// <summary>What happens to a sample that has the label already.</summary>
    [Parameter]
    public LabelCollision OnLabelCollision { get; set; }

    /// <summary>What happens to a family that has another type in another container.</summary>
    [Parameter]
    public TypeConflict OnTypeConflict { get; set; }

    /// <summary>The milliseconds that the last samples of a container that is down stay on the page.</summary>
    [Parameter]
    public int StaleFor { get; set; }

    /// <summary>The largest page taken from a container, in bytes; also with KB, MB or GB, which are Ki, Mi and Gi.</summary>
    [Parameter]
    [SizeText]
    public string? BodySizeLimit { get; set; }

    /// <summary>The most samples of a page; 0 for any number.</summary>
    [Parameter]
    public int SampleLimit { get; set; }

    /// <summary>The most families of a page; 0 for any number.</summary>
    [Parameter]
    public int FamilyLimit { get; set; }

    /// <summary>The longest line of a page, in bytes; also with KB, MB or GB; 0 for any length.</summary>
    [Parameter]
    [SizeText]
    public string? LineLengthLimit { get; set; }

    /// <summary>The most labels of a sample; 0 for any number.</summary>
    [Parameter]
    public int LabelLimit { get; set; }

    /// <summary>The longest name of a label, in bytes; 0 for any length.</summary>
    [Parameter]
    public int LabelNameLengthLimit { get; set; }

    /// <summary>The longest value of a label, in bytes; 0 for any length.</summary>
    [Parameter]
    public int LabelValueLengthLimit { get; set; }

    /// <summary>The most connections of clients at once.</summary>
    [Parameter]
    public int ConnectionLimit { get; set; }

    /// <summary>The most requests answered at once.</summary>
    [Parameter]
    public int RequestLimit { get; set; }

    /// <summary>The most bytes of a request's headers together; also with KB.</summary>
    [Parameter]
    [SizeText]
    public string? RequestHeaderSizeLimit { get; set; }

    /// <summary>The milliseconds that a client may take to send the headers of a request.</summary>
    [Parameter]
    public int RequestHeaderTimeout { get; set; }

    /// <summary>The milliseconds that a connection may be idle.</summary>
    [Parameter]
    public int KeepAliveTimeout { get; set; }

    /// <summary>The milliseconds that a client may take to receive a page.</summary>
    [Parameter]
    public int ResponseTimeout { get; set; }

    /// <summary>The least rate at which a client must take a page, in bytes per second; 0 for none.</summary>
    [Parameter]
    public int MinResponseRate { get; set; }

    /// <summary>When the page is answered with 503 because containers are down.</summary>
    [Parameter]
    [ValidateSet("Never", "All", "Any")]
    public string? FailOn { get; set; }

    /// <summary>The milliseconds that requests in flight have to end when the multiplexer is stopped.</summary>
    [Parameter]
    public int DrainTimeout { get; set; }

    /// <summary>The milliseconds that the end is put off after SIGTERM, with -Wait, for one more scrape of what containers said last.</summary>
    [Parameter]
    public int Linger { get; set; }

    /// <summary>A file with TLS, client certificates, users, headers and rate limit, as Prometheus' exporters have it (web-config.yml).</summary>
    [Parameter]
    public string? WebConfigFile { get; set; }

    /// <summary>A YAML file with what parameters can say, under the flags' names, and more of each container. Read again when it changes.</summary>
    [Parameter]
    public string? ConfigFile { get; set; }

    /// <summary>A file with a Pod's annotations, as the downward API writes it: multiplexer/targets in it names further containers. Read again when it changes.</summary>
    [Parameter]
    public string? TargetsFile { get; set; }

    /// <summary>The milliseconds between looks at the files; 0 for never, but on SIGHUP with -Wait.</summary>
    [Parameter]
    public int ReloadInterval { get; set; }

    /// <summary>The least level that is logged.</summary>
    [Parameter]
    [ValidateSet("Debug", "Info", "Warn", "Error")]
    public string? LogLevel { get; set; }

    /// <summary>How each line of the log is spelled.</summary>
    [Parameter]
    [ValidateSet("Logfmt", "Json")]
    public string? LogFormat { get; set; }

    /// <summary>Run in the foreground, with the log on stderr, until Ctrl+C or SIGTERM.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>What holds where no parameter says otherwise. The help tells it, too.</summary>
    internal static MultiplexerOptions Defaults => new() { ListenAddress = "localhost" };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var source = new OptionsSource(GivenFlags(), Defaults);
        var reading = source.Read();
        if (reading.Problem is { } problem)
        {
            ThrowTerminatingError(Failure.Parameter(problem));
        }

        foreach (var warning in reading.Warnings)
        {
            WriteWarning(warning.ToLine(FlagNaming.Parameter));
        }

        var options = reading.Options!;
        var containers = string.Join(", ", options.Targets.Select(target => target.Container));
        var address = options.ListenAddress ?? "*";
        if (address.Contains(':') && !address.StartsWith('['))
        {
            address = $"[{address}]";
        }

        if (!ShouldProcess($"{address}:{options.ExportTo}{options.Endpoint}", $"Serve the metrics of {containers}"))
        {
            return;
        }

        if (Wait)
        {
            Run(options, source);
        }
        else
        {
            WriteObject(Start(options, source, new LogRing()));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private MetricsMultiplexer Start(MultiplexerOptions options, OptionsSource source, TextWriter log)
    {
        try
        {
            var engine = Multiplexer.StartAsync(options, StartLog.Open(options, log), source, _stop.Token).GetAwaiter().GetResult();
            var multiplexer = new MetricsMultiplexer(engine, log as LogRing);
            RunningMultiplexers.Add(multiplexer);
            return multiplexer;
        }
        catch (MultiplexerStartException failure)
        {
            ThrowTerminatingError(Failure.Start(failure, options));
            throw;
        }
    }

    private void Run(MultiplexerOptions options, OptionsSource source)
    {
        // pwsh itself leaves SIGTERM to the system, which would end the process in the middle of a request.
        using var termination = new TerminationSignal();
        var multiplexer = Start(options, source, Console.Error);
        using var hangUp = source.HasFiles ? new HangUpSignal(multiplexer.Reload) : null;
        try
        {
            if (Task.WaitAny([termination.Received, multiplexer.Completion], _stop.Token) == 0)
            {
                multiplexer.Linger(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: whoever waits at the terminal does not wait for requests.
        }

        multiplexer.Stop(_stop.Token);
    }

    private IEnumerable<FlagValue> GivenFlags()
    {
        foreach (var (name, value) in MyInvocation.BoundParameters)
        {
            if (Flags.OfParameter(name) is { } flag)
            {
                var given = value as string[] ?? [Convert.ToString(value, CultureInfo.InvariantCulture)!];
                foreach (var text in flag.IsRepeatable ? given : [string.Join(',', given)])
                {
                    // A null in a list is what the list is if it is null: nothing.
                    var item = text ?? "";

                    yield return new FlagValue(flag, flag.IsFile && item.Length > 0 ? FilePath(item) : item);
                }
            }
        }
    }

    // PowerShell's current folder is not the process's, and not all that has a path is a file.
    private string FilePath(string path)
    {
        var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem")
        {
            ThrowTerminatingError(Failure.PathNotFile(path, provider.Name, "Give the path of a file."));
        }

        return file;
    }
}
