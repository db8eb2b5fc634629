using System.IO.Compression;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Ways to answer a scrape, good and bad.</summary>
internal static class Answers
{
    public const string Text004 = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>200 with a page.</summary>
    public static Answer Page(string page, string? contentType = Text004) => Body(Encoding.UTF8.GetBytes(page), contentType);

    /// <summary>200 with a page compressed.</summary>
    public static Answer Gzip(string page) => Body(Compress(Encoding.UTF8.GetBytes(page)), Text004, "gzip");

    /// <summary>200 with a body of any kind.</summary>
    public static Answer Body(byte[] body, string? contentType = Text004, string? contentEncoding = null) => async connection =>
    {
        var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        head.Append(contentType is null ? "" : $"Content-Type: {contentType}\r\n");
        head.Append(contentEncoding is null ? "" : $"Content-Encoding: {contentEncoding}\r\n");
        head.Append($"Content-Length: {body.Length}\r\n\r\n");
        await connection.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. body]);
    };

    /// <summary>Another status, with a body that must not be taken for metrics.</summary>
    public static Answer Status(int status, string headers = "") => connection =>
        connection.SendAsync($"HTTP/1.1 {status} Whatever\r\n{headers}Content-Type: {Text004}\r\nContent-Length: 4\r\n\r\na 1\n");

    /// <summary>Exactly these bytes, and then the end of the connection.</summary>
    public static Answer Raw(string bytes) => async connection =>
    {
        await connection.SendAsync(bytes);
        connection.Close();
    };

    /// <summary>Exactly these bytes, and then RST.</summary>
    public static Answer RawThenReset(string bytes) => async connection =>
    {
        await connection.SendAsync(bytes);
        connection.Reset();
    };

    /// <summary>Exactly these bytes, and then nothing more for ever.</summary>
    public static Answer RawThenHang(string bytes) => async connection =>
    {
        await connection.SendAsync(bytes);
        await Task.Delay(Timeout.Infinite, connection.Closed);
    };

    /// <summary>Nothing, for ever.</summary>
    public static Answer Hang() => RawThenHang("");

    /// <summary><paramref name="answer"/>, but not before <paramref name="gate"/> completes.</summary>
    public static Answer After(Task gate, Answer answer) => async connection =>
    {
        await gate.WaitAsync(connection.Closed);
        await answer(connection);
    };

    public static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
