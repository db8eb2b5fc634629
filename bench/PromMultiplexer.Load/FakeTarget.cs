using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Load;

/// <summary>A container that answers every request on its port with the next of its pages, at no cost worth mentioning.</summary>
internal sealed class FakeTarget : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[][] _answers;
    private int _answered;

    /// <summary>Makes a container.</summary>
    /// <param name="answers">What it answers, one after the other; nothing, and for good, where one is empty.</param>
    public FakeTarget(byte[][] answers)
    {
        _answers = answers;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The requests that were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception stop) when (stop is SocketException or ObjectDisposedException)
        {
            // That is how it ends.
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        using var _ = connection;
        var request = new byte[16 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var count = await connection.ReceiveAsync(request.AsMemory(length));
                length += count;
                if (count == 0 || length == request.Length)
                {
                    return;
                }

                if (request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    length = 0;
                    var next = Interlocked.Increment(ref _answered);
                    for (var rest = _answers[next % _answers.Length].AsMemory(); rest.Length > 0;)
                    {
                        rest = rest[await connection.SendAsync(rest)..];
                    }
                }
            }
        }
        catch (SocketException)
        {
            // The multiplexer has gone.
        }
    }
}
