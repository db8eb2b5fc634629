using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>One request and its answer, over the server's bare features.</summary>
internal readonly struct Exchange(IFeatureCollection features)
{
    /// <summary>
    /// How much of a page is handed over at a time. The server copies what it is given, so this and its own output buffer
    /// (64 KiB) are what a slow client costs.
    /// </summary>
    private const int SliceBytes = 32 * 1024;

    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();

    public string Method => _request.Method;

    /// <summary>The path, percent-decoded, its dot segments resolved, without the query.</summary>
    public string Path => _request.Path;

    /// <summary>http or https.</summary>
    public string Scheme => _request.Scheme;

    public RequestQuery Query => new(_request.QueryString);

    public IHeaderDictionary RequestHeaders => _request.Headers;

    public bool HasStarted => _response.HasStarted;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    public bool IsGet => Method == HttpMethods.Get;

    public bool IsHead => Method == HttpMethods.Head;

    /// <summary>Host and port as the client names them; where it does not, the address that it has reached.</summary>
    public string Address
    {
        get
        {
            var host = RequestHeaders.Host.ToString();
            if (host.Length > 0)
            {
                return host;
            }

            var connection = features.GetRequiredFeature<IHttpConnectionFeature>();
            var address = connection.LocalIpAddress ?? IPAddress.Loopback;
            return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.LocalPort).ToString();
        }
    }

    /// <summary>Breaks the connection off, so that the client cannot take half an answer for a whole one.</summary>
    public void Abort() => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();

    /// <summary>Answers with one or more lines of plain text.</summary>
    public Task SendTextAsync(int status, string text)
    {
        _response.StatusCode = status;
        return SendBytesAsync(Encoding.UTF8.GetBytes(text + "\n"), "text/plain; charset=utf-8");
    }

    /// <summary>Answers with bytes that are few and nobody else's.</summary>
    public Task SendBytesAsync(ReadOnlyMemory<byte> body, string contentType)
    {
        _response.Headers.ContentType = contentType;
        return SendBodyAsync(body, Aborted);
    }

    /// <summary>Refuses the method.</summary>
    public Task SendMethodNotAllowedAsync()
    {
        _response.Headers.Allow = "GET, HEAD";
        return SendTextAsync(StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are understood here.");
    }

    /// <summary>Asks the client to come again.</summary>
    public Task SendBusyAsync() => SendBusyAsync("Too many requests are being answered already.");

    /// <summary>Asks the client to come again, when others have received their pages.</summary>
    public Task SendNoMemoryAsync() => SendBusyAsync("Pages that others are receiving have all the memory there is for pages.");

    private Task SendBusyAsync(string why)
    {
        _response.Headers.RetryAfter = "1";
        return SendTextAsync(StatusCodes.Status503ServiceUnavailable, why + " Come again in a second.");
    }

    /// <summary>Answers with a page, compressed if the client likes that.</summary>
    /// <param name="page">The page.</param>
    /// <param name="contentType">The header Content-Type.</param>
    /// <param name="timeout">How long the client may take for it. Then it is cut off, because it keeps the page in memory.</param>
    /// <returns>Whether all of it was sent.</returns>
    public async Task<bool> SendPageAsync(Page page, string contentType, TimeSpan timeout)
    {
        var headers = _response.Headers;
        headers.ContentType = contentType;
        headers.Vary = "Accept, Accept-Encoding";
        var body = page.Identity;
        if (AcceptEncoding.PrefersGzip(RequestHeaders.AcceptEncoding) && await page.GzipAsync().ConfigureAwait(false) is { } compressed)
        {
            body = compressed;
            headers.ContentEncoding = "gzip";
        }

        return await SendWithinAsync(body, timeout).ConfigureAwait(false);
    }

    /// <summary>Answers with what a container has sent, as it came.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">What the container says that they are; left out if it says nothing, or nothing that can be repeated.</param>
    /// <param name="timeout">How long the client may take for it.</param>
    public Task SendForeignAsync(ReadOnlyMemory<byte> body, string contentType, TimeSpan timeout)
    {
        var headers = _response.Headers;
        if (contentType.Length > 0 && !contentType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            headers.ContentType = contentType;
        }

        // Whatever it is, it is not a web page of ours.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        return SendWithinAsync(body, timeout);
    }

    /// <summary>Answers with the status page, which is nobody's to keep, to frame or to put anything into.</summary>
    public Task SendStatusAsync(ReadOnlyMemory<byte> body, string contentType)
    {
        var headers = _response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = StatusStyle.Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.Vary = "Accept";
        headers.XContentTypeOptions = "nosniff";
        return SendBytesAsync(body, contentType);
    }

    private async Task<bool> SendWithinAsync(ReadOnlyMemory<byte> body, TimeSpan timeout)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Aborted);
        limit.CancelAfter(timeout);
        try
        {
            return await SendBodyAsync(body, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!Aborted.IsCancellationRequested)
        {
            Abort();
            return false;
        }
    }

    // Returns whether all of it was sent.
    private async Task<bool> SendBodyAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _response.Headers.ContentLength = body.Length;
        if (IsHead)
        {
            return true;
        }

        var output = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        while (body.Length > 0)
        {
            var slice = body[..Math.Min(body.Length, SliceBytes)];
            body = body[slice.Length..];
            var flushed = await output.WriteAsync(slice, cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                // The client has gone, which the server may not have told yet.
                return false;
            }
        }

        return true;
    }
}
