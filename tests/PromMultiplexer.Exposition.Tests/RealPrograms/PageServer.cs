using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>Serves pages over HTTP on a free port of the loopback interface: page <c>n</c> at <c>/n</c>.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly IReadOnlyList<(byte[] Body, ExpositionFormat Format)> _pages;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public PageServer(IReadOnlyList<(byte[] Body, ExpositionFormat Format)> pages)
    {
        _pages = pages;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await reader.ReadLineAsync(_stop.Token) is { } request)
                {
                    while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                    {
                    }

                    var (page, format) = _pages[int.Parse(request.Split(' ')[1].TrimStart('/'), System.Globalization.CultureInfo.InvariantCulture)];
                    var head = $"HTTP/1.1 200 OK\r\nContent-Type: {ContentType.Of(format)}\r\nContent-Length: {page.Length}\r\n\r\n";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
                    await stream.WriteAsync(page, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The scraper or the test has gone.
            }
        }
    }
}
