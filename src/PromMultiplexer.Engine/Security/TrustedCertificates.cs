using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>The authorities that sign the other side's certificates: a PEM file, read again when it has changed. Safe for concurrent use.</summary>
/// <param name="file">The certificates.</param>
internal sealed class TrustedCertificates(string file)
{
    private readonly Lock _gate = new();
    private string _fingerprint = "";
    private X509Certificate2Collection _certificates = [];

    /// <summary>A policy by which a chain must end at one of these authorities, and at no other.</summary>
    /// <exception cref="CertificateException">They cannot be read.</exception>
    public X509ChainPolicy MakePolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,

            // Nobody is to make us fetch anything.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Read());
        return policy;
    }

    private X509Certificate2Collection Read()
    {
        var content = FileContent.Of(file);
        lock (_gate)
        {
            if (_fingerprint != content.Fingerprint || _certificates.Count == 0)
            {
                _certificates = Load(content);
                _fingerprint = content.Fingerprint;
            }

            return _certificates;
        }
    }

    private X509Certificate2Collection Load(FileContent content)
    {
        if (content.Fault is { } fault)
        {
            throw new CertificateException(file, fault);
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.ASCII.GetString(content.Bytes));
        }
        catch (CryptographicException)
        {
            throw new CertificateException(file, "is no PEM file");
        }

        return certificates.Count > 0 ? certificates : throw new CertificateException(file, "has no certificate");
    }
}
