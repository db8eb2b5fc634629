using System.Net.Security;
using System.Security.Authentication;

namespace PromMultiplexer.Engine;

/// <summary>What a web configuration says of TLS.</summary>
internal sealed class ServerTls
{
    public string? CertFile { get; set; }

    public string? KeyFile { get; set; }

    public ClientAuthentication ClientAuthentication { get; set; }

    public string? ClientCaFile { get; set; }

    /// <summary>The names of which a client's certificate must have one; <see langword="null"/> for any.</summary>
    public IReadOnlyList<string>? ClientAllowedSans { get; set; }

    public TlsVersion MinVersion { get; set; } = TlsVersion.Tls12;

    public TlsVersion MaxVersion { get; set; } = TlsVersion.Tls13;

    /// <summary>The cipher suites before TLS 1.3; none for the system's.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; set; } = [];

    /// <summary>Whether there are curves. They are the system's choice all the same.</summary>
    public bool HasCurves { get; set; }

    public SslProtocols Protocols => Enum.GetValues<TlsVersion>()
        .Where(version => version >= MinVersion && version <= MaxVersion)
        .Aggregate(SslProtocols.None, (all, version) => all | (SslProtocols)version);
}
