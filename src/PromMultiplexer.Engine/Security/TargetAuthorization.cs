using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>Makes the header Authorization of a scrape.</summary>
internal static class TargetAuthorization
{
    // More than any token has; a server takes less.
    private const int LongestSecret = 16 * 1024;

    /// <summary>Reads the secret and makes the header's value, or tells why there is none.</summary>
    public static ScrapeError? Read(TargetCredentials credentials, out string value)
    {
        value = "";
        var path = credentials.BearerTokenFile ?? credentials.PasswordFile!;
        var content = FileContent.Of(path);
        var secret = content.Bytes.AsSpan().Trim("\r\n\t "u8);
        var fault = content.Fault
            ?? (secret.IsEmpty ? "is empty" : null)
            ?? (secret.Length > LongestSecret ? "is too long for a secret" : null)
            ?? (credentials.BearerTokenFile is not null && secret.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? "is no token" : null);
        if (fault is not null)
        {
            return new(ScrapeFailure.Credentials, $"{path} {fault}");
        }

        value = credentials.BearerTokenFile is not null
            ? $"Bearer {Encoding.ASCII.GetString(secret)}"
            : $"Basic {Convert.ToBase64String([.. Encoding.UTF8.GetBytes($"{credentials.Username}:"), .. secret])}";
        return null;
    }
}
