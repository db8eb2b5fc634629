using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Everything that a multiplexer can be told. Immutable.</summary>
public sealed record MultiplexerOptions
{
    /// <summary>The path that the merged page is served on, and that containers without a path of their own are scraped on.</summary>
    public string Endpoint { get; init; } = "/metrics";

    /// <summary>The port that the merged page is served on. The engine alone also takes 0, for a free port (tests).</summary>
    public int ExportTo { get; init; } = 13434;

    /// <summary>The address to listen on; <see langword="null"/> for all, IPv4 and IPv6.</summary>
    public string? ListenAddress { get; init; }

    /// <summary>The file that says how connections are made secure and who is let in; <see langword="null"/> for an open door.</summary>
    public string? WebConfigFile { get; init; }

    /// <summary>The name of the label that is added to every sample.</summary>
    public string ContainerLabel { get; init; } = "container";

    /// <summary>The time between two scrapes of a container; 0 to scrape whenever the page is asked for.</summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a scrape may take, body included.</summary>
    public TimeSpan ScrapeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The containers to scrape, in the order in which their samples stand on the page. Those excluded are not among them.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The containers that were named to be left out. To be shown only: <see cref="Targets"/> is without them already.</summary>
    public IReadOnlyList<string> ExcludedContainers { get; init; } = [];

    /// <summary>The largest page of a container, in bytes after decompression.</summary>
    public long BodySizeLimit { get; init; } = MemoryBudget.BodySizeLimit;

    /// <summary>
    /// The memory that pages may take together, in bytes: half is for those that are scraped, with the index over them, half for those
    /// that are served. A scrape that goes beyond has failed; a request that does is told to come again. It is taken at the start.
    /// </summary>
    public long PageMemory { get; init; } = MemoryBudget.PageMemory;

    /// <summary>What else a container's page may have. A page that has more is a failed scrape.</summary>
    public ExpositionLimits PageLimits { get; init; } = new() { LineLength = 1024 * 1024 };

    /// <summary>How long the last good page of a container that fails is still served.</summary>
    public TimeSpan StaleFor { get; init; } = TimeSpan.Zero;

    /// <summary>How much is insisted on when a container's page is read.</summary>
    public ReadMode ReadMode { get; init; } = ReadMode.Tolerant;

    /// <summary>What is taken of a container's page, and what becomes of it.</summary>
    public ExpositionFilter Filter { get; init; } = ExpositionFilter.None;

    /// <summary>The file that the rules of <see cref="Filter"/> were read from. To be shown only.</summary>
    public string? MetricRelabelFile { get; init; }

    /// <summary>Whether an error about a container's page goes without the piece of it that is wrong: in the log, in answers and on the status page.</summary>
    public bool HideExcerpts { get; init; }

    /// <summary>What happens to a sample that already has the label.</summary>
    public LabelCollision OnLabelCollision { get; init; } = LabelCollision.Rename;

    /// <summary>What happens to a family that has different types in two containers.</summary>
    public TypeConflict OnTypeConflict { get; init; } = TypeConflict.Demote;

    /// <summary>When the merged page is answered with 503.</summary>
    public FailOn FailOn { get; init; } = FailOn.Never;

    /// <summary>The least level that is logged. For whoever makes the log: the engine itself logs everything.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>How log entries are spelled. For whoever makes the log.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Logfmt;

    /// <summary>How long requests in flight may go on after a stop was asked for.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long <see cref="Multiplexer.LingerAsync"/> serves what containers that have gone said last, if nobody asks for it
    /// earlier.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>The file that further options were read from. To be shown only, as are the other files.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The file that further containers were read from. With one, there need not be any container.</summary>
    public string? TargetsFile { get; init; }

    /// <summary>The time between two looks at the files; 0 to look only when asked to.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The formats that containers are asked for, in order of preference. By default those that Prometheus asks for.</summary>
    public ScrapeAccept ScrapeProtocols { get; init; } = ScrapeAccept.Default;

    /// <summary>
    /// The format in which a page is read whose Content-Type is missing or names no known format;
    /// <see langword="null"/> to refuse such pages.
    /// </summary>
    public ExpositionFormat? FallbackFormat { get; init; } = ExpositionFormat.Text004;

    /// <summary>
    /// How long a merged page is served again while no container has anything new: no age on it is off by more. When scraping on
    /// request, how long after its start a round is joined.
    /// </summary>
    public TimeSpan PageLifetime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What one client may ask of the server.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>
    /// Whether containers are scraped by these options as by <paramref name="other"/>, save for which containers there are. What is
    /// not named here may matter to a scrape, so that a new option is on the safe side.
    /// </summary>
    internal bool ScrapesAs(MultiplexerOptions other) =>
        ForComparison() == other.ForComparison() && ScrapeProtocols.Header == other.ScrapeProtocols.Header;

    private MultiplexerOptions ForComparison() => this with
    {
        ExportTo = 0,
        ListenAddress = null,
        WebConfigFile = null,
        Targets = [],
        ExcludedContainers = [],
        OnTypeConflict = default,
        FailOn = default,
        MetricRelabelFile = null,
        LogLevel = default,
        LogFormat = default,
        DrainTimeout = default,
        ConfigFile = null,
        TargetsFile = null,
        ReloadInterval = default,
        ScrapeProtocols = ScrapeAccept.Default,
        PageLifetime = default,
        Limits = new(),
    };
}
