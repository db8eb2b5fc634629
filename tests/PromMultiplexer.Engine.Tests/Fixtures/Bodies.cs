using System.IO.Compression;

namespace PromMultiplexer.Engine.Tests;

internal static class Bodies
{
    /// <summary>The body as text, decompressed if it is compressed, and as long as its header says.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(response.Content.Headers.ContentLength, bytes.Length);
        Stream body = new MemoryStream(bytes);
        if (response.Content.Headers.ContentEncoding.Contains("gzip"))
        {
            body = new GZipStream(body, CompressionMode.Decompress);
        }

        return await new StreamReader(body).ReadToEndAsync();
    }
}
