using System.Management.Automation;
using System.Net.Sockets;
using System.Text;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class InvokeMetricsScrapeTests : IDisposable
{
    private const string Page = "# HELP up Up.\n# TYPE up gauge\nup{zone=\"a\"} 1\n# TYPE jobs_total counter\njobs_total 3\n";

    private readonly ModuleSession _session = new();
    private readonly MetricsTarget _web = new(Page);

    public void Dispose()
    {
        _session.Dispose();
        _web.Dispose();
    }

    [Theory]
    [InlineData("Invoke-MetricsScrape web:{0}", "/metrics")]
    [InlineData("Invoke-MetricsScrape web:{0}/custom?a=b", "/custom?a=b")]
    [InlineData("Invoke-MetricsScrape http://127.0.0.1:{0}/", "/")]
    [InlineData("Invoke-MetricsScrape -Uri ([uri]'http://localhost:{0}/a%20b')", "/a%20b")]
    [InlineData("'web:{0}' | Invoke-MetricsScrape", "/metrics")]
    [InlineData("[uri]'http://127.0.0.1:{0}/x' | Invoke-MetricsScrape", "/x")]
    [InlineData("[pscustomobject]@{{ Url = [uri]'http://127.0.0.1:{0}/y' }} | Invoke-MetricsScrape", "/y")]
    public async Task Families_come_from_a_url_or_a_container(string script, string path)
    {
        var result = _session.Run(string.Format(script, _web.Port));

        result.ThrowIfFailed();
        Assert.Equal(["jobs_total", "up"], result.Output.Select(family => family.Properties["Name"].Value));
        Assert.All(result.Output, family => Assert.Contains("PromMultiplexer.Exposition.MetricFamily", family.TypeNames));
        Assert.All(result.Output, family => Assert.EndsWith($":{_web.Port}{path}", ((Uri)family.Properties["Url"].Value).AbsoluteUri, StringComparison.Ordinal));
        Assert.StartsWith($"GET {path} HTTP/1.1\r\n", await _web.Requested, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_can_be_on_a_socket()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var request = AnswerOnceAsync(listener);
        try
        {
            var result = _session.Run($"Invoke-MetricsScrape web:unix:{path}:/stats, gone:unix:{path}.no -ErrorVariable refused -ErrorAction SilentlyContinue; $refused.Exception.Message");

            Assert.Equal($"web unix:{path}:/stats", $"{result.Output[0].Properties["Container"].Value} {result.Output[0].Properties["Url"].Value}");
            Assert.Contains($"nobody listens on unix:{path}.no", result.Text.Last(), StringComparison.Ordinal);
            Assert.StartsWith("GET /stats HTTP/1.1\r\nHost: localhost\r\n", await request, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_a_multiplexer_says_of_a_container_on_a_socket_can_be_scraped()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        _ = AnswerOnceAsync(listener);
        try
        {
            var families = _session.Run($$"""
                $multiplexer = Start-MetricsMultiplexer web:unix:{{path}}:/stats -ExportTo {{MetricsTarget.FreePort()}} -ScrapeInterval 0
                $multiplexer.Containers | Invoke-MetricsScrape | ForEach-Object { "$($_.Container) $($_.Url) $($_.Name)" }
                $multiplexer | Stop-MetricsMultiplexer
                """).Text;

            Assert.Equal([$"web unix:{path}:/stats a"], families);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Families_have_types_and_metrics_with_labels_and_values()
    {
        var family = _session.Run($"Invoke-MetricsScrape web:{_web.Port} | Where-Object Name -EQ up").Single;

        Assert.Equal("Gauge", _session.Run("$input.Type.ToString()", family).Single.BaseObject);
        Assert.Equal("Up.", family.Properties["Help"].Value);
        Assert.Equal(1.0, _session.Run("$input.Metrics[0].Gauge.Value", family).Single.BaseObject);
        Assert.Equal("zone=\"a\"", _session.Run("$input.Metrics[0].Labels[0].ToString()", family).Single.BaseObject);
    }

    [Fact]
    public void Raw_is_the_text_as_received() => Assert.Equal(Page, _session.Run($"Invoke-MetricsScrape web:{_web.Port} -Raw").Single.BaseObject);

    [Fact]
    public void Raw_is_a_page_of_its_own_also_without_an_end()
    {
        using var one = new MetricsTarget("a 1");
        using var two = new MetricsTarget("b 1");

        Assert.Equal(["one a", "two b"], _session.Run($"Invoke-MetricsScrape one:{one.Port}, two:{two.Port} -Raw | ConvertFrom-Metrics | ForEach-Object {{ \"$($_.Container) $($_.Name)\" }}").Text);
    }

    [Fact]
    public void Raw_is_also_a_page_that_is_refused()
    {
        using var bad = new MetricsTarget("up{ 1\n");

        Assert.Equal("up{ 1\n", _session.Run($"Invoke-MetricsScrape bad:{bad.Port} -Raw").Single.BaseObject);
    }

    [Fact]
    public void Many_are_scraped_in_the_order_given_and_a_failure_does_not_stop_the_rest()
    {
        using var db = new MetricsTarget("up 2\n");
        var gone = MetricsTarget.FreePort();
        var result = _session.Run($"'db:{db.Port}', 'gone:{gone}' | Invoke-MetricsScrape -Raw; Invoke-MetricsScrape gone:{gone}, web:{_web.Port} -Raw");

        Assert.Equal(["up 2\n", Page], result.Output.Select(page => page.BaseObject));
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void A_multiplexer_can_be_scraped()
    {
        var port = MetricsTarget.FreePort();
        var names = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {port}
            ($multiplexer | Invoke-MetricsScrape).Name
            $multiplexer | Stop-MetricsMultiplexer
            """).Text;

        Assert.Contains("jobs_total", names);
        Assert.Contains("multiplexer_container_up", names);
    }

    public static TheoryData<string, string, string, ErrorCategory, string> Failures => new()
    {
        { "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "ScrapeStatus", "status", ErrorCategory.InvalidResult, "answered 500, expected 200" },
        { "HTTP/1.1 301 No\r\nLocation: http://elsewhere/x\r\nContent-Length: 0\r\n\r\n", "ScrapeStatus", "status", ErrorCategory.InvalidResult, "answered 301 to \"http://elsewhere/x\": 9 redirects at most are followed, on the same host and port" },
        { "up 1\n\n", "ScrapeProtocol", "protocol", ErrorCategory.ProtocolError, "the answer is not valid HTTP" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\nup 1\n", "ScrapeConnection", "connection", ErrorCategory.ConnectionError, "the connection broke before the answer was complete" },
        { "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Type: text/plain\r\n\r\nup 1\n", "ScrapeEncoding", "encoding", ErrorCategory.InvalidData, "Content-Encoding \"br\" was not asked for" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "ScrapeTooLarge", "too_large", ErrorCategory.LimitsExceeded, "the page is larger than 67108864 bytes" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_an_error_with_its_reason(string answer, string id, string reason, ErrorCategory category, string text)
    {
        using var target = MetricsTarget.Raw(answer);
        var url = $"http://127.0.0.1:{target.Port}/metrics";
        var error = _session.Run($"Invoke-MetricsScrape {url}").Error;

        AssertScrapeError(error, id, reason, category, url, text);
    }

    [Theory]
    [InlineData(401, "Log in with -Credential or -Token, as somebody who may see the page.")]
    [InlineData(403, "Log in with -Credential or -Token, as somebody who may see the page.")]
    [InlineData(404, "Check the path: not every page of metrics is at /metrics.")]
    [InlineData(500, "Look at the target itself: it was reached, and could not make its page.")]
    [InlineData(503, "Look at the target itself: it was reached, and could not make its page.")]
    public void The_remedy_goes_by_the_status(int status, string remedy)
    {
        using var target = MetricsTarget.Raw($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(remedy, _session.Run($"Invoke-MetricsScrape web:{target.Port}").Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_port_that_nobody_listens_on_is_an_error()
    {
        var port = MetricsTarget.FreePort();

        AssertScrapeError(
            _session.Run($"Invoke-MetricsScrape web:{port}").Error,
            "ScrapeRefused",
            "refused",
            ErrorCategory.ConnectionError,
            $"http://localhost:{port}/metrics",
            $"nobody listens on 127.0.0.1:{port} or [::1]:{port}");
    }

    [Fact]
    public void No_answer_in_time_is_an_error()
    {
        using var hanging = MetricsTarget.Hanging();

        AssertScrapeError(
            _session.Run($"Invoke-MetricsScrape web:{hanging.Port} -TimeoutSec 0.2").Error,
            "ScrapeTimeout",
            "timeout",
            ErrorCategory.OperationTimeout,
            $"http://localhost:{hanging.Port}/metrics",
            "no complete answer within 200ms");
    }

    [Fact]
    public void A_page_that_breaks_the_rules_is_an_error_with_line_and_column()
    {
        using var bad = new MetricsTarget("up 1\nup{ 2\n");
        var error = _session.Run($"Invoke-MetricsScrape bad:{bad.Port}").Error;

        Assert.Equal("PageRefused,PromMultiplexer.Commands.InvokeMetricsScrapeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal(new Uri($"http://localhost:{bad.Port}/metrics"), error.TargetObject);
        Assert.Equal("2,5", _session.Run("$input.Exception | ForEach-Object { \"$($_.Line),$($_.Column)\" }", error).Single.BaseObject);
        Assert.StartsWith($"The page of http://localhost:{bad.Port}/metrics was refused: line 2, column 5: ", error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_dropped_is_a_warning()
    {
        using var sloppy = new MetricsTarget("up 1\nup{a=\"1\",a=\"2\"} 1\n");
        var result = _session.Run($"Invoke-MetricsScrape sloppy:{sloppy.Port}; Invoke-MetricsScrape sloppy:{sloppy.Port} -Raw");

        Assert.Equal(2, result.Output.Count);
        Assert.StartsWith($"1 sample of http://localhost:{sloppy.Port}/metrics was dropped: line 2, column 10: the same label twice, ", Assert.Single(result.Warnings));
    }

    [Fact]
    public void Strict_refuses_what_Prometheus_accepts()
    {
        using var sloppy = new MetricsTarget("# TYPE a counter\na 1\n# TYPE a counter\na{b=\"c\"} 2\n");

        _session.Run($"Invoke-MetricsScrape sloppy:{sloppy.Port}").ThrowIfFailed();
        Assert.StartsWith("PageRefused,", _session.Run($"Invoke-MetricsScrape sloppy:{sloppy.Port} -Strict").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web", "TargetInvalid", "\"web\" has no port.", "Give a URL, or write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("web:0", "TargetInvalid", "\"web:0\" has a port out of range.", "Give a URL, or write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("web:70000", "TargetInvalid", "\"web:70000\" has a port out of range.", "Give a URL, or write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("ftp://web/", "UrlNotSupported", "ftp://web/ is not a URL that can be scraped.", "Give a URL that begins with http:// or https://, or <container>:<port>.")]
    [InlineData("http://", "UrlNotSupported", "http:// is not a URL that can be scraped.", "Give a URL that begins with http:// or https://, or <container>:<port>.")]
    public void What_is_no_target_is_an_error(string target, string id, string message, string remedy)
    {
        var error = _session.Run($"Invoke-MetricsScrape {target}").Error;

        Assert.Equal($"{id},PromMultiplexer.Commands.InvokeMetricsScrapeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject);
        Assert.Equal(message, error.ToString());
        Assert.Equal(remedy, error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("10.1.2.3:{0}", "http://localhost:{0}/metrics", "http://10.1.2.3:{0}/metrics")]
    [InlineData("@{{ '192.0.2.1' = '{0}/a?b=c' }}", "http://localhost:{0}/a?b=c", "http://192.0.2.1:{0}/a?b=c")]
    public void The_address_of_another_machine_is_not_taken_for_a_container(string target, string url, string urlOfHost)
    {
        var error = _session.Run($"Invoke-MetricsScrape {string.Format(target, _web.Port)}").Error;
        var name = new Uri(string.Format(urlOfHost, _web.Port)).Host;

        Assert.Equal("ContainerIsAddress,PromMultiplexer.Commands.InvokeMetricsScrapeCommand", error.FullyQualifiedErrorId);
        Assert.Equal($"{name} is the address of a machine; as the name of a container of this Pod it would stand for {string.Format(url, _web.Port)}.", error.ToString());
        Assert.Equal(name, error.TargetObject);
        Assert.Equal($"Give the URL: {string.Format(urlOfHost, _web.Port)}", error.ErrorDetails.RecommendedAction);
        Assert.Equal(0, _web.RequestCount);
    }

    [Fact]
    public void A_container_can_be_called_like_a_host_or_the_loopback_address()
    {
        string[] names = ["127.0.0.1", "db.example.com", "a..b", "1.2.3.400"];

        Assert.Equal(names, _session.Run($"(Invoke-MetricsScrape {string.Join(',', names.Select(name => $"{name}:{_web.Port}"))} | Where-Object Name -EQ up).Container").Text);
        Assert.Equal(
            $"db.example.com is taken for a container of this Pod, at http://localhost:{_web.Port}/metrics. A host is given as a URL.",
            _session.Run($"Invoke-MetricsScrape db.example.com:{_web.Port} -Verbose").Verbose[0]);
    }

    [Theory]
    [InlineData("http://user:s3cret@localhost:1/nope", "UrlHasUser", "http://localhost:1/nope")]
    [InlineData("http://s3cret@localhost:1/nope", "UrlHasUser", "http://localhost:1/nope")]
    [InlineData("ftp://user:s3cret@localhost/", "UrlHasUser", "ftp://localhost/")]
    [InlineData("http://user:s3cret/@x@localhost:1/", "UrlNotSupported", "http://…@localhost:1/")]
    public void A_password_in_a_URL_is_refused_and_not_shown(string url, string id, string shown)
    {
        var result = _session.Run($"Invoke-MetricsScrape {url} -Verbose");

        Assert.StartsWith($"{id},", result.Error.FullyQualifiedErrorId);
        Assert.Equal(shown, result.Error.TargetObject.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("s3cret", $"{result.Error}{result.Error.ErrorDetails.RecommendedAction}{result.Error.Exception}{string.Concat(result.Verbose)}");
    }

    [Fact]
    public async Task Many_are_scraped_at_a_time_and_answered_in_their_order()
    {
        // The first answers only when the last has been asked.
        using var last = new MetricsTarget("last 1\n");
        using var first = MetricsTarget.After(last.Requested, "first 1\n");
        var result = await Task.Run(() => _session.Run($"(Invoke-MetricsScrape first:{first.Port}, gone:{MetricsTarget.FreePort()}, nowhere, last:{last.Port}).Name"));

        Assert.Equal(["first", "last"], result.Output.Select(name => name.BaseObject));
        Assert.Equal(["ScrapeRefused", "TargetInvalid"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void No_more_are_scraped_at_a_time_than_allowed()
    {
        using var last = new MetricsTarget("last 1\n");
        using var first = MetricsTarget.After(last.Requested, "first 1\n");
        var result = _session.Run($"(Invoke-MetricsScrape first:{first.Port}, last:{last.Port} -ThrottleLimit 1 -TimeoutSec 0.2).Name");

        Assert.Equal("last", Assert.Single(result.Output).BaseObject);
        Assert.StartsWith("ScrapeTimeout,", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void How_far_it_is_is_told_where_there_are_several()
    {
        Assert.Equal(
            ["0 of 3 targets", "1 of 3 targets", "2 of 3 targets", "Done"],
            _session.Run($"Invoke-MetricsScrape web:{_web.Port}, web2:{_web.Port}, web3:{_web.Port}").Progress);
        Assert.Empty(_session.Run($"Invoke-MetricsScrape web:{_web.Port}").Progress);
    }

    [Fact]
    public void What_it_does_can_be_followed() => Assert.Equal(
        [$"Scraping http://localhost:{_web.Port}/metrics.", $"http://localhost:{_web.Port}/metrics answered {Page.Length} bytes: text/plain; version=0.0.4; charset=utf-8"],
        _session.Run($"Invoke-MetricsScrape web:{_web.Port} -Verbose").Verbose);

    [Fact]
    public void Whoever_has_had_enough_does_not_wait_for_the_rest()
    {
        using var hanging = MetricsTarget.Hanging();
        var script = $"try {{ Invoke-MetricsScrape web:{_web.Port}, hanging:{hanging.Port} -TimeoutSec 3600 | ForEach-Object {{ throw 'enough' }} }} catch {{ \"$_\" }}";

        Assert.Equal("enough", _session.Run(script).Single.BaseObject);
    }

    [Fact]
    public void Answers_know_where_and_when_they_are_from()
    {
        var family = _session.Run($"Invoke-MetricsScrape @{{ shop = {_web.Port} }}").Output[0];

        Assert.Equal("shop", family.Properties["Container"].Value);
        Assert.Equal(new Uri($"http://localhost:{_web.Port}/metrics"), family.Properties["Url"].Value);
        Assert.InRange((DateTimeOffset)family.Properties["ScrapeTime"].Value, DateTimeOffset.Now.AddMinutes(-5), DateTimeOffset.Now);
        Assert.Equal("shop", _session.Run($"(Invoke-MetricsScrape http://127.0.0.1:{_web.Port}/metrics -ContainerName shop -Raw).Container").Single.BaseObject);
    }

    [Fact]
    public void The_containers_of_a_multiplexer_can_be_scraped()
    {
        var names = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer shop:{_web.Port} -ExportTo {MetricsTarget.FreePort()}
            ($multiplexer.Containers | Invoke-MetricsScrape -Raw).Container
            $multiplexer | Stop-MetricsMultiplexer
            """).Text;

        Assert.Equal(["shop"], names);
    }

    [Theory]
    [InlineData("OpenMetrics, Text", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.4")]
    [InlineData("PrometheusText0.0.4", "text/plain;version=0.0.4;q=0.6,*/*;q=0.5")]
    public async Task The_formats_to_ask_for_can_be_chosen(string protocols, string accept)
    {
        _session.Run($"Invoke-MetricsScrape web:{_web.Port} -Protocol {protocols}").ThrowIfFailed();

        Assert.Contains($"\r\nAccept: {accept}\r\n", await _web.Requested);
    }

    [Fact]
    public void Protobuf_is_read_and_kept_as_bytes()
    {
        const string Message = "\u000a\u0001a\u0018\u0001\u0022\u000b\u0012\u0009\u0009\0\0\0\0\0\0\u0008\u0040";
        using var target = MetricsTarget.Raw(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited\r\nContent-Length: {Message.Length + 1}\r\n\r\n{(char)Message.Length}{Message}");

        Assert.Equal(["a 3"], _session.Run($"Invoke-MetricsScrape web:{target.Port} -Protocol Protobuf | Select-MetricSample").Text);
        Assert.Equal(Message.Length + 1, Assert.IsType<byte[]>(_session.Run($"Invoke-MetricsScrape web:{target.Port} -Raw").Single.BaseObject).Length);
        Assert.Equal(["a 3"], _session.Run($"Invoke-MetricsScrape web:{target.Port} -Raw | Select-MetricSample").Text);
    }

    [Fact]
    public async Task Headers_and_secrets_are_sent()
    {
        _session.Run($$"""
            $password = [securestring]::new()
            'se"cret'.ToCharArray().ForEach{ $password.AppendChar($_) }
            Invoke-MetricsScrape web:{{_web.Port}} -Header @{ 'X-Scope-OrgID' = 7; 'User-Agent' = 'me' } -Credential ([pscredential]::new('ann', $password))
            """).ThrowIfFailed();
        var head = await _web.Requested;

        Assert.Contains("\r\nX-Scope-OrgID: 7\r\n", head);
        Assert.Contains("\r\nUser-Agent: me\r\n", head);
        Assert.Contains($"\r\nAuthorization: Basic {Convert.ToBase64String("ann:se\"cret"u8)}\r\n", head);
    }

    [Fact]
    public async Task A_token_is_sent()
    {
        _session.Run($"$token = [securestring]::new(); $token.AppendChar('t'); Invoke-MetricsScrape web:{_web.Port} -Token $token").ThrowIfFailed();

        Assert.Contains("\r\nAuthorization: Bearer t\r\n", await _web.Requested);
    }

    [Fact]
    public void A_secret_does_not_go_over_the_network_for_all_to_read()
    {
        var error = _session.Run("Invoke-MetricsScrape http://192.0.2.1/metrics -Token ([securestring]::new())").Error;

        Assert.Equal("AuthenticationUnencrypted,PromMultiplexer.Commands.InvokeMetricsScrapeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.SecurityError, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_certificate_that_nobody_knows_is_taken_only_when_told_so()
    {
        using var secure = MetricsTarget.Tls("up 1\n");
        var refused = _session.Run($"Invoke-MetricsScrape https://localhost:{secure.Port}/metrics").Error;

        Assert.StartsWith("ScrapeTls,", refused.FullyQualifiedErrorId);
        Assert.EndsWith(": no TLS connection could be made.", refused.ToString());
        Assert.Equal("up 1\n", _session.Run($"Invoke-MetricsScrape https://localhost:{secure.Port}/metrics -SkipCertificateCheck -Raw").Single.BaseObject);
    }

    [Theory]
    [InlineData("-Header @{ 'a b' = 1 }", "HeaderInvalid", "-Header: \"a b\" is no header's name.")]
    [InlineData("-Header @{ a = \"b`r`nc: d\" }", "HeaderInvalid", "-Header: the value of \"a\" has a character that no header's value has.")]
    [InlineData("-Header @{ a = 'Zürich' }", "HeaderInvalid", "-Header: the value of \"a\" has a character that no header's value has.")]
    [InlineData("-Header @{ 'Content-Type' = 'text/plain' }", "HeaderInvalid", "-Header: \"Content-Type\" is a header of a body, and a scrape sends none.")]
    [InlineData("-Header @{ 'content-length' = 0 }", "HeaderInvalid", "-Header: \"content-length\" is a header of a body, and a scrape sends none.")]
    [InlineData("-Header @{ Expires = 0 }", "HeaderInvalid", "-Header: \"Expires\" is a header of a body, and a scrape sends none.")]
    [InlineData("-Header @{ 'Transfer-Encoding' = 'chunked' }", "HeaderInvalid", "-Header: \"Transfer-Encoding\" is a header of the connection, which says it by itself.")]
    [InlineData("-Token ([Net.NetworkCredential]::new('', 'Zürich').SecurePassword)", "HeaderInvalid", "-Token: the value of \"Authorization\" has a character that no header's value has.")]
    [InlineData("-Token ([securestring]::new()) -Credential ([pscredential]::new('ann', [securestring]::new()))", "LoginConflict", "-Credential and -Token were both given: a request has only one login.")]
    [InlineData("-Token ([securestring]::new()) -Header @{ authorization = 'Basic YQ==' }", "LoginConflict", "-Token and -Header with authorization were both given: ")]
    [InlineData("-Credential ([pscredential]::new('ann', [securestring]::new())) -Header @{ Authorization = 'Basic YQ==' }", "LoginConflict", "-Credential and -Header with Authorization were both given: ")]
    [InlineData("-Protocol Text, Text", "ProtocolInvalid", "-Protocol: the scrape protocol \"PrometheusText0.0.4\" is given twice: name each of ")]
    [InlineData("-Protocol ProtobufText", "ProtocolInvalid", "-Protocol: the scrape protocol \"ProtobufText\" is unknown: valid are ")]
    public void Parameters_that_cannot_be_end_the_pipeline(string parameters, string id, string message)
    {
        var result = _session.Run($"Invoke-MetricsScrape web:{_web.Port} {parameters}");

        Assert.StartsWith($"{id},", result.Error.FullyQualifiedErrorId);
        Assert.StartsWith(message, result.Error.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(0, _web.RequestCount);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_scrape_that_hangs_at_once()
    {
        using var hanging = MetricsTarget.Hanging();
        using var scraping = _session.Begin($"Invoke-MetricsScrape web:{hanging.Port} -TimeoutSec 3600");
        await hanging.Requested;

        Assert.InRange(await scraping.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(PSInvocationState.Stopped, await scraping.EndAsync());
    }

    private static void AssertScrapeError(ErrorRecord error, string id, string reason, ErrorCategory category, string url, string text)
    {
        Assert.Equal($"{id},PromMultiplexer.Commands.InvokeMetricsScrapeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(new Uri(url), error.TargetObject);
        Assert.Equal($"{url} was not scraped: {text}.", error.ToString());
        Assert.Equal(reason, ((dynamic)error.Exception).Reason);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    private static async Task<string> AnswerOnceAsync(Socket listener)
    {
        using var connection = await listener.AcceptAsync();
        var request = new byte[4096];
        var length = await connection.ReceiveAsync(request);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\na 1\n"u8.ToArray());
        return Encoding.ASCII.GetString(request, 0, length);
    }
}
