using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>The page behind TLS, client certificates, passwords and a rate limit.</summary>
public sealed class ServerSecurityTests : IAsyncLifetime
{
    private const string WebConfig = "web.yml";

    private readonly Folder _folder = new();
    private readonly Authority _authority = new();
    private readonly FakeContainer _web = FakeContainer.Serving("a 1\n");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _web.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_page_is_served_over_TLS_and_not_without()
    {
        await using var rig = await StartAsync(Tls());

        using var response = await GetAsync(rig, "/metrics");

        Assert.Contains("a{container=\"web\"} 1\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Equal($"https://127.0.0.1:{rig.Multiplexer.Port}/metrics", rig.Multiplexer.Url.AbsoluteUri);
        Assert.Equal($"https://127.0.0.1:{rig.Multiplexer.Port}", rig.Log.With("listening")[0].Field("address"));
        await Assert.ThrowsAsync<HttpRequestException>(() => rig.Client.GetAsync("/metrics"));
    }

    [Fact]
    public async Task A_large_page_and_several_requests_go_over_one_connection()
    {
        _web.Answer = Answers.Page(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{{i=\"{i}\"}} {i}\n")));
        await using var rig = await StartAsync(Tls());
        using var client = Client(rig);

        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("a{i=\"19999\",container=\"web\"} 19999\n", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Service_discovery_says_https()
    {
        await using var rig = await StartAsync(Tls());
        using var response = await GetAsync(rig, "/sd");

        Assert.Contains("\"__scheme__\":\"https\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_ends_secure_connections_too()
    {
        await using var rig = await StartAsync(Tls());
        using var client = Client(rig);
        await client.GetStringAsync("/metrics");

        await rig.Multiplexer.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_client_that_does_not_begin_is_let_go()
    {
        await using var rig = await StartAsync(Tls(), limits: new ServerLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience.Long));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_the_next_client()
    {
        await using var rig = await StartAsync(Tls());
        Assert.Equal("CN=localhost", await ServerAsync(rig));

        _authority.Issue(_folder, "server", "renewed");

        Assert.Equal("CN=renewed", await ServerAsync(rig));
    }

    [Fact]
    public async Task A_certificate_that_has_become_bad_changes_nothing_and_is_told_of_once()
    {
        await using var rig = await StartAsync(Tls());
        var renewed = _authority.Issue("renewed");

        var certificate = _folder.Write("server.crt", renewed.Certificate);
        Assert.Equal(["CN=localhost", "CN=localhost"], [await ServerAsync(rig), await ServerAsync(rig)]);
        File.Delete(_folder["server.key"]);
        Assert.Equal(["CN=localhost", "CN=localhost"], [await ServerAsync(rig), await ServerAsync(rig)]);
        _folder.Write("server.key", renewed.Key);
        Assert.Equal("CN=renewed", await ServerAsync(rig));

        Assert.Equal(
            [$"{certificate} does not go with {_folder["server.key"]}, or one of the two is no PEM file", $"{_folder["server.key"]} is not there"],
            rig.Log.With("the certificate is refused, and the one before stays").Select(entry => entry.Field("error")));
    }

    [Fact]
    public async Task An_authority_of_clients_that_has_become_bad_changes_nothing()
    {
        await using var rig = await StartAsync(Tls($"client_auth_type: RequireAndVerifyClientCert, client_ca_file: {_authority.Write(_folder)}"));

        _folder.Write("ca.crt", "");

        Assert.True(await IsLetInAsync(rig, "ours"));
        Assert.False(await IsLetInAsync(rig, "theirs"));
        Assert.True(await IsLetInAsync(rig, "ours"));
        Assert.Equal($"{_folder["ca.crt"]} has no certificate", Assert.Single(rig.Log.With("the certificate is refused, and the one before stays")).Field("error"));
    }

    [Theory]
    [InlineData("RequireAndVerifyClientCert", "ours", true)]
    [InlineData("RequireAndVerifyClientCert", "theirs", false)]
    [InlineData("RequireAndVerifyClientCert", "over", false)]
    [InlineData("RequireAndVerifyClientCert", null, false)]
    [InlineData("VerifyClientCertIfGiven", "ours", true)]
    [InlineData("VerifyClientCertIfGiven", "theirs", false)]
    [InlineData("VerifyClientCertIfGiven", null, true)]
    [InlineData("RequireAnyClientCert", "theirs", true)]
    [InlineData("RequireClientCert", null, false)]
    [InlineData("RequestClientCert", "theirs", true)]
    [InlineData("RequestClientCert", null, true)]
    public async Task Clients_show_certificates(string type, string? certificate, bool isLetIn)
    {
        await using var rig = await StartAsync(Tls($"client_auth_type: {type}, client_ca_file: {_authority.Write(_folder)}"));

        Assert.Equal(isLetIn, await IsLetInAsync(rig, certificate));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("spiffe://ours/web", true)]
    [InlineData("other, 10.0.0.1", true)]
    [InlineData("other", false)]
    [InlineData("", false)]
    public async Task Clients_have_to_have_a_name(string allowed, bool isLetIn)
    {
        await using var rig = await StartAsync(
            Tls($"client_auth_type: RequireAndVerifyClientCert, client_ca_file: {_authority.Write(_folder)}, client_allowed_sans: [{allowed}]"));

        Assert.Equal(isLetIn, await IsLetInAsync(rig, "ours"));
    }

    [Fact]
    public async Task A_new_authority_of_clients_counts_for_the_next_client()
    {
        await using var rig = await StartAsync(Tls($"client_auth_type: RequireAndVerifyClientCert, client_ca_file: {_authority.Write(_folder)}"));
        Assert.True(await IsLetInAsync(rig, "ours"));

        new Authority("Next").Write(_folder);

        Assert.False(await IsLetInAsync(rig, "ours"));
    }

    [Theory]
    [InlineData("min_version: TLS13", SslProtocols.Tls13, true)]
    [InlineData("min_version: TLS13", SslProtocols.Tls12, false)]
    [InlineData("max_version: TLS12", SslProtocols.Tls12, true)]
    [InlineData("max_version: TLS12", SslProtocols.Tls13, false)]
    [InlineData("cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]", SslProtocols.Tls12, true)]
    [InlineData("cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", SslProtocols.Tls12, false)] // the certificate has no RSA key
    [InlineData("cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", SslProtocols.Tls13, true)]
    public async Task Versions_and_suites_are_those_configured(string more, SslProtocols protocol, bool isLetIn)
    {
        await using var rig = await StartAsync(Tls(more));

        Assert.Equal(isLetIn, await IsLetInAsync(rig, certificate: null, protocol));
    }

    [Fact]
    public async Task Users_have_to_give_their_password()
    {
        await using var rig = await StartAsync($"basic_auth_users: {{alice: {WebConfigTests.BCryptOf("right")}}}");

        using var anonymous = await rig.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal("Basic", anonymous.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Give a name and a password.\n", await anonymous.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:right"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:right", "/-/healthy"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, "alice:right", scheme: "Bearer"));
        Assert.All(
            (string[])["alice:wrong", "alice:", "alice", "bob:right", ":", "alice:right\0"],
            credentials => Assert.Equal(HttpStatusCode.Unauthorized, StatusAsync(rig, credentials).GetAwaiter().GetResult()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.SendAsync(HttpMethod.Get, "/metrics", ("Authorization", "Basic ???"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.SendAsync(HttpMethod.Get, "/-/ready")).StatusCode);
        Assert.DoesNotContain("right", string.Join('\n', rig.Log.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_users_counts_from_the_next_request_on()
    {
        await using var rig = await StartAsync($"basic_auth_users: {{alice: {WebConfigTests.BCryptOf("right")}}}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:right"));

        _folder.Write(WebConfig, $"basic_auth_users: {{alice: {WebConfigTests.BCryptOf("new")}}}");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, "alice:right"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:new"));
    }

    [Fact]
    public async Task A_file_that_has_become_bad_changes_nothing_and_is_told_of_once()
    {
        await using var rig = await StartAsync($"basic_auth_users: {{alice: {WebConfigTests.BCryptOf("right")}}}");
        var path = _folder.Write(WebConfig, "basic_auth_users: {alice: s3cret}");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:right"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(rig, "alice:s3cret"));
        Assert.Equal(
            $"{path}:1:27: alice: is no bcrypt hash; make one with htpasswd -nBC 10 \"\"",
            Assert.Single(rig.Log.With("the web configuration is refused, and the one before stays")).Field("error"));

        File.Delete(path);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "alice:right"));
    }

    [Fact]
    public async Task TLS_is_not_turned_off_by_a_change()
    {
        await using var rig = await StartAsync(Tls());
        _folder.Write(WebConfig, "");

        Assert.True(await IsLetInAsync(rig, certificate: null));
        Assert.EndsWith(
            "turns TLS on or off, which needs a restart; restart, or take that back",
            Assert.Single(rig.Log.With("the web configuration is refused, and the one before stays")).Field("error"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_on_every_answer()
    {
        await using var rig = await StartAsync("http_server_config: {headers: {X-Frame-Options: deny, Content-Security-Policy: \"default-src 'none'\"}}");

        foreach (var path in (string[])["/metrics", "/none", "/-/healthy"])
        {
            using var response = await rig.SendAsync(HttpMethod.Get, path);
            Assert.Equal("deny", response.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        }
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_refused()
    {
        await using var rig = await StartAsync("rate_limit: {interval: 24h, burst: 2}");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests],
            [await StatusAsync(rig, null), await StatusAsync(rig, null), await StatusAsync(rig, null)]);

        // The same again, with something else beside it, does not give them back.
        _folder.Write(WebConfig, "rate_limit: {interval: 24h, burst: 2}\nhttp_server_config: {http2: true}");
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(rig, null));
    }

    [Fact]
    public async Task What_is_of_no_use_is_refused_by_the_engine_too()
    {
        var path = _folder.Write(WebConfig, "x: 1");

        var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => Rig.StartAsync(Rig.Options with { Targets = [new("web", 1)], WebConfigFile = path }));

        Assert.Equal(MultiplexerStartError.OptionInvalid, refused.Error);
        Assert.Equal($"{path}:1:1: \"x\" is no key here.", refused.Message);
    }

    private string Tls(string more = "")
    {
        var (cert, key) = _authority.Issue(_folder, "server");
        return $"tls_server_config: {{cert_file: {cert}, key_file: {key}, {more}}}";
    }

    private Task<Rig> StartAsync(string webConfig, ServerLimits? limits = null) => Rig.StartAsync(Rig.Options with
    {
        Targets = [new("web", _web.Port)],
        ScrapeInterval = Rig.Never,
        WebConfigFile = _folder.Write(WebConfig, webConfig),
        Limits = limits ?? new(),
    });

    private static HttpClient Client(Rig rig, X509Certificate2? certificate = null, SslProtocols protocol = SslProtocols.None, Action<X509Certificate>? server = null) =>
        new(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = protocol,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    server?.Invoke(shown!);
                    return true;
                },
            },
        })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{rig.Multiplexer.Port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = Patience.Long,
        };

    private static async Task<HttpResponseMessage> GetAsync(Rig rig, string path)
    {
        using var client = Client(rig);
        return await client.GetAsync(path);
    }

    // Who the server says it is.
    private static async Task<string> ServerAsync(Rig rig)
    {
        var subject = "";
        using var client = Client(rig, server: certificate => subject = certificate.Subject);
        await client.GetStringAsync("/metrics");
        return subject;
    }

    private async Task<bool> IsLetInAsync(Rig rig, string? certificate, SslProtocols protocol = SslProtocols.None)
    {
        using var client = Client(rig, certificate is null ? null : ClientCertificate(certificate), protocol);
        try
        {
            return (await client.GetAsync("/metrics")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private X509Certificate2 ClientCertificate(string kind)
    {
        var authority = kind == "theirs" ? new Authority("Somebody else") : _authority;
        var (certificate, key) = authority.Issue(
            "localhost",
            names =>
            {
                names.AddUri(new Uri("spiffe://ours/web"));
                names.AddIpAddress(IPAddress.Parse("10.0.0.1"));
            },
            isOver: kind == "over");
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    private static async Task<HttpStatusCode> StatusAsync(Rig rig, string? credentials, string path = "/metrics", string scheme = "Basic")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = credentials is null ? null : new AuthenticationHeaderValue(scheme, Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        using var response = await rig.Client.SendAsync(request);
        return response.StatusCode;
    }
}
