using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>
/// A certificate with its key, as one side of a connection shows it. Read from two PEM files, and again when they have changed: who
/// renews certificates replaces files. Safe for concurrent use.
/// </summary>
/// <param name="certificateFile">The certificate, followed by those that lead to its issuer.</param>
/// <param name="keyFile">The key.</param>
internal sealed class CertificatePair(string certificateFile, string keyFile)
{
    private const string EllipticCurve = "1.2.840.10045.2.1";

    private readonly Lock _gate = new();
    private string _fingerprint = "";
    private SslStreamCertificateContext? _context;

    /// <summary>The pair as it is in the files now.</summary>
    /// <exception cref="CertificateException">It cannot be read.</exception>
    public SslStreamCertificateContext Read()
    {
        var certificate = FileContent.Of(certificateFile);
        var key = FileContent.Of(keyFile);
        var fingerprint = $"{certificate.Fingerprint} {key.Fingerprint}";
        lock (_gate)
        {
            if (_context is null || _fingerprint != fingerprint)
            {
                _context = Load(TextOf(certificate, certificateFile), TextOf(key, keyFile));
                _fingerprint = fingerprint;
            }

            return _context;
        }
    }

    private static string TextOf(FileContent content, string path) => content.Fault is { } fault
        ? throw new CertificateException(path, fault)
        : Encoding.ASCII.GetString(content.Bytes);

    // The two kinds of key that TLS has in practice. Windows takes none that lives in this process alone.
    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key)
    {
        if (OperatingSystem.IsWindows())
        {
            using var pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }

        if (certificate.PublicKey.Oid.Value == EllipticCurve)
        {
            using var curve = ECDsa.Create();
            curve.ImportFromPem(key);
            return certificate.CopyWithPrivateKey(curve);
        }

        using var rsa = RSA.Create();
        rsa.ImportFromPem(key);
        return certificate.CopyWithPrivateKey(rsa);
    }

    private SslStreamCertificateContext Load(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificate);
            if (chain.Count == 0)
            {
                throw new CertificateException(certificateFile, "has no certificate");
            }

            var leaf = WithKey(chain[0], key);
            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            // What the runtime says of it may have a piece of the key in it.
            throw new CertificateException(certificateFile, $"does not go with {keyFile}, or one of the two is no PEM file");
        }
    }
}
