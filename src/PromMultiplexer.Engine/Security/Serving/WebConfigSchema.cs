namespace PromMultiplexer.Engine;

/// <summary>
/// The web configuration that all exporters of Prometheus share (prometheus/exporter-toolkit, web-config.yml). What they refuse is
/// refused here as well, with its line; no problem quotes a hash.
/// </summary>
internal static class WebConfigSchema
{
    private static readonly YamlSchema<ServerTls> Tls = new YamlSchema<ServerTls>()
        .Key("cert_file", (tls, node) => ReadFile(node, path => tls.CertFile = path))
        .Key("key_file", (tls, node) => ReadFile(node, path => tls.KeyFile = path))
        .Key("client_auth_type", WordsOf<ClientAuthentication>(), (tls, value) => tls.ClientAuthentication = value)
        .Key("client_ca_file", (tls, node) => ReadFile(node, path => tls.ClientCaFile = path))
        .List("client_allowed_sans", new TextSyntax(), (tls, value) => tls.ClientAllowedSans = value)
        .Key("min_version", Versions(), (tls, value) => tls.MinVersion = value)
        .Key("max_version", Versions(), (tls, value) => tls.MaxVersion = value)
        .List("cipher_suites", new CipherSuiteSyntax(), (tls, value) => tls.CipherSuites = value)
        .Key("prefer_server_cipher_suites", new SwitchSyntax(), (_, _) => { }) // Go has not looked at it for years, and OpenSSL decides here
        .List("curve_preferences", Curves(), (tls, value) => tls.HasCurves = value.Count > 0);

    private static readonly YamlSchema<WebConfig> Http = new YamlSchema<WebConfig>()
        .Key("http2", new SwitchSyntax(), (_, _) => { }) // one page a scrape has no use for it: HTTP/1.1 is what clients are offered
        .Key("headers", ReadHeaders);

    private static readonly YamlSchema<WebConfig> RateLimit = new YamlSchema<WebConfig>()
        .Key("interval", new GoDurationSyntax(), (config, value) => config.RateInterval = value)
        .Key("burst", new CountSyntax(least: 0), (config, value) => config.RateBurst = value);

    private static readonly YamlSchema<WebConfig> Schema = new YamlSchema<WebConfig>()
        .Key("tls_server_config", ReadTls)
        .Key("http_server_config", (config, node) => Http.Read(node, config))
        .Key("basic_auth_users", ReadUsers)
        .Key("rate_limit", ReadRateLimit);

    // The headers that can be set, and the values of those that have but a few.
    private static readonly YamlSchema<WebConfig> Headers = new YamlSchema<WebConfig>()
        .Key("Strict-Transport-Security", (config, node) => ReadHeader(config, node))
        .Key("X-Content-Type-Options", (config, node) => ReadHeader(config, node, "nosniff"))
        .Key("X-Frame-Options", (config, node) => ReadHeader(config, node, "deny", "sameorigin"))
        .Key("X-XSS-Protection", (config, node) => ReadHeader(config, node))
        .Key("Content-Security-Policy", (config, node) => ReadHeader(config, node));

    /// <summary>Reads a web configuration.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="content">What was in it.</param>
    /// <param name="config">What it says. Means nothing if there is a problem.</param>
    public static FlagProblem? Read(string path, FileContent content, out WebConfig config)
    {
        config = new();
        if (content.Fault is not null)
        {
            return new(FlagProblemReason.FileNotReadable, path, $"{content.Fault}", $"check the path and who may read it", Flags.WebConfigFile);
        }

        return YamlFile.Read(path, content.Bytes, out var root) ?? Schema.Read(root, config);
    }

