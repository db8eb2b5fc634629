using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A container on any kind of socket, with TLS or not, that serves one page and ends the connection.</summary>
internal sealed class SecureContainer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<SslServerAuthenticationOptions>? _tls;
    private readonly CancellationTokenSource _life = new();
    private readonly Task _serving;

    public SecureContainer(EndPoint endPoint, Func<SslServerAuthenticationOptions>? tls = null)
    {
        _tls = tls;
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(endPoint);
        _listener.Listen();
        _serving = Task.Run(ServeAsync);
    }

    public SecureContainer(Func<SslServerAuthenticationOptions> tls)
        : this(new IPEndPoint(IPAddress.Loopback, 0), tls)
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The heads of the requests, the last one first.</summary>
    public ConcurrentStack<string> Requests { get; } = [];

    /// <summary>Where requests for <c>/metrics</c> are sent to; <see langword="null"/> for nowhere else.</summary>
    public string? Redirect { get; set; }

    /// <summary>The subjects of the clients' certificates, the last one first; empty for none.</summary>
    public ConcurrentStack<string> Clients { get; } = [];

    /// <summary>TLS with a certificate out of files, and without looking at the client's.</summary>
    public static SslServerAuthenticationOptions With((string Certificate, string Key) pair, RemoteCertificateValidationCallback? client = null) => new()
    {
        ServerCertificate = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key),
        ClientCertificateRequired = client is not null,
        RemoteCertificateValidationCallback = client ?? ((_, _, _, _) => true),
    };

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (!_life.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptAsync(_life.Token);
                await using Stream stream = new NetworkStream(socket);
                await (_tls is null ? AnswerAsync(stream) : AnswerSecurelyAsync(stream));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The other side has gone or did not like us, or the test is over.
            }
        }
    }

    private async Task AnswerSecurelyAsync(Stream stream)
    {
        await using var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_tls!(), _life.Token);
        Clients.Push(secure.RemoteCertificate?.Subject ?? "");
        await AnswerAsync(secure);
    }

    private async Task AnswerAsync(Stream stream)
    {
        var head = new byte[8192];
        var length = 0;
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(head.AsMemory(length), _life.Token);
            if (read == 0)
            {
                return;
            }

            length += read;
        }

        var request = Encoding.ASCII.GetString(head, 0, length);
        Requests.Push(request);
        var answer = Redirect is not null && request.StartsWith("GET /metrics ", StringComparison.Ordinal)
            ? $"HTTP/1.1 302 Found\r\nLocation: {Redirect}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: 4\r\n\r\na 1\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _life.Token);
    }
}
