// The Pester tests compile this file too, without the project's settings.
#nullable enable
using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PromMultiplexer.Tests.Hosting;

/// <summary>A container's metrics endpoint: an HTTP server that gives every request the same answer, or none.</summary>
public sealed class MetricsTarget : IDisposable
{
    private const int LowestFreePort = 15000;
    private const int FreePortCount = 15000;

    private static int s_freePorts = Random.Shared.Next(FreePortCount);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string> _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<byte[]?> _answer;
    private readonly X509Certificate2? _certificate;
    private int _requests;

    /// <summary>Answers every request with a page of metrics.</summary>
    public MetricsTarget(string page, string status = "200 OK", string contentType = "text/plain; version=0.0.4; charset=utf-8")
        : this(Answer(page, status, contentType))
    {
    }

    private MetricsTarget(byte[]? answer)
        : this(() => answer)
    {
    }

    private MetricsTarget(Func<byte[]?> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Answers each request with the next page, and when there is none left with the last again.</summary>
    public static MetricsTarget Changing(params string[] pages)
    {
        var next = -1;
        return new MetricsTarget(() => Answer(pages[Math.Min(Interlocked.Increment(ref next), pages.Length - 1)]));
    }

    /// <summary>Answers when something has come about.</summary>
    public static MetricsTarget After(Task condition, string page) => new(() =>
    {
        condition.Wait();
        return Answer(page);
    });

    /// <summary>Speaks TLS, with a certificate that nobody knows.</summary>
    public static MetricsTarget Tls(string page)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Windows does not serve with a key that is in memory only.
        return new MetricsTarget(() => Answer(page), X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null));
    }

    /// <summary>Takes requests and never answers.</summary>
    public static MetricsTarget Hanging() => new((byte[]?)null);

    /// <summary>Answers with these bytes, whether they are HTTP or not.</summary>
    public static MetricsTarget Raw(string answer) => new(Encoding.Latin1.GetBytes(answer));

    /// <summary>The port it listens on, at 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes with the head of the first request.</summary>
    public Task<string> Requested => _requested.Task;

    /// <summary>The requests that have come.</summary>
    public int RequestCount => Volatile.Read(ref _requests);

    /// <summary>
    /// A port that nobody listens on. It is below those that the system gives to whoever asks for any, or another test could be
    /// given it meanwhile.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = LowestFreePort + (int)((uint)Interlocked.Increment(ref s_freePorts) % FreePortCount);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }

    /// <summary>Stops listening. Requests in flight are cut off.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
        _certificate?.Dispose();
    }

    private static byte[] Answer(string page, string status = "200 OK", string contentType = "text/plain; version=0.0.4; charset=utf-8") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nConnection: close\r\n\r\n{page}");

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_certificate);
                    stream = secure;
                }

                var head = new StringBuilder();
                var buffer = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n"))
                {
                    var count = await stream.ReadAsync(buffer, _end.Token);
                    if (count == 0)
                    {
                        return;
                    }

                    head.Append(Encoding.Latin1.GetString(buffer, 0, count));
                }

                Interlocked.Increment(ref _requests);
                _requested.TrySetResult(head.ToString());
                var answer = _answer();
                if (answer is null)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }

                await stream.WriteAsync(answer, _end.Token);
                await stream.FlushAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException or ObjectDisposedException)
            {
                // The client or the test is done.
            }
        }
    }
}
