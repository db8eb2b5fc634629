using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;

namespace PromMultiplexer.Scraping;

/// <summary>Spells secrets as the header Authorization has them.</summary>
internal static class ScrapeAuthorization
{
    public static string Basic(PSCredential credential)
    {
        var plain = credential.GetNetworkCredential();
        var user = plain.Domain.Length == 0 ? plain.UserName : $@"{plain.Domain}\{plain.UserName}";
        return $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{plain.Password}"))}";
    }

    public static string Bearer(SecureString token) => $"Bearer {new NetworkCredential("", token).Password}";
}
