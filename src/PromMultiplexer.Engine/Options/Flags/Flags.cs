using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// All flags there are, for both faces. A new one is one more property here, at its place in the help; the cmdlet
/// offers it once it has a parameter of that name. The defaults are those of <see cref="MultiplexerOptions"/>.
/// </summary>
public static class Flags
{
    // Stands before the flags, which put themselves into it.
    private static readonly List<Flag> Table = [];

    /// <summary>Whom to scrape.</summary>
    public static Flag ContainerToPortMap { get; } = Add(Flag.OfMany(
        FlagGroup.Containers,
        "container_to_port_map",
        "ContainerToPortMap",
        new TargetsSyntax(),
        "container to scrape and the port of its metrics, with a path and query if they are not where the others have them; "
            + "repeatable, or, for containers without a path, a list with commas",
        options => options.Targets,
        (options, value) => options with { Targets = value },
        shortName: 'm',
        isRequired: true));

    /// <summary>Whom not to scrape.</summary>
    public static Flag ExcludeContainers { get; } = Add(Flag.OfMany(
        FlagGroup.Containers,
        "exclude_containers",
        "ExcludeContainer",
        new ContainerNamesSyntax(),
        "containers not to scrape; repeatable, or a list with commas",
        options => options.ExcludedContainers,
        (options, value) => options with { ExcludedContainers = value },
        shortName: 'x'));

    /// <summary>The label that tells the containers apart.</summary>
    public static Flag ContainerLabel { get; } = Add(Flag.Of(
        FlagGroup.Containers,
        "container_label",
        "ContainerLabel",
        new LabelNameSyntax(),
        "name of the label added to every sample; its value is the container's name",
        options => options.ContainerLabel,
        (options, value) => options with { ContainerLabel = value },
        shortName: 'n',
        isFixed: true));

