using System.IO.Compression;

namespace PromMultiplexer.Engine;

/// <summary>Reads the body of an answer, decompressed, and never more of it than is allowed.</summary>
internal static class BodyReader
{
    private static readonly ScrapeError BrokenGzip = new(ScrapeFailure.Encoding, "the gzip body is broken or cut short");

    /// <summary>Reads all of <paramref name="content"/> into <paramref name="page"/>, which must be empty.</summary>
    /// <param name="content">The answer's body.</param>
    /// <param name="limit">The most bytes, both before and after decompression: a few bytes can become very many, and very many nothing.</param>
    /// <param name="page">Receives the body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns><see langword="null"/> when all was read.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<ScrapeError?> ReadAsync(HttpContent content, long limit, PageBuffer page, CancellationToken cancellationToken)
    {
        var encoding = content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values) ? values.ToString() : "";
        var isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new ScrapeError(ScrapeFailure.Encoding, $"Content-Encoding \"{Excerpt.Of(encoding)}\" was not asked for");
        }

        var length = content.Headers.ContentLength;
        if (length > limit)
        {
            return TooLarge(limit);
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (isGzip)
        {
            return await ReadGzipAsync(stream, limit, page, cancellationToken).ConfigureAwait(false);
        }

        // One byte more than announced, so that the end is met without the buffer growing for it.
        page.Reserve((int)Math.Min((length ?? 0) + 1, Array.MaxLength));
        return await ReadToEndAsync(stream, limit, page, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ScrapeError?> ReadGzipAsync(Stream stream, long limit, PageBuffer page, CancellationToken cancellationToken)
    {
        var body = new GzipBody(stream, limit);
        var decompressed = new GZipStream(body, CompressionMode.Decompress, leaveOpen: true);
        await using (decompressed.ConfigureAwait(false))
        {
            ScrapeError? error;
            try
            {
                error = await ReadToEndAsync(decompressed, limit + GzipBody.Seal.Length, page, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException)
            {
                error = BrokenGzip;
            }

            return body.IsExceeded || error is { Failure: ScrapeFailure.TooLarge } ? TooLarge(limit)
                : body.BytesRead == 0 ? new ScrapeError(ScrapeFailure.Encoding, "the gzip body is empty")
                : error ?? BreakSeal(page);
        }
    }

    private static ScrapeError? BreakSeal(PageBuffer page)
    {
        if (!page.Written.Span.EndsWith(GzipBody.Seal))
        {
            return BrokenGzip;
        }

        page.Shorten(GzipBody.Seal.Length);
        return null;
    }

    private static async ValueTask<ScrapeError?> ReadToEndAsync(Stream stream, long limit, PageBuffer page, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await stream.ReadAsync(page.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            page.Advance(count);
            if (page.Length > limit)
            {
                return TooLarge(limit);
            }
        }
    }

    private static ScrapeError TooLarge(long limit) => new(ScrapeFailure.TooLarge, $"the page is larger than {limit} bytes");
}
