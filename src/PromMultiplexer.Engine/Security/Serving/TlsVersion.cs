namespace PromMultiplexer.Engine;

/// <summary>The versions of TLS, with the numbers that the runtime has for them.</summary>
internal enum TlsVersion
{
    Tls10 = 0xC0,
    Tls11 = 0x300,
    Tls12 = 0xC00,
    Tls13 = 0x3000,
}
