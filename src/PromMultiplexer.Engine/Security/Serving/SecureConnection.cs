using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>Tells the server that a connection is secure.</summary>
internal sealed class SecureConnection(SslStream stream) : ITlsConnectionFeature
{
    public X509Certificate2? ClientCertificate
    {
        get => stream.RemoteCertificate as X509Certificate2;
        set => throw new NotSupportedException();
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
}
