using System.Security.Cryptography;

namespace PromMultiplexer.Engine;

/// <summary>The looks of the status page: <c>status.css</c>, and the policy that lets a browser take that and nothing else.</summary>
internal static class StatusStyle
{
    public static readonly string Css = Read();

    /// <summary>The header Content-Security-Policy.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Css)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Read()
    {
        using var resource = typeof(StatusStyle).Assembly.GetManifestResourceStream("status.css")!;
        return new StreamReader(resource).ReadToEnd();
    }
}
