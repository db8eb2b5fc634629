using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PromMultiplexer.Engine;

/// <summary>Where to listen: everywhere, on the loopback addresses, or on one address.</summary>
internal readonly struct ListenAddress
{
    private const string Localhost = "localhost";

    private readonly IPAddress? _address;
    private readonly bool _isLocalhost;

    private ListenAddress(IPAddress? address, bool isLocalhost) => (_address, _isLocalhost) = (address, isLocalhost);

    /// <summary>Reads an address: none, <c>localhost</c>, <c>127.0.0.1</c>, <c>::1</c> or <c>[::1]</c>.</summary>
    /// <exception cref="MultiplexerStartException">It is none of these.</exception>
    public static ListenAddress Parse(string? text)
    {
        if (text is null)
        {
            return default;
        }

        if (text.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            return new ListenAddress(null, isLocalhost: true);
        }

        // Brackets are for IPv6 alone, and the runtime would take "1" for 0.0.0.1.
        var isBracketed = text is ['[', .., ']'];
        if (IPAddress.TryParse(isBracketed ? text[1..^1] : text, out var address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || (!isBracketed && text.Count('.') == 3)))
        {
            return new ListenAddress(address, isLocalhost: false);
        }

        throw new MultiplexerStartException(
            MultiplexerStartError.AddressInvalid,
            $"\"{Excerpt.Of(text)}\" is not an address to listen on.",
            "Give an IP address such as 127.0.0.1 or [::1], or localhost; or give none, to listen on all.");
    }

    /// <summary>Makes a server listen there.</summary>
    /// <param name="server">The server.</param>
    /// <param name="port">The port.</param>
    /// <param name="configure">Says what is spoken there.</param>
    public void ApplyTo(KestrelServerOptions server, int port, Action<ListenOptions> configure)
    {
        if (_address is not null)
        {
            server.Listen(_address, port, configure);
        }
        else if (!_isLocalhost)
        {
            server.ListenAnyIP(port, configure);
        }
        else if (port == 0)
        {
            // A free port is found for one address; it need not be free on the other.
            server.Listen(IPAddress.Loopback, port, configure);
        }
        else
        {
            server.ListenLocalhost(port, configure);
        }
    }
}
