using System.Net;
using System.Net.Sockets;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// Scrapes containers: asks, reads the answer, parses and labels it. Keeps the connections open between scrapes. Safe
/// for concurrent use.
/// </summary>
internal sealed class Scraper : IDisposable
{
    private readonly MultiplexerOptions _options;
    private readonly ScrapeRequest _request;
    private readonly HttpMessageInvoker _http;

    public Scraper(MultiplexerOptions options)
    {
        _options = options;
        _request = new ScrapeRequest(options.ScrapeTimeout);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = LoopbackConnector.ConnectAsync,
            MaxResponseDrainSize = 16 * 1024,
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = KeepAlive(options.ScrapeInterval),
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            UseCookies = false,
            UseProxy = false,
        });
    }

    /// <summary>Scrapes <paramref name="container"/> once and leaves what it answered in <paramref name="into"/>.</summary>
    /// <returns><see langword="null"/> when the snapshot is good; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public async ValueTask<ScrapeError?> ScrapeAsync(Container container, Snapshot into, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.ScrapeTimeout);
        try
        {
            using var request = _request.To(container.Url);
            using var response = await _http.SendAsync(request, deadline.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new ScrapeError(ScrapeFailure.Status, Explain(response));
            }

            var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
            var format = ContentType.Parse(contentType);
            if ((format ?? _options.FallbackFormat) is not { } readAs)
            {
                return new ScrapeError(ScrapeFailure.ContentType, $"{Describe(contentType)}, and there is no format to fall back to");
            }

            if (!ScrapeFormats.CanRead(readAs))
            {
                return new ScrapeError(ScrapeFailure.ContentType, $"Content-Type \"{Excerpt.Of(contentType)}\" was not asked for");
            }

            var error = await BodyReader.ReadAsync(response.Content, _options.BodySizeLimit, into.Body, deadline.Token).ConfigureAwait(false)
                ?? into.Read(readAs, _options.ReadMode, container.Injector);
            if (format is not null)
            {
                return error;
            }

            container.Log.ReadAs(readAs, Describe(contentType));
            return error is { Failure: ScrapeFailure.Parse }
                ? new ScrapeError(ScrapeFailure.ContentType, $"{Describe(contentType)}, and as {readAs} it is refused: {error.Text}")
                : error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ScrapeError(ScrapeFailure.Timeout, $"no complete answer within {Durations.Spell(_options.ScrapeTimeout)}");
        }
        catch (HttpRequestException failure)
        {
            return Explain(failure, container.Target.Port);
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

    // Longer than the pause between two scrapes, or every scrape would need a connection of its own.
    private static TimeSpan KeepAlive(TimeSpan interval) => TimeSpan.FromMinutes(1) + (interval < TimeSpan.FromDays(1) ? interval : TimeSpan.FromDays(1));

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

    private static ScrapeError Explain(HttpRequestException failure, int port) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new ScrapeError(ScrapeFailure.Refused, $"nobody listens on 127.0.0.1:{port} or [::1]:{port}"),
        SocketException { SocketErrorCode: var code } => new ScrapeError(ScrapeFailure.Connection, $"no connection to port {port}: {code}"),
        _ => Explain(failure.HttpRequestError),
    };

    private static ScrapeError Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.InvalidResponse => new ScrapeError(ScrapeFailure.Protocol, "the answer is not valid HTTP"),
        HttpRequestError.ConfigurationLimitExceeded => new ScrapeError(ScrapeFailure.TooLarge, "the answer's headers are larger than 32 KiB"),
        _ => new ScrapeError(ScrapeFailure.Connection, "the connection broke before the answer was complete"),
    };
}
