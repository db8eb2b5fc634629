using System.Net.Security;

namespace PromMultiplexer.Engine;

/// <summary>A cipher suite: one of those that are not known to be weak.</summary>
internal sealed class CipherSuiteSyntax : FlagSyntax<TlsCipherSuite>
{
    // By name: the runtime would carry the names of all there are.
    private static readonly (string Name, TlsCipherSuite Suite)[] Known =
    [
        (nameof(TlsCipherSuite.TLS_AES_128_GCM_SHA256), TlsCipherSuite.TLS_AES_128_GCM_SHA256),
        (nameof(TlsCipherSuite.TLS_AES_256_GCM_SHA384), TlsCipherSuite.TLS_AES_256_GCM_SHA384),
        (nameof(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256), TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256),
        (nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA), TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
        (nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA), TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
        (nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
        (nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA), TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
        (nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256), TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        (nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384), TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        (nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256), TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
        (nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384), TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
        (nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256), TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
        (nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256), TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
    ];

    /// <summary>Those of TLS 1.3, which nobody chooses from.</summary>
    public static TlsCipherSuite[] OfTls13 =>
        [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    public override string Metavariable => "<suite>";

    public override FlagProblem? Read(string text, out TlsCipherSuite value)
    {
        value = Array.Find(Known, known => known.Name == text).Suite;
        return value != default ? null : new(
            FlagProblemReason.InvalidValue, text, $"is no cipher suite", $"give a name such as {nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)}");
    }

    public override string Show(TlsCipherSuite value) => Array.Find(Known, known => known.Suite == value).Name;
}
