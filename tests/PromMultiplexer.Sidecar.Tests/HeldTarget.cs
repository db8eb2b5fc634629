using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>A container that takes the first request and keeps its answer until it is told to give it.</summary>
internal sealed class HeldTarget : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldTarget()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when the request is there.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Gives the answer.</summary>
    public void Answer(string page) => _page.SetResult(page);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            _asked.SetResult();
            var page = await _page.Task;
            var answer = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {page.Length}\r\nConnection: close\r\n\r\n{page}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
