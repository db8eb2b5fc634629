using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// A free port for a program that has to be told one. It is bound but not listened on, so that nobody is given it, yet
/// the program can listen on it, end, and listen again.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Number { get; }

    public string Address => $"127.0.0.1:{Number}";

    public void Dispose() => _socket.Dispose();
}
