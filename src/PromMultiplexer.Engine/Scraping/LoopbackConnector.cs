using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Engine;

/// <summary>
/// Connects to <c>localhost</c> without asking anybody who that is. The containers of a Pod share the loopback interface
/// but listen as they like: on all addresses, on 127.0.0.1 alone or on ::1 alone.
/// </summary>
internal static class LoopbackConnector
{
    /// <summary>The host that it is for.</summary>
    public const string Host = "localhost";

    /// <summary>Connects to 127.0.0.1, and to ::1 if nobody listens there. Throws what the first attempt threw if both fail.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var port = context.DnsEndPoint.Port;
        try
        {
            return await ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException) when (Socket.OSSupportsIPv6)
        {
            try
            {
                return await ConnectAsync(IPAddress.IPv6Loopback, port, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The first attempt says it better: an address family that is switched off hides a refusal.
            }

            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
