using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using PromMultiplexer.Completion;
using PromMultiplexer.Engine;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Parameters;
using PromMultiplexer.Scraping;

namespace PromMultiplexer.Commands;

/// <summary>A cmdlet that scrapes targets, as a multiplexer scrapes its containers, but of any host and with whatever they ask for.</summary>
public abstract class ScrapeCommand : PSCmdlet, IDisposable
{
    private const string Authorization = "Authorization";

    private readonly CancellationTokenSource _stop = new();
    private MultiplexerOptions? _options;
    private TargetAccess? _access;

    /// <summary>Makes the cmdlet.</summary>
    protected ScrapeCommand() => StopToken = _stop.Token;

    /// <summary>What to scrape: URLs, containers of this Pod as 'web:8080', 'vault:8200/v1/sys/metrics' and 'web:unix:/run/web.sock', or a table as @{ web = 8080 }.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "A URL, or <container>:<port>.")]
    [Alias("Url")]
    [UriText]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string[] Uri { get; set; } = [];

    /// <summary>The seconds that a scrape may take.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double TimeoutSec { get; set; } = 10;

    /// <summary>The formats to ask for, the most wanted first. By default those that Prometheus asks for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ExpositionFormatName]
    public ExpositionFormat[]? Protocol { get; set; }

    /// <summary>Headers to send besides, by their names: none of a body or of the connection. Values are printable ASCII.</summary>
    [Parameter]
    [Alias("Headers")]
    public IDictionary? Header { get; set; }

    /// <summary>The user and password to log in with (Basic). In a URL they are refused: they would be shown wherever the URL is.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The token to log in with (Bearer).</summary>
    [Parameter]
    public SecureString? Token { get; set; }

    /// <summary>Send the credential or token also where anybody on the way can read it: by http to another machine.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>Take any certificate for the target's.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Insist on every rule of a page's format, not only on those that Prometheus insists on.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Fires when the cmdlet is stopped, and when it has ended while scrapes are under way.</summary>
    private protected CancellationToken StopToken { get; }

    private protected ReadMode Mode => Strict ? ReadMode.Strict : ReadMode.Tolerant;

    private bool HasSecret => Credential is not null || Token is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _options = new MultiplexerOptions
        {
            // The engine takes port 0 for any, so that no port is refused as the multiplexer's own.
            ExportTo = 0,
            ScrapeTimeout = TimeSpan.FromSeconds(TimeoutSec),
            ScrapeProtocols = ReadProtocols(),
        };
        _access = new TargetAccess { Headers = ReadHeaders(), IsAnyCertificateAccepted = SkipCertificateCheck };
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whoever is next in the pipeline may have had enough before all have answered.
        _stop.Cancel();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a parameter names; nothing, and an error, where it names nothing that can be scraped.</summary>
    private protected IEnumerable<ScrapeTarget> Resolve(string target, Action<ErrorRecord> report)
    {
        if (target.Contains("://", StringComparison.Ordinal))
        {
            // A password in a URL would be shown with it: in messages, in errors and in what the answers note.
            var isUrl = System.Uri.TryCreate(target, UriKind.Absolute, out var url);
            if (url is { UserInfo.Length: > 0 })
            {
                report(Failure.UrlHasUser(url));
                return [];
            }

            if (!isUrl || url!.Scheme is not ("http" or "https"))
            {
                report(Failure.UrlNotSupported(target));
                return [];
            }

            if (HasSecret && url.Scheme == "http" && !url.IsLoopback && !AllowUnencryptedAuthentication)
            {
                report(Failure.AuthenticationUnencrypted(url));
                return [];
            }

            return [new ScrapeTarget(url)];
        }

        // A socket is spelled so where Get-MetricsMultiplexer tells of its containers: without the name, which it tells as well.
        var isSocket = target.StartsWith("unix:/", StringComparison.Ordinal);
        var reading = OptionsReader.Read([new FlagValue(Flags.ContainerToPortMap, isSocket ? $"socket:{target}" : target)], _options!);
        if (reading.Problem is { } problem)
        {
            report(Failure.TargetInvalid(problem, target));
            return [];
        }

        var endpoint = reading.Options!.Endpoint;
        var targets = new List<ScrapeTarget>();
        foreach (var container in reading.Options.Targets)
        {
            var url = container.UrlWith(endpoint);
            if (IsAddressElsewhere(container.Container))
            {
                report(Failure.ContainerIsAddress(container.Container, url, (container with { Host = container.Container }).UrlWith(endpoint)));
                continue;
            }

            if (container.Container.Contains('.'))
            {
                WriteVerbose($"{container.Container} is taken for a container of this Pod, at {url}. A host is given as a URL.");
            }

            targets.Add(new ScrapeTarget(url, isSocket ? null : container.Container, container));
        }

        return targets;
    }

    /// <summary>Scrapes. Ends in an <see cref="OperationCanceledException"/> when the cmdlet is stopped, and in no other.</summary>
    private protected async Task<ScrapedPage> ScrapeAsync(ScrapeTarget target)
    {
        var scraping = target.Target is { } container
            ? SingleScrape.GetAsync(container, _options!, _access, StopToken)
            : SingleScrape.GetAsync(target.Url, _options!, _access, StopToken);
        var scrape = await scraping.ConfigureAwait(false);
        var origin = new Origin { Container = target.Container, Url = target.Url, ScrapeTime = DateTimeOffset.Now };
        return new ScrapedPage(target, scrape.Error, scrape.Error is null ? new SourcePage(scrape.Body, origin, scrape.Format) : null);
    }

    private ScrapeAccept ReadProtocols()
    {
        if (Protocol is null)
        {
            return ScrapeAccept.Default;
        }

        var names = Protocol.Select(format => ScrapeProtocol.All.Contains(format) ? ScrapeProtocol.NameOf(format) : format.ToString());
        if (!ScrapeAccept.TryParse(names, out var accept, out var error))
        {
            ThrowTerminatingError(Failure.ProtocolInvalid(error));
        }

        return accept!;
    }

    private Dictionary<string, string> ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Token is not null && Credential is not null)
        {
            ThrowTerminatingError(Failure.LoginConflict("-Credential", "-Token"));
        }

        if (Token is not null)
        {
            Add("-Token", Authorization, ScrapeAuthorization.Bearer(Token));
        }
        else if (Credential is not null)
        {
            Add("-Credential", Authorization, ScrapeAuthorization.Basic(Credential));
        }

        foreach (DictionaryEntry header in Header ?? new Hashtable())
        {
            var name = LanguagePrimitives.ConvertTo<string>(header.Key);
            if (HasSecret && Authorization.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                ThrowTerminatingError(Failure.LoginConflict(Token is null ? "-Credential" : "-Token", $"-Header with {name}"));
            }

            Add("-Header", name, LanguagePrimitives.ConvertTo<string>(header.Value));
        }

        return headers;

        void Add(string parameter, string name, string value)
        {
            if ((HeaderSyntax.ProblemOfName(name) ?? HeaderSyntax.ProblemOfValue(value)) is { } problem)
            {
                ThrowTerminatingError(Failure.HeaderInvalid(parameter, name, problem));
            }

            headers[name] = value;
        }
    }

    // 10.1.2.3:9100 is meant for another machine, although it could be the name of a container.
    private static bool IsAddressElsewhere(string name) =>
        name.Count('.') == 3 && IPAddress.TryParse(name, out var address) && !IPAddress.IsLoopback(address);
}