    private static FlagProblem? ReadTls(WebConfig config, YamlNode node)
    {
        var tls = new ServerTls();
        if (Tls.Read(node, tls) is { } problem)
        {
            return problem;
        }

        // An empty mapping is none, as it is for all exporters.
        var isEmpty = tls is { CertFile: null, KeyFile: null, ClientCaFile: null, ClientAuthentication: ClientAuthentication.NoClientCert, ClientAllowedSans: null };
        config.Tls = isEmpty ? null : tls;
        return isEmpty ? null : tls switch
        {
            { CertFile: null } => node.Problem(FlagProblemReason.MissingKey, value: null, $"has no cert_file", $"give the server's certificate"),
            { KeyFile: null } => node.Problem(FlagProblemReason.MissingKey, value: null, $"has no key_file", $"give the key of the server's certificate"),
            { ClientCaFile: not null, ClientAuthentication: ClientAuthentication.NoClientCert } => node.Problem(
                FlagProblemReason.ConflictingKeys,
                value: null,
                $"has a client_ca_file, and no certificate is asked for",
                $"write client_auth_type: RequireAndVerifyClientCert"),
            {
                ClientAllowedSans: not null,
                ClientAuthentication: not (ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireClientCert
                    or ClientAuthentication.RequireAndVerifyClientCert)
            } => node.Problem(
                FlagProblemReason.ConflictingKeys,
                value: null,
                $"has client_allowed_sans, and clients need no certificate",
                $"write client_auth_type: RequireAndVerifyClientCert"),
            _ when tls.MinVersion > tls.MaxVersion => node.Problem(
                FlagProblemReason.ConflictingKeys, value: null, $"has a min_version above its max_version", $"write versions of which one can be chosen"),
            _ => null,
        };
    }

    private static FlagProblem? ReadHeaders(WebConfig config, YamlNode node) => Headers.Read(node, config);

    private static FlagProblem? ReadHeader(WebConfig config, YamlNode node, params string[] allowed)
    {
        if (node is YamlScalar { Text: "" })
        {
            return null;
        }

        if (node.ReadText(out var text) is { } problem)
        {
            return problem;
        }

        if (allowed.Length > 0 && !allowed.Contains(text))
        {
            return node.Problem(FlagProblemReason.InvalidValue, text, $"is none of the choices", $"give {string.Join(" or ", allowed)}");
        }

        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return node.Problem(FlagProblemReason.InvalidValue, text, $"has a character that no header's value has", $"use printable ASCII, in one line");
        }

        config.Headers.Add(new(node.Place.Key!, text));
        return null;
    }

    private static FlagProblem? ReadUsers(WebConfig config, YamlNode node)
    {
        if (node.ReadMapping(out var users) is { } noMapping)
        {
            return noMapping;
        }

        foreach (var (name, hash) in users)
        {
            if (hash.ReadText(out var text) is { } problem)
            {
                return problem;
            }

            if (!BcryptHash.IsOne(text))
            {
                return hash.Problem(FlagProblemReason.InvalidValue, value: null, $"is no bcrypt hash", $"make one with htpasswd -nBC 10 \"\"");
            }

            config.Users.Add(name.Text, text);
        }

        return null;
    }

    private static FlagProblem? ReadRateLimit(WebConfig config, YamlNode node) => RateLimit.Read(node, config)
        ?? (config is { RateInterval.Ticks: > 0, RateBurst: 0 }
            ? node.Problem(FlagProblemReason.ConflictingKeys, value: null, $"has no burst, with which every request is refused", $"write burst: and a number from 1")
            : null);

    private static FlagProblem? ReadFile(YamlNode node, Action<string?> set)
    {
        var problem = node.Read(new FileSyntax(), out var path);
        set(string.IsNullOrEmpty(path) ? null : FilePath.Beside(node.Place.File, path));
        return problem;
    }

    private static WordsSyntax<T> WordsOf<T>()
        where T : struct, Enum => new([.. Enum.GetNames<T>().Zip(Enum.GetValues<T>())]);

    private static WordsSyntax<TlsVersion> Versions() =>
        new(("TLS10", TlsVersion.Tls10), ("TLS11", TlsVersion.Tls11), ("TLS12", TlsVersion.Tls12), ("TLS13", TlsVersion.Tls13));

    private static WordsSyntax<int> Curves() => new(("CurveP256", 0), ("CurveP384", 1), ("CurveP521", 2), ("X25519", 3));

    /// <summary>Any text.</summary>
    private sealed class TextSyntax : FlagSyntax<string>
    {
        public override string Metavariable => "<text>";

        public override FlagProblem? Read(string text, out string value)
        {
            value = text;
            return null;
        }

        public override string Show(string value) => value;
    }
}
