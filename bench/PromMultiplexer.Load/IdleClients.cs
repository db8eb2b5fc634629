using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Load;

/// <summary>Clients that ask for the page and take nothing of it; each that is thrown out comes again.</summary>
internal sealed class IdleClients : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public IdleClients(int port, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = AskAsync(port);
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task AskAsync(int port)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _stop.Token);
                await socket.SendAsync("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), _stop.Token);
                await Task.Delay(TimeSpan.FromSeconds(5), _stop.Token);
            }
            catch (Exception end) when (end is SocketException or OperationCanceledException)
            {
                // Thrown out, or the end of it all. Another attempt a little later.
                await Task.Delay(100);
            }
        }
    }
}
