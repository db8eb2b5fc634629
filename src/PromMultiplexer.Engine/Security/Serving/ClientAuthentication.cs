namespace PromMultiplexer.Engine;

/// <summary>Whether clients have to show a certificate. The names are those of Go, and so of the web configuration.</summary>
internal enum ClientAuthentication
{
    /// <summary>None is asked for.</summary>
    NoClientCert,

    /// <summary>One is asked for, and whatever comes, or nothing, is good.</summary>
    RequestClientCert,

    /// <summary>One has to be shown, and any is good.</summary>
    RequireAnyClientCert,

    /// <summary>The same under an older name.</summary>
    RequireClientCert,

    /// <summary>If one is shown, an authority must have signed it.</summary>
    VerifyClientCertIfGiven,

    /// <summary>One has to be shown, and an authority must have signed it.</summary>
    RequireAndVerifyClientCert,
}
