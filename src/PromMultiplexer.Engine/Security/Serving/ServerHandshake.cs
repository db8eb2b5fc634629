using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine;

/// <summary>How one connection is made secure, by the web configuration of that moment.</summary>
internal static class ServerHandshake
{
    /// <summary>Makes the options.</summary>
    /// <param name="loaded">The web configuration.</param>
    /// <param name="log">Is told of certificates that have become bad.</param>
    public static SslServerAuthenticationOptions OptionsOf(WebConfigFile.Loaded loaded, Log log)
    {
        var tls = loaded.Config.Tls!;
        var asksForCertificate = tls.ClientAuthentication != ClientAuthentication.NoClientCert;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = loaded.Certificate!.Read(log),
            EnabledSslProtocols = tls.Protocols,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificateRequired = asksForCertificate,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsWelcome(tls, certificate as X509Certificate2, errors),
        };

        if (asksForCertificate)
        {
            options.CertificateChainPolicy = loaded.Clients?.Read(log).Clone();
        }

        if (tls.CipherSuites.Count > 0 && !OperatingSystem.IsWindows() && !OperatingSystem.IsAndroid())
        {
            options.CipherSuitesPolicy = new CipherSuitesPolicy([.. CipherSuiteSyntax.OfTls13, .. tls.CipherSuites]);
        }

        return options;
    }

    private static bool IsWelcome(ServerTls tls, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return tls.ClientAuthentication is ClientAuthentication.NoClientCert or ClientAuthentication.RequestClientCert or ClientAuthentication.VerifyClientCertIfGiven;
        }

        // A client's certificate is for no host, so that its name cannot be the wrong one.
        var mustBeSigned = tls.ClientAuthentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;
        return (!mustBeSigned || (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None)
            && (tls.ClientAllowedSans is not { } allowed || SubjectNames.Of(certificate).Any(allowed.Contains));
    }
}
