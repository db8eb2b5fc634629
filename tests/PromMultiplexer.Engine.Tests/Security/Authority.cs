using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine.Tests;

/// <summary>An authority that exists for one test, and signs whatever it asks for.</summary>
internal sealed class Authority
{
    private readonly X509Certificate2 _certificate;

    public Authority(string name = "Test authority")
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    /// <summary>The authority's certificate as a file has it.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Signs a certificate for a server and a client alike.</summary>
    /// <param name="name">The DNS name, and the subject.</param>
    /// <param name="more">Further names.</param>
    /// <param name="isOver">Whether its time is over.</param>
    public (string Certificate, string Key) Issue(string name, Action<SubjectAlternativeNameBuilder>? more = null, bool isOver = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        more?.Invoke(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        var end = DateTimeOffset.UtcNow.AddDays(isOver ? -0.5 : 1);
        using var certificate = request.Create(_certificate, DateTimeOffset.UtcNow.AddDays(-1), end, RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Writes a certificate and its key: name.crt and name.key.</summary>
    public (string CertFile, string KeyFile) Issue(Folder folder, string file, string name = "localhost", Action<SubjectAlternativeNameBuilder>? more = null, bool isOver = false)
    {
        var (certificate, key) = Issue(name, more, isOver);
        return (folder.Write($"{file}.crt", certificate), folder.Write($"{file}.key", key));
    }

    /// <summary>Writes the authority's certificate.</summary>
    public string Write(Folder folder, string file = "ca.crt") => folder.Write(file, Pem);
}
