using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Engine;

/// <summary>The address to listen on: an IP address, <c>localhost</c> (IPv4 and IPv6), or <c>*</c> for all.</summary>
internal sealed class AddressSyntax : FlagSyntax<string?>
{
    private const string All = "*";

    public override string Metavariable => "<address>";

    public override FlagProblem? Read(string text, out string? value)
    {
        value = text == All ? null : text;
        return text is All || text.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsAddress(text) ? null : new(
            FlagProblemReason.InvalidValue,
            text,
            $"is no address",
            $"give an IP address without a port, localhost, or * for all");
    }

    public override string Show(string? value) => value ?? All;

    // IPAddress also takes "1", "127.1", "010.0.0.1" and "[::1]:80" for addresses.
    private static bool IsAddress(string text) => IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString() == text
        : text.StartsWith('[') == text.EndsWith(']'));
}
