using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine;

/// <summary>
/// The web configuration, looked at for every connection and every request, as all exporters do. A file that has become bad changes
/// nothing: the log says why, once. Safe for concurrent use.
/// </summary>
internal sealed class WebConfigFile
{
    private readonly string _path;
    private readonly Log _log;
    private readonly Lock _gate = new();
    private string _fingerprint;
    private Loaded _loaded;

    private WebConfigFile(string path, Log log, string fingerprint, Loaded loaded)
    {
        _path = path;
        _log = log;
        _fingerprint = fingerprint;
        _loaded = loaded;
    }

    /// <summary>What is wrong with a web configuration and the files that it names; <see langword="null"/> if nothing is.</summary>
    public static FlagProblem? Check(string path) => Load(path, FileContent.Of(path), out _);

    /// <summary>Opens a web configuration.</summary>
    /// <exception cref="MultiplexerStartException">It is of no use.</exception>
    public static WebConfigFile Open(string path, Log log)
    {
        var content = FileContent.Of(path);
        if (Load(path, content, out var loaded) is { } problem)
        {
            throw new MultiplexerStartException(
                MultiplexerStartError.OptionInvalid, $"{problem.WithoutRemedy(FlagNaming.CommandLine)}.", $"{problem.Remedy(FlagNaming.CommandLine)}.");
        }

        if (loaded.Config.Tls is { HasCurves: true })
        {
            log.Warn("curve_preferences are not followed: the system's TLS library chooses", ("file", path));
        }

        return new WebConfigFile(path, log, content.Fingerprint, loaded);
    }

    /// <summary>What the file says now.</summary>
    public Loaded Read()
    {
        var content = FileContent.Of(_path);
        lock (_gate)
        {
            var fingerprint = content.Fingerprint;
            if (fingerprint != _fingerprint)
            {
                _fingerprint = fingerprint;
                Replace(content);
            }

            return _loaded;
        }
    }

    private void Replace(FileContent content)
    {
        var problem = Load(_path, content, out var loaded);
        if (problem is null && (loaded.Config.Tls is null) != (_loaded.Config.Tls is null))
        {
            problem = new(
                FlagProblemReason.ConflictingKeys, value: null, $"turns TLS on or off, which needs a restart", $"restart, or take that back", flag: null, _path);
        }

        if (problem is not null)
        {
            _log.Error("the web configuration is refused, and the one before stays", ("error", problem.ToString()));
            return;
        }

        // Whoever has used up his requests has not got them back.
        loaded.Rate = loaded.Rate is { } rate && _loaded.Rate is { } before && (rate.Interval, rate.Burst) == (before.Interval, before.Burst) ? before : loaded.Rate;
        _loaded = loaded;
        _log.Info("web configuration read again", ("file", _path));
    }

    private static FlagProblem? Load(string path, FileContent content, out Loaded loaded)
    {
        loaded = null!;
        if (WebConfigSchema.Read(path, content, out var config) is { } problem)
        {
            return problem;
        }

        try
        {
            loaded = new Loaded(config);
            return null;
        }
        catch (CertificateException unusable)
        {
            return new(FlagProblemReason.FileNotReadable, value: null, $"{unusable.Message}", $"check the files of tls_server_config", flag: null, path);
        }
    }

    /// <summary>A configuration with what is made of it.</summary>
    /// <exception cref="CertificateException">A file that it names is of no use.</exception>
    internal sealed class Loaded(WebConfig config)
    {
        public WebConfig Config => config;

        /// <summary>The server's certificate.</summary>
        public LastGood<SslStreamCertificateContext>? Certificate { get; } =
            config.Tls is { CertFile: { } cert, KeyFile: { } key } ? new(new CertificatePair(cert, key).Read) : null;

        /// <summary>Who signs the clients' certificates; <see langword="null"/> for whomever the system trusts.</summary>
        public LastGood<X509ChainPolicy>? Clients { get; } =
            config.Tls?.ClientCaFile is { } file ? new(new TrustedCertificates(file).MakePolicy) : null;

        /// <summary>How many requests there may be.</summary>
        public RequestRate? Rate { get; set; } = config.RateInterval > TimeSpan.Zero ? new(config.RateInterval, config.RateBurst) : null;
    }
}