    /// <summary>How often a container is scraped.</summary>
    public static Flag ScrapeInterval { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "scrape_interval",
        "ScrapeInterval",
        new MillisecondsSyntax(least: 0),
        "milliseconds between scrapes of each container; 0 scrapes whenever the page is asked for",
        options => options.ScrapeInterval,
        (options, value) => options with { ScrapeInterval = value },
        shortName: 'i'));

    /// <summary>How long a scrape may take.</summary>
    public static Flag ScrapeTimeout { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "scrape_timeout",
        "ScrapeTimeout",
        new MillisecondsSyntax(least: 1),
        "milliseconds that a scrape may take before the container counts as down",
        options => options.ScrapeTimeout,
        (options, value) => options with { ScrapeTimeout = value }));

    /// <summary>How long the samples of a container that is down stay.</summary>
    public static Flag StaleFor { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "stale_for",
        "StaleFor",
        new MillisecondsSyntax(least: 0),
        "milliseconds that the last samples of a container that is down stay on the page",
        options => options.StaleFor,
        (options, value) => options with { StaleFor = value }));

    /// <summary>Which formats containers are asked for.</summary>
    public static Flag ScrapeProtocols { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "scrape_protocols",
        "ScrapeProtocol",
        new ScrapeProtocolsSyntax(),
        "formats that containers are asked for, under Prometheus' names, the most wanted first; PrometheusProto in front of them for "
            + "native histograms",
        options => options.ScrapeProtocols,
        (options, value) => options with { ScrapeProtocols = value }));

    /// <summary>What a page is read as that does not say what it is.</summary>
    public static Flag FallbackScrapeProtocol { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "fallback_scrape_protocol",
        "FallbackScrapeProtocol",
        new FallbackProtocolSyntax(),
        "format in which a page is read whose Content-Type is missing or not known; none refuses it",
        options => options.FallbackFormat,
        (options, value) => options with { FallbackFormat = value }));

    /// <summary>How much is insisted on when a page is read.</summary>
    public static Flag Strict { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "strict",
        "Strict",
        new SwitchSyntax(),
        "refuse a page that breaks any rule of its format, also where Prometheus would take it",
        options => options.ReadMode == ReadMode.Strict,
        (options, value) => options with { ReadMode = value ? ReadMode.Strict : ReadMode.Tolerant }));

    /// <summary>Which families are taken.</summary>
    public static Flag MetricAllow { get; } = Add(Flag.OfMany(
        FlagGroup.Scraping,
        "metric_allow",
        "MetricAllow",
        new PatternSyntax(),
        "families to take from containers, a regular expression that matches the whole name; repeatable",
        options => options.Filter.Allow,
        (options, value) => options with { Filter = options.Filter.With(allow: value) }));

    /// <summary>Which families are not taken.</summary>
    public static Flag MetricDeny { get; } = Add(Flag.OfMany(
        FlagGroup.Scraping,
        "metric_deny",
        "MetricDeny",
        new PatternSyntax(),
        "families not to take, also if they are allowed; repeatable",
        options => options.Filter.Deny,
        (options, value) => options with { Filter = options.Filter.With(deny: value) }));

    /// <summary>Whether errors repeat pieces of a container's page.</summary>
    public static Flag HideExcerpts { get; } = Add(Flag.Of(
        FlagGroup.Scraping,
        "hide_excerpts",
        "HideExcerpts",
        new SwitchSyntax(),
        "tell errors without the piece of the container's page that is wrong: in the log, in answers and on the status page",
        options => options.HideExcerpts,
        (options, value) => options with { HideExcerpts = value }));

    /// <summary>What happens to a sample that has the label already.</summary>
    public static Flag OnLabelCollision { get; } = Add(Flag.Of(
        FlagGroup.Merging,
        "on_label_collision",
        "OnLabelCollision",
        new WordSyntax<LabelCollision>(),
        "a sample that has the label already: rename theirs to exported_<label>, honor theirs, override theirs, or fail the container",
        options => options.OnLabelCollision,
        (options, value) => options with { OnLabelCollision = value }));

    /// <summary>What happens to a family with two types.</summary>
    public static Flag OnTypeConflict { get; } = Add(Flag.Of(
        FlagGroup.Merging,
        "on_type_conflict",
        "OnTypeConflict",
        new WordSyntax<TypeConflict>(),
        "a family with another type in another container: demote it to untyped with every sample kept, keep the first container's "
            + "samples of it, or fail the containers that disagree with the first",
        options => options.OnTypeConflict,
        (options, value) => options with { OnTypeConflict = value }));

    /// <summary>Where the page is.</summary>
    public static Flag Endpoint { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "endpoint",
        "Endpoint",
        new EndpointSyntax(),
        "path the merged metrics are served on, and the default path scraped on each container",
        options => options.Endpoint,
        (options, value) => options with { Endpoint = value },
        shortName: 'p'));

    /// <summary>On which port.</summary>
    public static Flag ExportTo { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "export_to",
        "ExportTo",
        new PortSyntax(),
        "port the merged metrics are served on",
        options => options.ExportTo,
        (options, value) => options with { ExportTo = value },
        shortName: 'e',
        isFixed: true));

    /// <summary>On which address.</summary>
    public static Flag ListenAddress { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "listen_address",
        "ListenAddress",
        new AddressSyntax(),
        "IP address they are served on, or localhost, or * for all, IPv4 and IPv6",
        options => options.ListenAddress,
        (options, value) => options with { ListenAddress = value },
        isFixed: true));

    /// <summary>The file with TLS and users.</summary>
    public static Flag WebConfigFile { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "web_config_file",
        "WebConfigFile",
        new FileSyntax(),
        "file with TLS, client certificates, users, headers and rate limit, as Prometheus' exporters have it (web-config.yml)",
        options => options.WebConfigFile,
        (options, value) => options with { WebConfigFile = value },
        isFixed: true));

    /// <summary>When the page is an error.</summary>
    public static Flag FailOn { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "fail_on",
        "FailOn",
        new WordSyntax<FailOn>(),
        "answer 503 never, when all containers are down, or when any is",
        options => options.FailOn,
        (options, value) => options with { FailOn = value }));

    /// <summary>How long a stop waits for requests.</summary>
    public static Flag DrainTimeout { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "drain_timeout",
        "DrainTimeout",
        new MillisecondsSyntax(least: 0),
        "milliseconds that requests in flight have to end after SIGTERM or SIGINT",
        options => options.DrainTimeout,
        (options, value) => options with { DrainTimeout = value }));

    /// <summary>How long the end is put off.</summary>
    public static Flag Linger { get; } = Add(Flag.Of(
        FlagGroup.Serving,
        "linger",
        "Linger",
        new MillisecondsSyntax(least: 0),
        "milliseconds that the end is put off after SIGTERM or SIGINT, at most, with the last samples of containers that have ended on "
            + "the page: until it was scraped once more after all have ended",
        options => options.Linger,
        (options, value) => options with { Linger = value }));

    /// <summary>How large a container's page may be.</summary>
    public static Flag BodySizeLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "body_size_limit",
        "BodySizeLimit",
        new SizeSyntax(),
        "largest page taken from a container, in bytes (also with Ki, Mi or Gi), after decompression; where memory is short, an eighth of it",
        options => options.BodySizeLimit,
        (options, value) => options with { BodySizeLimit = value }));

    /// <summary>How many samples a page may have.</summary>
    public static Flag SampleLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "sample_limit",
        "SampleLimit",
        new CountSyntax(least: 0),
        "most samples of a container's page; 0 for any number",
        options => options.PageLimits.Samples,
        (options, value) => options with { PageLimits = options.PageLimits with { Samples = value } }));

    /// <summary>How many families a page may have.</summary>
    public static Flag FamilyLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "family_limit",
        "FamilyLimit",
        new CountSyntax(least: 0),
        "most families of a container's page; 0 for any number",
        options => options.PageLimits.Families,
        (options, value) => options with { PageLimits = options.PageLimits with { Families = value } }));

    /// <summary>How long a line may be.</summary>
    public static Flag LineLengthLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "line_length_limit",
        "LineLengthLimit",
        new SizeSyntax(least: 0),
        "longest line of a container's page, in bytes (also with Ki, Mi or Gi); 0 for any length",
        options => options.PageLimits.LineLength,
        (options, value) => options with { PageLimits = options.PageLimits with { LineLength = (int)value } }));

    /// <summary>How many labels a sample may have.</summary>
    public static Flag LabelLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "label_limit",
        "LabelLimit",
        new CountSyntax(least: 0),
        "most labels of a sample, without the one that is added; 0 for any number",
        options => options.PageLimits.Labels,
        (options, value) => options with { PageLimits = options.PageLimits with { Labels = value } }));

    /// <summary>How long the name of a label may be.</summary>
    public static Flag LabelNameLengthLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "label_name_length_limit",
        "LabelNameLengthLimit",
        new CountSyntax(least: 0),
        "longest name of a label, in bytes; 0 for any length",
        options => options.PageLimits.LabelNameLength,
        (options, value) => options with { PageLimits = options.PageLimits with { LabelNameLength = value } }));

    /// <summary>How long the value of a label may be.</summary>
    public static Flag LabelValueLengthLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "label_value_length_limit",
        "LabelValueLengthLimit",
        new CountSyntax(least: 0),
        "longest value of a label, in bytes; 0 for any length",
        options => options.PageLimits.LabelValueLength,
        (options, value) => options with { PageLimits = options.PageLimits with { LabelValueLength = value } }));

    /// <summary>How many clients there may be.</summary>
    public static Flag ConnectionLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "connection_limit",
        "ConnectionLimit",
        new CountSyntax(least: 1),
        "most connections of clients at once; one more is closed",
        options => options.Limits.MaxConnections,
        (options, value) => options with { Limits = options.Limits with { MaxConnections = value } },
        isFixed: true));

    /// <summary>How many requests are answered at once.</summary>
    public static Flag RequestLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "request_limit",
        "RequestLimit",
        new CountSyntax(least: 1),
        "most requests answered at once; one more gets a 503 and when to come again, unless it is a probe",
        options => options.Limits.MaxRequests,
        (options, value) => options with { Limits = options.Limits with { MaxRequests = value } }));

    /// <summary>How large the headers of a request may be.</summary>
    public static Flag RequestHeaderSizeLimit { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "request_header_size_limit",
        "RequestHeaderSizeLimit",
        new SizeSyntax(least: 1024, most: 1024 * 1024),
        "most bytes that the headers of a request may have together (also with Ki)",
        options => options.Limits.MaxRequestHeadersBytes,
        (options, value) => options with { Limits = options.Limits with { MaxRequestHeadersBytes = (int)value } },
        isFixed: true));

    /// <summary>How long a client may take for the headers of a request.</summary>
    public static Flag RequestHeaderTimeout { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "request_header_timeout",
        "RequestHeaderTimeout",
        new MillisecondsSyntax(least: 1),
        "milliseconds that a client may take to send the headers of a request",
        options => options.Limits.RequestHeadersTimeout,
        (options, value) => options with { Limits = options.Limits with { RequestHeadersTimeout = value } },
        isFixed: true));

    /// <summary>How long a connection may be idle.</summary>
    public static Flag KeepAliveTimeout { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "keep_alive_timeout",
        "KeepAliveTimeout",
        new MillisecondsSyntax(least: 1),
        "milliseconds that a connection may be idle",
        options => options.Limits.KeepAliveTimeout,
        (options, value) => options with { Limits = options.Limits with { KeepAliveTimeout = value } },
        isFixed: true));

    /// <summary>How long a client may take for a page.</summary>
    public static Flag ResponseTimeout { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "response_timeout",
        "ResponseTimeout",
        new MillisecondsSyntax(least: 1),
        "milliseconds that a client may take to receive a page",
        options => options.Limits.ResponseTimeout,
        (options, value) => options with { Limits = options.Limits with { ResponseTimeout = value } }));

    /// <summary>How slowly a client may take a page.</summary>
    public static Flag MinResponseRate { get; } = Add(Flag.Of(
        FlagGroup.Limits,
        "min_response_rate",
        "MinResponseRate",
        new CountSyntax(least: 0),
        "least rate at which a client must take a page, in bytes per second, after five seconds; 0 for none",
        options => (int)options.Limits.MinResponseBytesPerSecond,
        (options, value) => options with { Limits = options.Limits with { MinResponseBytesPerSecond = value } },
        isFixed: true));

    /// <summary>The file that can say what flags say, and more.</summary>
    public static Flag ConfigFile { get; } = Add(Flag.Of(
        FlagGroup.Configuration,
        "config_file",
        "ConfigFile",
        new FileSyntax(),
        "YAML file with what flags can say, under their names, and more of each container; read again when it changes",
        options => options.ConfigFile,
        (options, value) => options with { ConfigFile = value },
        isFixed: true));

    /// <summary>The file that the Pod's annotations are in.</summary>
    public static Flag TargetsFile { get; } = Add(Flag.Of(
        FlagGroup.Configuration,
        "targets_file",
        "TargetsFile",
        new FileSyntax(),
        "file with the Pod's annotations, as the downward API writes it; multiplexer/targets in it names further containers; read again when it changes",
        options => options.TargetsFile,
        (options, value) => options with { TargetsFile = value },
        isFixed: true));

    /// <summary>How often files are looked at.</summary>
    public static Flag ReloadInterval { get; } = Add(Flag.Of(
        FlagGroup.Configuration,
        "reload_interval",
        "ReloadInterval",
        new MillisecondsSyntax(least: 0),
        "milliseconds between looks at the files, whether they have changed; 0 looks on SIGHUP only",
        options => options.ReloadInterval,
        (options, value) => options with { ReloadInterval = value },
        isFixed: true));

    /// <summary>How much is logged.</summary>
    public static Flag LogLevel { get; } = Add(Flag.Of(
        FlagGroup.Logging,
        "log_level",
        "LogLevel",
        new WordSyntax<LogLevel>(),
        "least level that is logged",
        options => options.LogLevel,
        (options, value) => options with { LogLevel = value },
        isFixed: true));

    /// <summary>How log entries are spelled.</summary>
    public static Flag LogFormat { get; } = Add(Flag.Of(
        FlagGroup.Logging,
        "log_format",
        "LogFormat",
        new WordSyntax<LogFormat>(),
        "how each line on stderr is spelled",
        options => options.LogFormat,
        (options, value) => options with { LogFormat = value },
        isFixed: true));

    /// <summary>What flags there are.</summary>
    public static Flag Help { get; } = Add(Flag.OfQuestion("help", "show this text and end", shortName: 'h'));

    /// <summary>Whether a start would be refused.</summary>
    public static Flag ConfigCheck { get; } = Add(Flag.OfQuestion("config_check", "read all that a start would read, tell whether it is good, and end"));

    /// <summary>Which version this is.</summary>
    public static Flag Version { get; } = Add(Flag.OfQuestion("version", "show the version and end"));

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Flag> All => Table;

    /// <summary>The flag with a long name, as in <c>--export_to</c>; <see langword="null"/> if there is none.</summary>
    public static Flag? OfName(ReadOnlySpan<char> name)
    {
        foreach (var flag in Table)
        {
            if (name.SequenceEqual(flag.Name))
            {
                return flag;
            }
        }

        return null;
    }

    /// <summary>The flag with a short name, as in <c>-e</c>; <see langword="null"/> if there is none.</summary>
    public static Flag? OfShortName(char name) => Table.Find(flag => flag.ShortName == name);

    /// <summary>The flag that a parameter of the cmdlet stands for; <see langword="null"/> for a parameter of another kind.</summary>
    public static Flag? OfParameter(string name) => Table.Find(flag => name.Equals(flag.ParameterName, StringComparison.OrdinalIgnoreCase));

    private static Flag Add(Flag flag)
    {
        Table.Add(flag);
        return flag;
    }
}
