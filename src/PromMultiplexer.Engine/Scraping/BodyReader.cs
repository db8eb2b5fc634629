using System.IO.Compression;

namespace PromMultiplexer.Engine;

/// <summary>Reads the body of an answer, decompressed, and never more of it than is allowed.</summary>
internal static class BodyReader
{
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
        var compressed = new LimitedStream(stream, limit);
        var decompressed = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        await using (decompressed.ConfigureAwait(false))
        {
            try
            {
                var error = await ReadToEndAsync(decompressed, limit, page, cancellationToken).ConfigureAwait(false);
                if (error is null && compressed.BytesRead == 0)
                {
                    return new ScrapeError(ScrapeFailure.Encoding, "the gzip body is empty");
                }

                return compressed.IsExceeded ? TooLarge(limit) : error;
            }
            catch (InvalidDataException)
            {
                return compressed.IsExceeded ? TooLarge(limit) : new ScrapeError(ScrapeFailure.Encoding, "the gzip body is broken or cut short");
            }
        }
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
