using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine.Tests;

/// <summary>The web configuration, word for word, and what it is made of.</summary>
public sealed class WebConfigTests : IDisposable
{
    private const string Hash = "$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_that_exporters_take_is_taken()
    {
        var path = _folder.Write("web.yml", $$"""
            tls_server_config:
              cert_file: server.crt
              key_file: /keys/server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: "ca.crt"
              client_allowed_sans:
              - prometheus.example
              - 10.0.0.1
              min_version: TLS12
              max_version: TLS13
              cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256]
              prefer_server_cipher_suites: false
              curve_preferences: [CurveP256, X25519]
            http_server_config:
              http2: false
              headers:
                X-Frame-Options: deny
                X-XSS-Protection: ""
                Strict-Transport-Security: max-age=1
            basic_auth_users:
              alice: {{Hash}}
              bob: {{Hash}}
            rate_limit:
              interval: 1m30s
              burst: 5
            """);

        Assert.Null(WebConfigSchema.Read(path, FileContent.Of(path), out var config)?.ToString());
        Assert.Equal(_folder["server.crt"], config.Tls!.CertFile);
        Assert.Equal("/keys/server.key", config.Tls.KeyFile);
        Assert.Equal(ClientAuthentication.RequireAndVerifyClientCert, config.Tls.ClientAuthentication);
        Assert.Equal(["prometheus.example", "10.0.0.1"], config.Tls.ClientAllowedSans);
        Assert.Equal(2, config.Tls.CipherSuites.Count);
        Assert.Equal(["X-Frame-Options: deny", "Strict-Transport-Security: max-age=1"], config.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Assert.Equal(["alice", "bob"], config.Users.Keys);
        Assert.Equal((TimeSpan.FromSeconds(90), 5), (config.RateInterval, config.RateBurst));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tls_server_config: {}\nbasic_auth_users:\nrate_limit: {interval: 0}\nhttp_server_config: {headers: {}}")]
    public void A_file_can_leave_everything_open(string text)
    {
        var path = _folder.Write("web.yml", text);

        Assert.Null(WebConfigSchema.Read(path, FileContent.Of(path), out var config)?.ToString());
        Assert.Null(config.Tls);
        Assert.Empty(config.Users);
    }

    [Theory]
    [InlineData("tls_config: {}", "1:1: \"tls_config\" is no key here; the keys are tls_server_config, http_server_config, basic_auth_users, rate_limit")]
    [InlineData("tls_server_config: {cert_fil: x}", "1:21: \"cert_fil\" is no key here; did you mean cert_file?")]
    [InlineData("tls_server_config: {key_file: x}", "1:20: tls_server_config: has no cert_file; give the server's certificate")]
    [InlineData("tls_server_config: {cert_file: x}", "1:20: tls_server_config: has no key_file; give the key of the server's certificate")]
    [InlineData(
        "tls_server_config: {cert_file: x, key_file: y, client_ca_file: z}",
        "1:20: tls_server_config: has a client_ca_file, and no certificate is asked for; write client_auth_type: RequireAndVerifyClientCert")]
    [InlineData(
        "tls_server_config: {cert_file: x, key_file: y, client_auth_type: RequestClientCert, client_allowed_sans: [z]}",
        "1:20: tls_server_config: has client_allowed_sans, and clients need no certificate; write client_auth_type: RequireAndVerifyClientCert")]
    [InlineData(
        "tls_server_config: {cert_file: x, key_file: y, client_auth_type: Always}",
        "1:66: client_auth_type: \"Always\" is none of the choices; give NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert")]
    [InlineData("tls_server_config: {min_version: tls12}", "1:34: min_version: \"tls12\" is none of the choices; give TLS10, TLS11, TLS12 or TLS13")]
    [InlineData(
        "tls_server_config: {cert_file: x, key_file: y, min_version: TLS13, max_version: TLS12}",
        "1:20: tls_server_config: has a min_version above its max_version; write versions of which one can be chosen")]
    [InlineData(
        "tls_server_config: {cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}",
        "1:37: cipher_suites: \"TLS_RSA_WITH_RC4_128_SHA\" is no cipher suite; give a name such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")]
    [InlineData("tls_server_config: {curve_preferences: [P1]}", "1:41: curve_preferences: \"P1\" is none of the choices; give CurveP256, CurveP384, CurveP521 or X25519")]
    [InlineData("http_server_config: {headers: {X-Other: a}}", "1:32: \"X-Other\" is no key here; the keys are Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection, Content-Security-Policy")]
    [InlineData("http_server_config: {headers: {X-Frame-Options: allow}}", "1:49: X-Frame-Options: \"allow\" is none of the choices; give deny or sameorigin")]
    [InlineData("basic_auth_users: {alice: s3cret}", "1:27: alice: is no bcrypt hash; make one with htpasswd -nBC 10 \"\"")]
    [InlineData("basic_auth_users: {alice: $2y$99$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG}", "1:27: alice: is no bcrypt hash; make one with htpasswd -nBC 10 \"\"")]
    [InlineData("basic_auth_users: [alice]", "1:19: basic_auth_users: is a list; write a mapping, one key and its value a line")]
    [InlineData("rate_limit: {interval: 1}", "1:24: interval: \"1\" is no duration; give a number and a unit, such as 100ms or 1m30s")]
    [InlineData("rate_limit: {interval: 1s}", "1:13: rate_limit: has no burst, with which every request is refused; write burst: and a number from 1")]
    [InlineData("rate_limit: {burst: -1}", "1:21: burst: \"-1\" is negative; give a number from 0 to 2147483647")]
    public void What_is_wrong_has_its_line_and_a_remedy(string text, string expected)
    {
        var path = _folder.Write("web.yml", text);

        Assert.Equal($"{path}:{expected}", CommandLine.Read(["-m", "web:8080", "--web_config_file", path]).Problem?.ToString());
    }

    [Fact]
    public void Certificates_are_looked_at_before_a_start()
    {
        var path = _folder.Write("web.yml", "tls_server_config: {cert_file: none.crt, key_file: none.key}");

        Assert.Equal(
            $"{path}: {_folder["none.crt"]} is not there; check the files of tls_server_config",
            CommandLine.Read(["-m", "web:8080", "--web_config_file", path, "--config_check"]).Problem?.ToString());
        Assert.Equal(
            "--web_config_file: \"/none\" is not there; check the path and who may read it",
            CommandLine.Read(["-m", "web:8080", "--web_config_file=/none"]).Problem?.ToString());
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("1.5ms", 0.0015)]
    [InlineData("1h2m3s", 3723)]
    [InlineData("100us", 0.0001)]
    [InlineData("0", 0)]
    public void Durations_are_those_of_Go(string text, double seconds)
    {
        Assert.Null(new GoDurationSyntax().Read(text, out var value)?.ToString());
        Assert.Equal(seconds, value.TotalSeconds, 9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1")]
    [InlineData("1 s")]
    [InlineData("-1s")]
    [InlineData("1s2")]
    [InlineData("1..2s")]
    public void Durations_that_are_none(string text) => Assert.NotNull(new GoDurationSyntax().Read(text, out _));

    [Fact]
    public void Tokens_come_back_with_time()
    {
        var rate = new RequestRate(TimeSpan.FromSeconds(2), burst: 2);
        var now = Stopwatch.GetTimestamp() + Stopwatch.Frequency;

        Assert.Equal([true, true, false], [rate.TryTake(now), rate.TryTake(now), rate.TryTake(now)]);
        Assert.False(rate.TryTake(now + Stopwatch.Frequency));
        Assert.True(rate.TryTake(now + (2 * Stopwatch.Frequency)));
        Assert.False(rate.TryTake(now + (2 * Stopwatch.Frequency)));
        var later = now + (1000 * Stopwatch.Frequency);
        Assert.Equal([true, true, false], [rate.TryTake(later), rate.TryTake(later), rate.TryTake(later)]);
        Assert.False(rate.TryTake(now)); // a clock that goes back
    }

    [Fact]
    public void A_certificate_has_names_of_four_kinds()
    {
        var (certificate, _) = new Authority().Issue("web.example", names =>
        {
            names.AddEmailAddress("me@web.example");
            names.AddUri(new Uri("spiffe://web/a"));
            names.AddIpAddress(System.Net.IPAddress.Parse("10.0.0.1"));
            names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
            names.AddUserPrincipalName("ignored");
        });

        using var parsed = X509Certificate2.CreateFromPem(certificate);
        Assert.Equal(["10.0.0.1", "::1", "me@web.example", "spiffe://web/a", "web.example"], SubjectNames.Of(parsed).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("$2a$04$", true)]
    [InlineData("$2b$04$", true)]
    [InlineData("$2y$04$", true)]
    [InlineData("$2x$04$", false)]
    [InlineData("$2y$03$", false)]
    [InlineData("$2y$4$$", false)]
    public void Hashes_are_known_by_their_spelling(string prefix, bool expected) => Assert.Equal(expected, BcryptHash.IsOne(prefix + Hash[7..]));

    [Fact]
    public async Task What_was_found_out_is_remembered_and_a_new_hash_is_found_out_anew()
    {
        var check = new PasswordCheck();
        var users = new Dictionary<string, string> { ["alice"] = BCryptOf("right") };

        Assert.True(await check.CheckAsync(users, "alice", "right", default));
        Assert.False(await check.CheckAsync(users, "alice", "wrong", default));
        Assert.False(await check.CheckAsync(users, "bob", "right", default));

        // Nobody is asked twice: now there is no time for it.
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        Assert.True(await check.CheckAsync(users, "alice", "right", canceled.Token));
        Assert.False(await check.CheckAsync(users, "alice", "wrong", canceled.Token));
        Assert.False(await check.CheckAsync(users, "bob", "right", canceled.Token));
        users["alice"] = BCryptOf("right");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await check.CheckAsync(users, "alice", "right", canceled.Token));
    }

    [Fact]
    public async Task Many_guesses_at_once_are_turned_away_and_do_not_concern_who_is_known()
    {
        var check = new PasswordCheck();
        var users = new Dictionary<string, string> { ["alice"] = BCryptOf("right", cost: 8) };
        Assert.True(await check.CheckAsync(users, "alice", "right", default));

        var guesses = Enumerable.Range(0, 200).Select(guess => check.CheckAsync(users, "alice", $"guess {guess}", default).AsTask()).ToList();
        Assert.True(await check.CheckAsync(users, "alice", "right", default));
        var answers = await Task.WhenAll(guesses);

        Assert.Contains(null, answers);
        Assert.InRange(answers.Count(answer => answer == false), 16, 199);
        Assert.DoesNotContain(true, answers);

        // More wrong ones than are remembered do not drive out the right one.
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        Assert.True(await check.CheckAsync(users, "alice", "right", canceled.Token));
    }

    [Fact]
    public void Somebody_unknown_is_as_much_work_as_the_most_work_there_is() => Assert.All((int[])[4, 10, 12, 31], cost =>
    {
        Assert.True(BcryptHash.IsOne(BcryptHash.Decoy(cost)));
        Assert.Equal(cost, BcryptHash.CostOf(BcryptHash.Decoy(cost)));
    });

    internal static string BCryptOf(string password, int cost = 4) => BCrypt.Net.BCrypt.HashPassword(password, cost);
}
