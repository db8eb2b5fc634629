using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// What a multiplexer cannot work with. Flags and parameters are checked where they are read, with better words; this
/// is for whoever uses the engine directly.
/// </summary>
internal static class OptionsCheck
{
    // The longest that the runtime's timers take, rounded down.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <exception cref="MultiplexerStartException">An option is of no use.</exception>
    public static void Check(MultiplexerOptions options)
    {
        Require(options.Targets.Count > 0 || options.TargetsFile is not null, "There is no container to scrape.", "Give at least one target.");
        Require(
            options.Targets.Select(target => target.Container).Distinct(StringComparer.Ordinal).Count() == options.Targets.Count,
            "A container is named twice.",
            "Give every target a name of its own.");
        foreach (var target in options.Targets)
        {
            Require(
                (target.Port is > 0 and <= 65535 || target.UnixSocket is not null) && (target.Path ?? options.Endpoint).StartsWith('/') && IsUrl(target, options.Endpoint),
                $"Container {target.Container} cannot be scraped on port {target.Port} and path {target.Path ?? options.Endpoint}.",
                "Give a port from 1 to 65535 and a path that starts with a slash.");
        }

        Require(options.Endpoint.StartsWith('/'), $"The endpoint {options.Endpoint} is not a path.", "Start it with a slash.");
        Require(options.ExportTo is >= 0 and <= 65535, $"There is no port {options.ExportTo}.", "Export to a port from 1 to 65535.");
        Require(
            LabelInjector.IsInjectable(options.ContainerLabel),
            $"\"{options.ContainerLabel}\" cannot be the name of the container label.",
            "Use letters, digits and _, but not le, quantile or a name that starts with __.");
        Require(options.BodySizeLimit > 0, "The body size limit is not positive.", "Give a number of bytes.");
        Require(
            options.PageLimits is { Samples: >= 0, Families: >= 0, LineLength: >= 0, Labels: >= 0, LabelNameLength: >= 0, LabelValueLength: >= 0 },
            "A limit of a container's page is negative.",
            "Give numbers from 0, which is no limit.");
        if (options.ScrapeInterval != TimeSpan.Zero)
        {
            RequireTime(options.ScrapeInterval, "scrape interval");
        }

        RequireTime(options.ScrapeTimeout, "scrape timeout");
        foreach (var timeout in options.Targets.Select(target => target.ScrapeTimeout).OfType<TimeSpan>())
        {
            RequireTime(timeout, "scrape timeout");
        }

        if (options.ReloadInterval != TimeSpan.Zero)
        {
            RequireTime(options.ReloadInterval, "reload interval");
        }

        Require(
            options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= Longest && options.StaleFor >= TimeSpan.Zero
                && options.Linger >= TimeSpan.Zero && options.Linger <= Longest,
            "A time is negative or too long.",
            "Give times from 0 to 40 days.");
        Check(options.Limits);
    }

    private static void Check(ServerLimits limits)
    {
        Require(
            limits is { MaxConnections: > 0, MaxRequests: > 0, MaxRequestLineBytes: > 0, MaxRequestHeadersBytes: > 0, MaxRequestHeaderCount: > 0, MaxRequestBodyBytes: >= 0 },
            "A limit of the server is not positive.",
            "Give numbers above 0.");
        RequireTime(limits.RequestHeadersTimeout, "timeout of request headers");
        RequireTime(limits.HandshakeTimeout, "timeout of TLS handshakes");
        RequireTime(limits.KeepAliveTimeout, "keep-alive timeout");
        RequireTime(limits.ResponseTimeout, "timeout of responses");
        Require(
            limits.MinResponseBytesPerSecond >= 0 && limits.MinResponseRateGracePeriod > TimeSpan.FromSeconds(1),
            "The least response rate is negative, or its grace period is not more than a second.",
            "Give a rate from 0 and a period above one second.");
    }

    private static bool IsUrl(Target target, string endpoint)
    {
        try
        {
            return target.UrlWith(endpoint).IsAbsoluteUri;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static void RequireTime(TimeSpan time, string name) => Require(
        time > TimeSpan.Zero && time <= Longest, $"The {name} of {time} is out of range.", "Give a time above 0 and up to 40 days.");

    private static void Require(bool condition, string message, string remedy)
    {
        if (!condition)
        {
            throw new MultiplexerStartException(MultiplexerStartError.OptionInvalid, message, remedy);
        }
    }
}
