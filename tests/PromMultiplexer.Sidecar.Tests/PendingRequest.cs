using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>
/// A request for the merged page that the server is known to have: it was sent together with another one, which has
/// been answered.
/// </summary>
internal sealed class PendingRequest : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private PendingRequest(TcpClient client) => (_client, _reader) = (client, new StreamReader(client.GetStream(), Encoding.ASCII));

    public static async Task<PendingRequest> SendAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync("GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
        var request = new PendingRequest(client);
        Assert.Equal("HTTP/1.1 200 OK", await request._reader.ReadLineAsync());
        return request;
    }

    /// <summary>What comes until the connection ends, well or not.</summary>
    public async Task<string> EndAsync()
    {
        try
        {
            return await _reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
