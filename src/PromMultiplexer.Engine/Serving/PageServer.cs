using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PromMultiplexer.Engine;

/// <summary>The HTTP server: Kestrel's core over sockets, without a host around it.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly MultiplexerOptions _options;
    private readonly WebConfigFile? _web;
    private readonly Log _log;
    private readonly KestrelServer _kestrel;

    /// <summary>Makes a server. It does not listen yet.</summary>
    /// <exception cref="MultiplexerStartException">The web configuration is of no use.</exception>
    public PageServer(MultiplexerOptions options, Log log)
    {
        _options = options;
        _log = log;
        _web = options.WebConfigFile is { } path ? WebConfigFile.Open(path, log) : null;
        var kestrelLog = new KestrelLog(log);
        _kestrel = new KestrelServer(
            Options.Create(Configure()),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), kestrelLog),
            kestrelLog);
    }

    /// <summary>What is listened on, such as <c>http://[::]:13434</c>. Filled once started.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>The port that is listened on. Known once started.</summary>
    public int Port { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="MultiplexerStartException">The address cannot be listened on.</exception>
    public async Task StartAsync(IHttpApplication<IFeatureCollection> application, CancellationToken cancellationToken)
    {
        try
        {
            await _kestrel.StartAsync(_web is null ? application : new GuardedApplication(_web, application), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }

        var addresses = _kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        Addresses = [.. addresses.Select(address => IsSecure ? address.Replace("http://", "https://", StringComparison.Ordinal) : address)];
        Port = new Uri(Addresses[0]).Port;
    }

    /// <summary>Stops to listen and lets the requests in flight end; those still there when the token is cancelled are broken off.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public void Dispose() => _kestrel.Dispose();

    private KestrelServerOptions Configure()
    {
        var limits = _options.Limits;
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxRequestLineSize = limits.MaxRequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxRequestHeadersBytes;
        kestrel.Limits.MaxRequestHeaderCount = limits.MaxRequestHeaderCount;
        kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBodyBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestLineBytes, limits.MaxRequestHeadersBytes) * 2L;
        kestrel.Limits.RequestHeadersTimeout = limits.RequestHeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAliveTimeout;
        kestrel.Limits.MinResponseDataRate = limits.MinResponseBytesPerSecond > 0
            ? new MinDataRate(limits.MinResponseBytesPerSecond, limits.MinResponseRateGracePeriod)
            : null;
        ListenAddress.Parse(_options.ListenAddress).ApplyTo(kestrel, _options.ExportTo, Listen);
        return kestrel;
    }

    private bool IsSecure => _web?.Read().Config.Tls is not null;

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (IsSecure)
        {
            listen.Use(next => new SecureConnections(_web!, _options.Limits.HandshakeTimeout, _log, next).ServeAsync);
        }
    }

    // What a user can do something about. Everything else is a fault and stays what it is.
    private MultiplexerStartException? Explain(Exception failure)
    {
        var port = _options.ExportTo;
        var address = _options.ListenAddress ?? "any address";
        if (failure is IOException { InnerException: AddressInUseException })
        {
            return new MultiplexerStartException(
                MultiplexerStartError.PortInUse,
                $"Port {port} is in use already.",
                "Stop the program that listens there, or export to another port.",
                failure);
        }

        return ((failure as SocketException) ?? (failure.InnerException as SocketException))?.SocketErrorCode switch
        {
            SocketError.AccessDenied => new MultiplexerStartException(
                MultiplexerStartError.PortNotPermitted,
                $"Port {port} may not be listened on by this user.",
                "Export to a port above 1023.",
                failure),
            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => new MultiplexerStartException(
                MultiplexerStartError.AddressNotAvailable,
                $"This machine has no address {address}.",
                "Listen on an address of this machine, or on all of them: *.",
                failure),
            _ => null,
        };
    }
}
