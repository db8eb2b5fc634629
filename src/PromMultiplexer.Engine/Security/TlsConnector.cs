using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine;

/// <summary>
/// Makes connections secure, on top of whoever makes them. Here and not in the HTTP client, so that every connection goes by the
/// files as they are then, and that what is wrong can be told.
/// </summary>
/// <param name="tls">How.</param>
/// <param name="host">The name that the container's certificate is for, if nothing else is said.</param>
/// <param name="connect">Makes the connections.</param>
internal sealed class TlsConnector(TargetTls tls, string host, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect)
{
    private readonly CertificatePair? _certificate = tls is { CertFile: { } cert, KeyFile: { } key } ? new(cert, key) : null;
    private readonly TrustedCertificates? _trusted = tls.CaFile is { } file ? new(file) : null;
    private readonly string _name = tls.ServerName ?? host;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string? refusal = null;
        SslClientAuthenticationOptions options;
        try
        {
            options = new SslClientAuthenticationOptions
            {
                TargetHost = _name,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificateContext = _certificate?.Read(),
                CertificateChainPolicy = _trusted?.MakePolicy(),
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                {
                    refusal = tls.InsecureSkipVerify ? null : Explain(chain, errors);
                    return refusal is null;
                },
            };
        }
        catch (CertificateException unusable)
        {
            throw new ConnectException(ScrapeFailure.Tls, unusable.Message);
        }

        var stream = new SslStream(await connect(context, cancellationToken).ConfigureAwait(false));
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new ConnectException(ScrapeFailure.Tls, refusal ?? "the container and the multiplexer did not come to terms on TLS");
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private string? Explain(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "the container has no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
            return $"the container's certificate is not trusted: {status}";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"the container's certificate is not for {_name}" : null;
    }
}
