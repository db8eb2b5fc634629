using System.Net;
using System.Net.Sockets;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// Fetches pages of metrics over HTTP: asks, reads the answer and tells its format. Keeps the connections open between
/// fetches. Safe for concurrent use.
/// </summary>
internal sealed class PageFetcher : IDisposable
{
    // A certificate that was replaced counts from the next connection on.
    private static readonly TimeSpan SecureLifetime = TimeSpan.FromMinutes(1);

    // As many as Go's client follows, and with it Prometheus: ten requests are the most that it makes.
    private const int MostRedirects = 9;

    // Marks a request that a connection was made for.
    private static readonly HttpRequestOptionsKey<bool> HasNewConnection = new("HasNewConnection");

    private readonly TimeSpan _timeout;
    private readonly long _bodySizeLimit;
    private readonly ExpositionFormat? _fallbackFormat;
    private readonly ScrapeRequest _request;

    // Not on the thread of whoever scrapes, which all others wait for.
    private readonly DetachedRead<(ScrapeError? Unreadable, string Value)>? _authorization;
    private readonly bool _isSecure;

    // Whether connections are kept from one fetch to the next, and new ones can be told from them.
    private readonly bool _isKeeping;
    private readonly HttpMessageInvoker _http;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="options">How long a fetch may take, how large a page may be, and what an answer that names no format is read as.</param>
    /// <param name="idleTimeout">How long a connection is kept that is not used.</param>
    /// <param name="connect">Makes the connections; <see langword="null"/> for whatever host a URL names.</param>
    /// <param name="access">What the targets ask for before they answer; <see langword="null"/> for nothing.</param>
    /// <param name="target">The container that is fetched from; <see langword="null"/> for whatever a URL names.</param>
    public PageFetcher(
        MultiplexerOptions options,
        TimeSpan idleTimeout,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect,
        TargetAccess? access = null,
        Target? target = null)
    {
        _timeout = options.ScrapeTimeout;
        _bodySizeLimit = options.BodySizeLimit;
        _fallbackFormat = options.FallbackFormat;
        _request = new ScrapeRequest(options.ScrapeProtocols, options.ScrapeTimeout, (IEnumerable<KeyValuePair<string, string>>?)target?.Headers ?? access?.Headers);
        _authorization = target?.Credentials is { } credentials ? new(() => (TargetAuthorization.Read(credentials, out var value), value)) : null;
        _isSecure = target?.Tls is not null;
        _isKeeping = connect is not null && idleTimeout > TimeSpan.Zero;

        // Bodies are decompressed by the reader. AutomaticDecompression stays what it is by itself, none: setting it, even to none,
        // links the runtime's own decompressors and Brotli with them, a thirteenth of the native executable.
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectCallback = connect is null ? null : (context, cancellationToken) =>
            {
                context.InitialRequestMessage.Options.Set(HasNewConnection, true);
                return connect(context, cancellationToken);
            },
            MaxResponseDrainSize = 16 * 1024,
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = idleTimeout,
            PooledConnectionLifetime = _isSecure ? SecureLifetime : Timeout.InfiniteTimeSpan,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            UseCookies = false,
            UseProxy = false,
        };
        if (access is { IsAnyCertificateAccepted: true })
        {
            handler.SslOptions.RemoteCertificateValidationCallback = delegate { return true; };
        }

        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Makes the fetcher of a container.</summary>
    public static PageFetcher For(Target target, MultiplexerOptions options) => new(
        options with { ScrapeTimeout = target.ScrapeTimeout ?? options.ScrapeTimeout, ScrapeProtocols = ProtocolsFor(target, options) },
        KeepAlive(options.ScrapeInterval),
        ConnectorOf(target),
        target: target);

    // Rules for labels work on lines, so that where there are any nobody is asked for protobuf.
    private static ScrapeAccept ProtocolsFor(Target target, MultiplexerOptions options)
    {
        if (target.Filter.Over(options.Filter).HasNameRulesOnly)
        {
            return options.ScrapeProtocols;
        }

        var lines = options.ScrapeProtocols.Protocols.Where(format => format != ExpositionFormat.Protobuf).Select(ScrapeProtocol.NameOf);
        return ScrapeAccept.TryParse(lines, out var accept, out _) ? accept : ScrapeAccept.Default;
    }

    /// <summary>Fetches the page at <paramref name="url"/> into <paramref name="body"/>, which must be empty.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public async ValueTask<FetchedPage> FetchAsync(Uri url, PageBuffer body, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout);
        try
        {
            var authorization = _authorization is null ? default : await _authorization.ReadAsync(deadline.Token).ConfigureAwait(false);
            if (authorization.Unreadable is { } unreadable)
            {
                return unreadable;
            }

            using var response = await FollowAsync(url, authorization.Value, deadline.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new ScrapeError(ScrapeFailure.Status, Explain(response)) { Status = (int)response.StatusCode };
            }

            var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
            var named = ContentType.Parse(contentType);
            if ((named ?? _fallbackFormat) is not { } format)
            {
                return new ScrapeError(ScrapeFailure.ContentType, $"{Describe(contentType)}, and there is no format to fall back to");
            }

            return await BodyReader.ReadAsync(response.Content, _bodySizeLimit, body, deadline.Token).ConfigureAwait(false) is { } error
                ? error
                : new FetchedPage(format, contentType, named is null ? Describe(contentType) : null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var missing = _authorization is { IsUnderWay: true } ? "the credentials were not read" : "no complete answer";
            return new ScrapeError(ScrapeFailure.Timeout, $"{missing} within {Durations.Spell(_timeout)}");
        }
        catch (HttpRequestException failure)
        {
            return WasRefused(failure) ? Refused : Explain(failure, url);
        }
        catch (HttpIOException failure)
        {
            return Explain(failure.HttpRequestError);
        }
        catch (IOException)
        {
            return new ScrapeError(ScrapeFailure.Connection, "the connection broke before the answer was complete");
        }
    }

