using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Containers behind TLS, credentials and sockets in the file system.</summary>
public sealed class TargetSecurityTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Authority _authority = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_certificate_of_the_authority_is_trusted()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost")));
        await using var rig = await StartAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}}}");

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.Equal($"https://localhost:{web.Port}/metrics", Assert.Single(rig.Multiplexer.Containers).Url.OriginalString);
        Assert.StartsWith("GET /metrics HTTP/1.1\r\n", web.Requests.First(), StringComparison.Ordinal);
        Assert.Contains($"Host: localhost:{web.Port}\r\n", web.Requests.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x", true)]
    [InlineData("https://localhost:PORT/x", true)]
    [InlineData("http://localhost:PORT/x", false)]
    public async Task A_redirect_is_followed_where_it_stays_behind_TLS(string location, bool isFollowed)
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost")));
        web.Redirect = location.Replace("PORT", web.Port.ToString());
        await using var rig = await StartAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}}}");

        Assert.Equal(isFollowed ? 1 : null, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task A_certificate_of_nobody_known_is_refused()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(new Authority("Somebody else").Issue("localhost")));

        Assert.StartsWith("the container's certificate is not trusted: ", await ErrorAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}}}"), StringComparison.Ordinal);
        Assert.StartsWith("the container's certificate is not trusted: ", await ErrorAsync(web.Port, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_refused()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost", isOver: true)));

        Assert.Equal("the container's certificate is not trusted: NotTimeValid", await ErrorAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}}}"));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_unless_that_name_is_expected()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("web.example")));
        var ca = _authority.Write(_folder);

        Assert.Equal("the container's certificate is not for localhost", await ErrorAsync(web.Port, $"tls: {{ca_file: {ca}}}"));

        await using var rig = await StartAsync(web.Port, $"tls: {{ca_file: {ca}, server_name: web.example}}");
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task A_certificate_need_not_be_looked_at()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(new Authority("Somebody else").Issue("x", isOver: true)));
        await using var rig = await StartAsync(web.Port, "tls: {insecure_skip_verify: true}");

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task What_speaks_no_TLS_is_a_failure_of_TLS()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await web.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });

        Assert.Equal("the container and the multiplexer did not come to terms on TLS", await ErrorAsync(((IPEndPoint)web.LocalEndpoint).Port, "{}"));
        await answering;
    }

    [Fact]
    public async Task Nobody_there_is_refused_as_ever()
    {
        await using var web = FakeContainer.Dead();
        await using var rig = await StartAsync(web.Port, "{}");

        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"refused\"}"));
    }

    [Fact]
    public async Task The_client_certificate_is_shown_and_a_new_one_from_the_next_connection_on()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost"), (_, certificate, _, _) => certificate is not null));
        var (cert, key) = _authority.Issue(_folder, "client", "first");
        await using var rig = await StartAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}, cert_file: {cert}, key_file: {key}}}", interval: TimeSpan.Zero);

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.Equal("CN=first", web.Clients.First());

        _authority.Issue(_folder, "client", "second");
        await rig.GetPageAsync();
        Assert.Equal("CN=second", web.Clients.First());
    }

    [Fact]
    public async Task No_client_certificate_where_one_is_wanted_is_a_failure_of_TLS()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost"), (_, certificate, _, _) => certificate is not null));

        Assert.Equal(
            "the container closed the TLS connection without an answer; it may want another client certificate",
            await ErrorAsync(web.Port, $"tls: {{ca_file: {_authority.Write(_folder)}}}"));
    }

    [Fact]
    public async Task A_new_authority_counts_from_the_next_connection_on()
    {
        var issued = _authority.Issue("localhost");
        await using var web = new SecureContainer(() => SecureContainer.With(issued));
        var ca = _authority.Write(_folder);
        await using var rig = await StartAsync(web.Port, $"tls: {{ca_file: {ca}}}", interval: TimeSpan.Zero);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"web\"}"));

        issued = new Authority("Next").Issue("localhost");
        Assert.Equal(0, await rig.GetValueAsync("multiplexer_container_up{container=\"web\"}"));
        var next = new Authority("Next again");
        issued = next.Issue("localhost");
        next.Write(_folder);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"web\"}"));
    }

    [Fact]
    public async Task Files_that_are_of_no_use_are_named_and_nothing_out_of_them_is_told()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost")));
        var (cert, key) = _authority.Issue(_folder, "client");
        var (_, otherKey) = _authority.Issue(_folder, "other");
        var empty = _folder.Write("empty", "s3cret");

        Assert.Equal("/none is not there", await ErrorAsync(web.Port, "tls: {ca_file: /none}"));
        Assert.Equal($"{empty} has no certificate", await ErrorAsync(web.Port, $"tls: {{ca_file: {empty}}}"));
        Assert.Equal($"{empty} has no certificate", await ErrorAsync(web.Port, $"tls: {{cert_file: {empty}, key_file: {key}}}"));
        Assert.Equal(
            $"{cert} does not go with {otherKey}, or one of the two is no PEM file",
            await ErrorAsync(web.Port, $"tls: {{cert_file: {cert}, key_file: {otherKey}}}"));
    }

    [Fact]
    public async Task A_bearer_token_is_read_for_every_scrape()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var token = _folder.Write("token", "first\n");
        await using var rig = await RigAsync($"containers: [{{name: web, port: {web.Port}, bearer_token_file: {token}}}]", TimeSpan.Zero);

        await rig.GetPageAsync();
        Assert.Equal("Bearer first", Assert.Single(web.Requests).Headers["Authorization"]);

        _folder.Write("token", "second");
        await rig.GetPageAsync();
        Assert.Equal(["Bearer first", "Bearer second"], web.Requests.Select(request => request.Headers["Authorization"]).Order());
    }

    [Fact]
    public async Task Basic_credentials_are_sent()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var password = _folder.Write("password", "p:ä\n");
        await using var rig = await RigAsync(
            $"containers: [{{name: web, port: {web.Port}, basic_auth: {{username: me, password_file: {password}}}, headers: {{X-Scope: b}}}}]", Rig.Never);

        await rig.GetPageAsync();

        var headers = Assert.Single(web.Requests).Headers;
        Assert.Equal($"Basic {Convert.ToBase64String("me:p:ä"u8)}", headers["Authorization"]);
        Assert.Equal("b", headers["X-Scope"]);
    }

    [Theory]
    [InlineData(null, "is not there")]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("s3cret\nand more", "is no token")]
    public async Task A_token_that_is_of_no_use_is_not_told(string? content, string fault)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var token = content is null ? _folder["token"] : _folder.Write("token", content);
        await using var rig = await RigAsync($"containers: [{{name: web, port: {web.Port}, bearer_token_file: {token}}}]", Rig.Never);

        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"credentials\"}"));
        Assert.Equal($"{token} {fault}", rig.Multiplexer.Containers[0].LastError?.Text);
        Assert.Empty(web.Requests);
    }

    [LinuxFact("Needs named pipes")]
    public async Task A_secret_whose_file_hangs_is_a_timeout_and_holds_up_neither_another_container_nor_the_stop()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        var token = _folder.Write("token", "s3cret");
        await using var rig = await RigAsync(
            $"containers: [{{name: web, port: {web.Port}, bearer_token_file: {token}, scrape_timeout: 2000}}, {{name: db, port: {db.Port}}}]", Rig.Options.ScrapeInterval);
        await rig.GetPageAsync();

        using var stalled = StalledFile.InPlaceOf(token);
        await rig.Log.WaitFor("container is down");
        await db.MoreRequests(5);

        Assert.True(await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"timeout\"}") > 0);
        Assert.Equal("the credentials were not read within 2s", rig.Multiplexer.Containers[0].LastError?.Text);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"db\"}"));
        await rig.Multiplexer.StopAsync().WaitAsync(Patience.Long);
    }

    [LinuxFact("Needs named pipes")]
    public async Task A_certificate_whose_file_hangs_is_a_timeout_and_holds_up_neither_another_container_nor_the_stop()
    {
        await using var web = new SecureContainer(() => SecureContainer.With(_authority.Issue("localhost")));
        await using var db = FakeContainer.Serving("b 1\n");
        var ca = _authority.Write(_folder);
        await using var rig = await RigAsync(
            $"containers: [{{name: web, port: {web.Port}, scheme: https, tls: {{ca_file: {ca}}}, scrape_timeout: 5000}}, {{name: db, port: {db.Port}}}]", Rig.Options.ScrapeInterval);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"web\"}"));

        using var stalled = StalledFile.InPlaceOf(ca);
        await rig.Log.WaitFor("container is down");
        await db.MoreRequests(5);

        Assert.True(await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"timeout\"}") > 0);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_up{container=\"db\"}"));
        await rig.Multiplexer.StopAsync().WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task Secrets_are_nowhere_to_be_seen()
    {
        await using var web = FakeContainer.Start(Answers.Status(401));
        var password = _folder.Write("password", "s3cret");
        await using var rig = await RigAsync(
            $"containers: [{{name: web, port: {web.Port}, basic_auth: {{username: me, password_file: {password}}}, headers: {{X-Key: s3cret}}}}]", Rig.Never);
        var seen = await rig.GetPageAsync() + await rig.Client.GetStringAsync("/status") + await rig.Client.GetStringAsync("/status?format=json")
            + string.Join('\n', rig.Log.Entries) + string.Join('\n', rig.Multiplexer.Options.Targets) + string.Join('\n', rig.Multiplexer.Containers);

        Assert.Contains("401", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("me:s3cret"u8), seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web:unix:{0}", "/metrics")]
    [InlineData("web:unix:{0}:/stats?a=b,c", "/stats?a=b,c")]
    public async Task A_socket_in_the_file_system_is_scraped(string map, string path)
    {
        var socket = _folder["web.sock"];
        await using var web = new SecureContainer(new UnixDomainSocketEndPoint(socket));
        var reading = OptionsReader.Read([new(Flags.ContainerToPortMap, string.Format(null, map, socket))], Rig.Options with { ScrapeInterval = Rig.Never });
        Assert.Null(reading.Problem?.ToString());
        await using var rig = await Rig.StartAsync(reading.Options!);

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
        Assert.StartsWith($"GET {path} HTTP/1.1\r\nHost: localhost\r\n", web.Requests.First(), StringComparison.Ordinal);
        Assert.Equal($"unix:{socket}:{path}", Assert.Single(rig.Multiplexer.Containers).Url.OriginalString);
        Assert.Contains($"web=unix:{socket}:{path}", rig.Log.With("listening")[0].Field("targets"), StringComparison.Ordinal);
        Assert.Contains("web", await rig.Client.GetStringAsync("/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_in_the_file_system_can_have_TLS()
    {
        var socket = _folder["web.sock"];
        await using var web = new SecureContainer(new UnixDomainSocketEndPoint(socket), () => SecureContainer.With(_authority.Issue("localhost")));
        await using var rig = await RigAsync(
            $"containers: [{{name: web, unix_socket: {socket}, scheme: https, tls: {{ca_file: {_authority.Write(_folder)}}}}}]", Rig.Never);

        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));
    }

    [Fact]
    public async Task Nobody_on_a_socket_is_refused()
    {
        await using var rig = await RigAsync($"containers: [{{name: web, unix_socket: {_folder["none.sock"]}}}]", Rig.Never);

        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"refused\"}"));
        Assert.Equal($"nobody listens on unix:{_folder["none.sock"]}", rig.Multiplexer.Containers[0].LastError?.Text);
    }

    [LinuxFact("Only Linux refuses at once to connect to a socket whose queue is full")]
    public async Task Somebody_on_a_socket_who_accepts_nobody_has_not_gone()
    {
        var end = new UnixDomainSocketEndPoint(_folder["full.sock"]);
        using var full = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        full.Bind(end);
        full.Listen(0);
        using var waiting = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        waiting.Connect(end);
        await using var rig = await RigAsync($"containers: [{{name: web, unix_socket: {_folder["full.sock"]}}}]", Rig.Never);

        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"timeout\"}"));
        Assert.Equal($"as many wait for unix:{_folder["full.sock"]} already as it lets wait", rig.Multiplexer.Containers[0].LastError?.Text);
    }

    [Theory]
    [InlineData("web:unix:", "\"web:unix:\" is no socket's path; give one that begins with /, has no colon and at most 107 bytes")]
    [InlineData("web:unix:run", "\"web:unix:run\" has no port; write <container>:<port>, the port a number from 1 to 65535")]
    [InlineData("web:unix:/a:b", "\"web:unix:/a:b\" has a path that does not begin with /; write <container>:unix:<socket>:<path>")]
    [InlineData("web:unix:/a:/b c", "\"web:unix:/a:/b c\" has a path with a character that no URL has; write it escaped, as in %20")]
    public void Sockets_that_are_none(string map, string expected) =>
        Assert.Equal($"--container_to_port_map: {expected}", OptionsReader.Read([new(Flags.ContainerToPortMap, map)]).Problem?.ToString());

    [Theory]
    [InlineData("{name: a, port: 1, tls: {}}", "containers: \"a\" has tls, but is not scraped over it; write scheme: https")]
    [InlineData("{name: a, port: 1, scheme: https, tls: {cert_file: x}}", "containers: \"a\" has one of cert_file and key_file; write both, or none")]
    [InlineData("{name: a, port: 1, unix_socket: /x}", "containers: \"a\" has a unix_socket and a host or port; write one of the two")]
    [InlineData("{name: a, port: 1, bearer_token_file: x, basic_auth: {username: b, password_file: c}}", "containers: \"a\" has a bearer_token_file and basic_auth; write one of the two")]
    [InlineData("{name: a, port: 1, basic_auth: {username: b}}", "basic_auth: lacks username or password_file; write both")]
    [InlineData("{name: a, port: 1, basic_auth: {username: 'b:c', password_file: d}}", "username: \"b:c\" has a colon or a control character; give a name that basic authentication can carry")]
    [InlineData("{name: a, port: 1, bearer_token_file: ''}", "bearer_token_file: is empty; give the path of a file")]
    [InlineData("{name: a, port: 1, scheme: ftp}", "scheme: \"ftp\" is none of the choices; give http or https")]
    [InlineData("{name: a, port: 1, scheme: https, tls: {ca: x}}", "\"ca\" is no key here; did you mean ca_file?")]
    [InlineData("{name: a, port: 1, bearer_token: s3cret}", "\"bearer_token\" is no key here; did you mean bearer_token_file?")]
    public void What_is_wrong_in_the_file(string container, string expected)
    {
        var path = _folder.Write("config.yaml", $"containers: [{container}]");
        var problem = CommandLine.Read(["--config_file", path]).Problem?.ToString();

        Assert.StartsWith($"{path}:1:", problem, StringComparison.Ordinal);
        Assert.EndsWith($": {expected}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_looked_for_beside_the_configuration()
    {
        var path = _folder.Write("config.yaml", "containers: [{name: a, port: 1, scheme: https, tls: {ca_file: sub/ca.crt}, bearer_token_file: /abs}]");

        var target = Assert.Single(CommandLine.Read(["--config_file", path]).Options!.Targets);
        Assert.Equal(Path.Combine(_folder.Path, "sub/ca.crt"), target.Tls?.CaFile);
        Assert.Equal("/abs", target.Credentials?.BearerTokenFile);
    }

    private Task<Rig> StartAsync(int port, string tls, TimeSpan? interval = null) =>
        RigAsync($"containers:\n- name: web\n  port: {port}\n  scheme: https\n  {(tls == "{}" ? "tls: {}" : tls)}\n", interval ?? Rig.Never);

    private Task<Rig> RigAsync(string config, TimeSpan interval) => Rig.StartAsync(
        new OptionsSource([new(Flags.ConfigFile, _folder.Write("config.yaml", config))], Rig.Options with { ScrapeInterval = interval }));

    // Why the first scrape fails, which has to be counted as a failure of TLS.
    private async Task<string?> ErrorAsync(int port, string tls)
    {
        await using var rig = await StartAsync(port, tls);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_container_failures_total{container=\"web\",reason=\"tls\"}"));
        return rig.Multiplexer.Containers[0].LastError?.Text;
    }
}
