using System.Net.Sockets;

namespace PromMultiplexer.Engine;

/// <summary>Connects to a socket in the file system, which containers of a Pod can share with a volume.</summary>
/// <param name="path">The socket's path.</param>
internal sealed class UnixConnector(string path)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw failure is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? new ConnectException(ScrapeFailure.Connection, $"this user may not connect to unix:{path}")
                : new ConnectException(ScrapeFailure.Refused, $"nobody listens on unix:{path}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