    public void Dispose() => _http.Dispose();

    // Follows redirects as long as they stay with the container. Where else it sends us is nothing that it should decide.
    private async ValueTask<HttpResponseMessage> FollowAsync(Uri url, string? authorization, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await AskAsync(url, authorization, cancellationToken).ConfigureAwait(false);
            if (redirects == MostRedirects || RedirectOf(response, url) is not { } next)
            {
                return response;
            }

            response.Dispose();
            url = next;
        }
    }

    // Where a container closes a connection that was kept for long while the next request is on its way, nothing is wrong with it: it is
    // asked again.
    private async ValueTask<HttpResponseMessage> AskAsync(Uri url, string? authorization, CancellationToken cancellationToken)
    {
        var request = _request.To(url, authorization);
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failure) when (_isKeeping && IsBrokenConnection(failure) && !request.Options.TryGetValue(HasNewConnection, out _))
        {
            return await _http.SendAsync(_request.To(url, authorization), cancellationToken).ConfigureAwait(false);
        }
    }

    private Uri? RedirectOf(HttpResponseMessage response, Uri url)
    {
        // TLS is made below the HTTP client, whose URL does not tell.
        var seen = _isSecure ? new UriBuilder(url) { Scheme = Uri.UriSchemeHttps }.Uri : url;
        if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || !response.Headers.NonValidated.TryGetValues("Location", out var location)
            || !Uri.TryCreate(seen, location.ToString(), out var next))
        {
            return null;
        }

        // Only the path is taken over, and as a part: read as a reference, one that begins with two slashes would be another host.
        var isSameHost = next.Host.Equals(seen.Host, StringComparison.OrdinalIgnoreCase) || (next.IsLoopback && seen.IsLoopback);
        return isSameHost && next.Port == seen.Port && next.Scheme == seen.Scheme
            ? new UriBuilder(url) { Path = next.AbsolutePath, Query = next.Query }.Uri
            : null;
    }

    /// <summary>What makes the connections to a container.</summary>
    public static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> ConnectorOf(Target target)
    {
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect =
            target.UnixSocket is { } path ? new UnixConnector(path).ConnectAsync
            : target.Host is null ? LoopbackConnector.ConnectAsync
            : HostConnector.ConnectAsync;
        return target.Tls is { } tls ? new TlsConnector(tls, target.Host ?? LoopbackConnector.Host, connect).ConnectAsync : connect;
    }

    // Most do not say in the handshake but after it that they do not like our certificate, or that we have none: with an alert, which
    // is no answer, with a reset, or with nothing at all.
    private bool WasRefused(HttpRequestException failure) => _isSecure && (failure.HttpRequestError == HttpRequestError.ResponseEnded
        || IsBrokenConnection(failure));

    private static bool IsBrokenConnection(HttpRequestException failure) =>
        failure.InnerException is IOException and not (ConnectException or HttpIOException);

    private static ScrapeError Refused =>
        new(ScrapeFailure.Tls, "the container closed the TLS connection without an answer; it may want another client certificate");

    // Longer than the pause between two scrapes, or every scrape would need a connection of its own.
    private static TimeSpan KeepAlive(TimeSpan interval) => TimeSpan.FromMinutes(1) + (interval < TimeSpan.FromDays(1) ? interval : TimeSpan.FromDays(1));

    private static string Explain(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status is >= 300 and < 400 && response.Headers.NonValidated.TryGetValues("Location", out var location)
            ? $"answered {status} to \"{Excerpt.Of(location.ToString())}\": {MostRedirects} redirects at most are followed, on the same host and port"
            : $"answered {status}, expected 200";
    }

    private static string Describe(string contentType) => string.IsNullOrWhiteSpace(contentType)
        ? "there is no Content-Type"
        : $"Content-Type \"{Excerpt.Of(contentType)}\" names no known format";

    private static ScrapeError Explain(HttpRequestException failure, Uri url) => failure.InnerException switch
    {
        ConnectException known => known.Error,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } when url.Host == LoopbackConnector.Host =>
            new ScrapeError(ScrapeFailure.Refused, $"nobody listens on 127.0.0.1:{url.Port} or [::1]:{url.Port}"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new ScrapeError(ScrapeFailure.Refused, $"nobody listens on {url.Host}:{url.Port}"),
        SocketException { SocketErrorCode: SocketError.HostNotFound } =>
            new ScrapeError(ScrapeFailure.Connection, $"there is no host {url.Host}"),
        SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } =>
            new ScrapeError(ScrapeFailure.Connection, $"no address was found for the host {url.Host}"),
        SocketException { SocketErrorCode: var code } => new ScrapeError(ScrapeFailure.Connection, $"no connection to port {url.Port}: {code}"),
        _ => Explain(failure.HttpRequestError),
    };

    private static ScrapeError Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.InvalidResponse => new ScrapeError(ScrapeFailure.Protocol, "the answer is not valid HTTP"),
        HttpRequestError.ConfigurationLimitExceeded => new ScrapeError(ScrapeFailure.TooLarge, "the answer's headers are larger than 32 KiB"),
        HttpRequestError.SecureConnectionError => new ScrapeError(ScrapeFailure.Tls, "no TLS connection could be made"),
        _ => new ScrapeError(ScrapeFailure.Connection, "the connection broke before the answer was complete"),
    };
}
