using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>
/// Makes the server's connections secure before HTTP is spoken on them. The server's own way to do it is made by its host, which there
/// is none of here.
/// </summary>
/// <param name="web">What each connection goes by.</param>
/// <param name="timeout">How long a client may take for the handshake.</param>
/// <param name="log">Is told of what is wrong with certificates, and of who was kept out.</param>
/// <param name="next">Who speaks HTTP.</param>
internal sealed class SecureConnections(WebConfigFile web, TimeSpan timeout, Log log, ConnectionDelegate next)
{
    /// <summary>Secures a connection, and serves it.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var transport = connection.Transport;
        await using var stream = new SslStream(new TransportStream(transport));
        if (!await TryHandshakeAsync(stream, connection).ConfigureAwait(false))
        {
            return;
        }

        connection.Features.Set<ITlsConnectionFeature>(new SecureConnection(stream));
        var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool;
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(pool, leaveOpen: true));
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));
        try
        {
            connection.Transport = new DuplexPipe(input, output);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
            connection.Transport = transport;
        }
    }

    private async Task<bool> TryHandshakeAsync(SslStream stream, ConnectionContext connection)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(timeout);
        try
        {
            await stream.AuthenticateAsServerAsync(ServerHandshake.OptionsOf(web.Read(), log), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // Any client can cause this as often as it likes.
            log.Debug("a client was refused in the TLS handshake", ("client", connection.RemoteEndPoint?.ToString() ?? ""), ("because", failure.Message));
        }

        return false;
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
