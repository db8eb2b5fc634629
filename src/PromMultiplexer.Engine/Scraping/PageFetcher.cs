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
    private readonly TimeSpan _timeout;
    private readonly long _bodySizeLimit;
    private readonly ExpositionFormat? _fallbackFormat;
    private readonly ScrapeRequest _request;
    private readonly HttpMessageInvoker _http;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="options">How long a fetch may take, how large a page may be, and what an answer that names no format is read as.</param>
    /// <param name="idleTimeout">How long a connection is kept that is not used.</param>
    /// <param name="connect">Makes the connections; <see langword="null"/> for whatever host a URL names.</param>
    /// <param name="access">What the targets ask for before they answer; <see langword="null"/> for nothing.</param>
    public PageFetcher(
        MultiplexerOptions options,
        TimeSpan idleTimeout,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect,
        TargetAccess? access = null)
    {
        _timeout = options.ScrapeTimeout;
        _bodySizeLimit = options.BodySizeLimit;
        _fallbackFormat = options.FallbackFormat;
        _request = new ScrapeRequest(options.ScrapeProtocols, options.ScrapeTimeout, access?.Headers);
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = connect,
            MaxResponseDrainSize = 16 * 1024,
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = idleTimeout,
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

    /// <summary>Fetches the page at <paramref name="url"/> into <paramref name="body"/>, which must be empty.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public async ValueTask<FetchedPage> FetchAsync(Uri url, PageBuffer body, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout);
        try
        {
            using var request = _request.To(url);
            using var response = await _http.SendAsync(request, deadline.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new ScrapeError(ScrapeFailure.Status, Explain(response));
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
            return new ScrapeError(ScrapeFailure.Timeout, $"no complete answer within {Durations.Spell(_timeout)}");
        }
        catch (HttpRequestException failure)
        {
            return Explain(failure, url);
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

    private static string Explain(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status is >= 300 and < 400 && response.Headers.NonValidated.TryGetValues("Location", out var location)
            ? $"answered {status} to \"{Excerpt.Of(location.ToString())}\", and redirects are not followed"
            : $"answered {status}, expected 200";
    }

    private static string Describe(string contentType) => string.IsNullOrWhiteSpace(contentType)
        ? "there is no Content-Type"
        : $"Content-Type \"{Excerpt.Of(contentType)}\" names no known format";

    private static ScrapeError Explain(HttpRequestException failure, Uri url) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } when url.Host == LoopbackConnector.Host =>
            new ScrapeError(ScrapeFailure.Refused, $"nobody listens on 127.0.0.1:{url.Port} or [::1]:{url.Port}"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new ScrapeError(ScrapeFailure.Refused, $"nobody listens on {url.Host}:{url.Port}"),
        SocketException { SocketErrorCode: SocketError.HostNotFound } =>
            new ScrapeError(ScrapeFailure.Connection, $"there is no host {url.Host}"),
        SocketException { SocketErrorCode: var code } => new ScrapeError(ScrapeFailure.Connection, $"no connection to port {url.Port}: {code}"),
        _ => Explain(failure.HttpRequestError),
    };

    private static ScrapeError Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.InvalidResponse => new ScrapeError(ScrapeFailure.Protocol, "the answer is not valid HTTP"),
        HttpRequestError.ConfigurationLimitExceeded => new ScrapeError(ScrapeFailure.TooLarge, "the answer's headers are larger than 32 KiB"),
        HttpRequestError.SecureConnectionError => new ScrapeError(ScrapeFailure.Connection, "no TLS connection could be made"),
        _ => new ScrapeError(ScrapeFailure.Connection, "the connection broke before the answer was complete"),
    };
}
