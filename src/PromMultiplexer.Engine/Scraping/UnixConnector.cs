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
            throw (failure as SocketException)?.SocketErrorCode switch
            {
                SocketError.AccessDenied => new ConnectException(ScrapeFailure.Connection, $"this user may not connect to unix:{path}"),

                // Whoever listens has not accepted those who came before: other than with a port, nobody waits for that.
                SocketError.WouldBlock => new ConnectException(ScrapeFailure.Timeout, $"as many wait for unix:{path} already as it lets wait"),

                // The last of these is that there is no such file.
                null or SocketError.ConnectionRefused or SocketError.AddressNotAvailable =>
                    new ConnectException(ScrapeFailure.Refused, $"nobody listens on unix:{path}"),
                var code => new ConnectException(ScrapeFailure.Connection, $"no connection to unix:{path}: {code}"),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
