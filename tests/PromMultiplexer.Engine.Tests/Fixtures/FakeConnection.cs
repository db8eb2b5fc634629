using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>The connection that a <see cref="FakeContainer"/> answers on, byte for byte as the test says.</summary>
internal sealed class FakeConnection(Socket socket, CancellationToken closed)
{
    /// <summary>Cancelled when the container is killed.</summary>
    public CancellationToken Closed => closed;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, closed)..];
        }
    }

    /// <summary>Ends the connection in order.</summary>
    public void Close()
    {
        socket.Shutdown(SocketShutdown.Both);
        socket.Close();
    }

    /// <summary>Breaks the connection off with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}
