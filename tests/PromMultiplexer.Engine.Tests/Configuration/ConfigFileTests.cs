namespace PromMultiplexer.Engine.Tests;

/// <summary>What the configuration file says, and what is refused in it, word for word.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_says_what_flags_say()
    {
        var options = Read("""
            # all that is not about one container
            endpoint: /stats
            export_to: 9100
            listen_address: "::1"
            container_label: pod
            scrape_interval: 1000
            scrape_timeout: '2000'
            stale_for: 3000
            body_size_limit: 4Ki
            strict: true
            exclude_containers: [db, cache]
            container_to_port_map:
            - web:8080
            - vault:8200/v1/sys/metrics?format=prometheus,x
            - db:9187
            log_level: debug
            scrape_protocols: [OpenMetricsText1.0.0, PrometheusText0.0.4]
            """);

        Assert.Equal("/stats", options.Endpoint);
        Assert.Equal(9100, options.ExportTo);
        Assert.Equal("::1", options.ListenAddress);
        Assert.Equal("pod", options.ContainerLabel);
        Assert.Equal(TimeSpan.FromSeconds(1), options.ScrapeInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), options.ScrapeTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), options.StaleFor);
        Assert.Equal(4096, options.BodySizeLimit);
        Assert.Equal(Exposition.ReadMode.Strict, options.ReadMode);
        Assert.Equal(["db", "cache"], options.ExcludedContainers);
        Assert.Equal([new("web", 8080), new("vault", 8200, "/v1/sys/metrics?format=prometheus,x")], options.Targets);
        Assert.Equal(LogLevel.Debug, options.LogLevel);
        Assert.Equal("OpenMetricsText1.0.0, PrometheusText0.0.4", Flags.ScrapeProtocols.ValueIn(options));
    }

    [Fact]
    public void It_says_more_of_containers()
    {
        var options = Read("""
            container_to_port_map: web:8080
            containers:
            - name: shop
              port: 8443
              host: shop.example
              path: /stats/prometheus
              query: format=prometheus
              scrape_timeout: 1500
              headers: {X-Scope-OrgID: "7", X-Empty: ""}
            - {name: db, port: 9187, host: localhost}
            """);

        var shop = options.Targets[1];
        Assert.Equal(["web", "shop", "db"], options.Targets.Select(target => target.Container));
        Assert.Equal("http://shop.example:8443/stats/prometheus?format=prometheus", shop.UrlWith("/metrics").OriginalString);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), shop.ScrapeTimeout);
        Assert.Equal([new("X-Scope-OrgID", "7"), new("X-Empty", "")], shop.Headers);
        Assert.Equal(new Target("db", 9187), options.Targets[2]);
    }

    [Fact]
    public void Two_readings_of_one_file_are_equal()
    {
        const string Text = "containers: [{name: a, port: 1, headers: {X-A: b}, query: c=d}]";

        Assert.Equal(Read(Text).Targets, Read("# moved\n\n" + Text).Targets);
    }

    [Theory]
    [InlineData("a: 1", "{0}:1:1: \"a\" is no key here; the keys are ")]
    [InlineData("\nexport_too: 1", "{0}:2:1: \"export_too\" is no key here; did you mean export_to?")]
    [InlineData("config_file: x", "{0}:1:1: \"config_file\" is no key here; ")]
    [InlineData("help: true", "{0}:1:1: \"help\" is no key here; ")]
    public void Unknown_keys(string text, string expected) =>
        Assert.StartsWith(string.Format(null, expected, Write(text)), Refused(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("export_to: 1\nexport_to: 2", "2:1: \"export_to\" is here twice; give each key once")]
    [InlineData("export_to: 70000", "1:12: export_to: \"70000\" is no port; give a number from 1 to 65535")]
    [InlineData("export_to: [1]", "1:12: export_to: is a list; give one value")]
    [InlineData("export_to: {a: 1}", "1:12: export_to: is a mapping; give one value")]
    [InlineData("export_to:", "1:11: export_to: has no value; give one, or leave the key out")]
    [InlineData("export_to: ~", "1:12: export_to: has no value; give one, or leave the key out")]
    [InlineData("export_to: ''", "1:12: export_to: \"\" is no port; give a number from 1 to 65535")]
    [InlineData("scrape_protocols: [[a]]", "1:20: scrape_protocols: is a list; give one value")]
    [InlineData("strict: 'yes'", "1:9: strict: \"yes\" is neither true nor false; give one of the two, or no value for true")]
    [InlineData("exclude_containers: {a: b}", "1:21: exclude_containers: is a mapping; write a list, one item a line, each behind a dash")]
    [InlineData("exclude_containers: [a, [b]]", "1:25: exclude_containers: is a list; give one value")]
    [InlineData("exclude_containers: [a, 'b c']", "1:25: exclude_containers: \"b c\" is no container name; use letters, digits, dots, underscores and dashes")]
    [InlineData("container_to_port_map: [web]", "1:25: container_to_port_map: \"web\" has no port; write <container>:<port>, the port a number from 1 to 65535")]
    [InlineData("container_label: __name__", "1:18: container_label: \"__name__\" is a label that means something else to Prometheus; give another name, such as container")]
    [InlineData("[a]", "1:1: is a list; write a mapping, one key and its value a line")]
    [InlineData("just words", "1:1: is one value; write a mapping, one key and its value a line")]
    [InlineData("containers: web", "1:13: containers: is one value; write a list, one item a line, each behind a dash")]
    [InlineData("containers: [web]", "1:14: containers: is one value; write a mapping, one key and its value a line")]
    [InlineData("containers: [{port: 1}]", "1:14: containers: has no name; write name: and the container's name")]
    [InlineData("containers: [{name: a}]", "1:14: containers: \"a\" has no port; write port: and a number from 1 to 65535")]
    [InlineData("containers: [{name: a b, port: 1}]", "1:21: name: \"a b\" is no container name; use letters, digits, dots, underscores and dashes")]
    [InlineData("containers: [{name: a, port: x}]", "1:30: port: \"x\" is no port; give a number from 1 to 65535")]
    [InlineData("containers: [{name: a, prot: 1}]", "1:24: \"prot\" is no key here; did you mean port?")]
    [InlineData("containers: [{name: a, port: 1, host: 'http://b'}]", "1:39: host: \"http://b\" is no host; give a name or an IP address, without scheme, port and brackets")]
    [InlineData("containers: [{name: a, port: 1, path: x}]", "1:39: path: \"x\" does not begin with /; give a path such as /metrics")]
    [InlineData("containers: [{name: a, port: 1, path: '/a b'}]", "1:39: path: \"/a b\" has a path with a character that no URL has; write it escaped, as in %20")]
    [InlineData("containers: [{name: a, port: 1, query: '?a=b'}]", "1:40: query: \"?a=b\" begins with a question mark; leave that out, as in format=prometheus")]
    [InlineData("containers: [{name: a, port: 1, path: /a?b, query: c}]", "1:14: containers: \"a\" has a query in its path and one apart; write one of the two")]
    [InlineData("containers: [{name: a, port: 1, scrape_timeout: 0}]", "1:49: scrape_timeout: \"0\" is too small; give milliseconds, a number from 1 to 2147483647")]
    [InlineData("containers: [{name: a, port: 1, headers: [b]}]", "1:42: headers: is a list; write a mapping, one key and its value a line")]
    [InlineData("containers: [{name: a, port: 1, headers: {'b c': d}}]", "1:43: \"b c\" is no header's name; use letters, digits and dashes")]
    [InlineData("containers: [{name: a, port: 1, headers: {host: d}}]", "1:43: \"host\" is a header that every scrape has by itself; leave it out")]
    [InlineData("containers: [{name: a, port: 1, headers: {X-A: b, x-a: c}}]", "1:51: \"x-a\" is here twice, in whatever case; give each header once")]
    [InlineData("containers: [{name: a, port: 1, headers: {Expires: '0'}}]", "1:43: \"Expires\" is a header of a body, and a scrape sends none; leave it out")]
    [InlineData("containers: [{name: a, port: 1, headers: {content-language: de}}]", "1:43: \"content-language\" is a header of a body, and a scrape sends none; leave it out")]
    [InlineData("containers: [{name: a, port: 1, headers: {Upgrade: h2c}}]", "1:43: \"Upgrade\" is a header of the connection, which says it by itself; leave it out")]
    [InlineData("containers: [{name: a, port: 1, headers: {X-A: \"s3cret\\n\"}}]", "1:48: X-A: has a character that no header's value has; use printable ASCII, in one line")]
    [InlineData("containers:\n- {name: a, port: 1}\n- {name: a, port: 2}", "3:3: containers: \"a\" is named twice; give each container once, under a name of its own")]
    [InlineData(
        "containers:\n- {name: a, port: 13434}",
        "2:3: containers: \"a:13434\" is the multiplexer's own port; give the container's port, or choose another with --export_to")]
    [InlineData("a: &b 1", "1:4: is an anchor; leave it out, and write the value out wherever it is wanted")]
    [InlineData("a: *b", "1:4: is an alias; write out what it stands for")]
    [InlineData("a: !!str 1", "1:4: is a tag; leave it out")]
    [InlineData("? [a]\n: 1", "1:3: is a key with parts; write a single word for a key")]
    [InlineData("endpoint: /a\n---\nendpoint: /b", "2:1: is a second document; write one document a file")]
    [InlineData(
        "a: \"x",
        "1:4: is no YAML: While scanning a quoted scalar, found unexpected end of stream; check the indentation, the quotes and the brackets")]
    [InlineData(
        "a: 1\n b: 2",
        "2:3: is no YAML: While scanning a plain scalar value, found invalid mapping; check the indentation, the quotes and the brackets")]
    [InlineData(
        "a: [1\nb: 2",
        "1:4: is no YAML: something after this place is neither a key nor a value; check the indentation, the quotes and the brackets")]
    public void What_is_wrong_has_its_line_and_a_remedy(string text, string expected) => Assert.Equal($"{Write(text)}:{expected}", Refused(text));

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_anything() =>
        Assert.Equal($"{_folder["config.yaml"]}:1:18: is too deep; write at most 16 levels", Refused(new string('[', 500_000)));

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        var random = new Random(20);
        const string Letters = "a: -[]{}\"'\n\t#&*!|>?,%@`\0\\é\uFEFF";
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)]));
            YamlFile.Read("f", System.Text.Encoding.UTF8.GetBytes(text), out var root);
            Assert.NotNull(root);
        }
    }

    [Fact]
    public void Files_that_cannot_be_read()
    {
        var path = _folder["none.yaml"];
        Assert.Equal($"--config_file: \"{path}\" is not there; check the path and who may read it", RefusedFile(path));

        path = _folder.Path;
        Assert.Equal($"--config_file: \"{path}\" is a directory; check the path and who may read it", RefusedFile(path));

        path = _folder.Write("large.yaml", new string('#', 1024 * 1024 + 1));
        Assert.Equal($"--config_file: \"{path}\" is larger than 1 MiB; check the path and who may read it", RefusedFile(path));

        File.WriteAllBytes(path, [(byte)'a', 0xff]);
        Assert.Equal($"{path}: is not UTF-8; save it as UTF-8", RefusedFile(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("\uFEFFcontainers:\n")]
    [InlineData("---\ncontainers: []\nexclude_containers:\n...\n")]
    public void A_file_can_say_nothing(string text) =>
        Assert.Equal("--container_to_port_map: is missing; give --container_to_port_map <container>:<port>[/<path>]", Refused(text));

    // Flags, then the environment, then the file, then the default.
    [Theory]
    [InlineData("1", "2", "3", "1")]
    [InlineData(null, "2", "3", "2")]
    [InlineData(null, null, "3", "3")]
    [InlineData("1", null, "3", "1")]
    [InlineData(null, null, null, "13434")]
    public void What_counts(string? flag, string? variable, string? file, string expected)
    {
        var path = Write(file is null ? "containers: [{name: a, port: 9}]" : $"containers: [{{name: a, port: 9}}]\nexport_to: {file}");

        var reading = CommandLine.Read(
            flag is null ? [$"--config_file={path}"] : [$"--config_file={path}", "-e", flag],
            environment: name => name == "MULTIPLEXER_EXPORT_TO" ? variable : null);

        Assert.Equal(expected, Flags.ExportTo.ValueIn(reading.Options!));
    }

    [Fact]
    public void The_file_can_be_named_by_a_variable_and_its_list_gives_way_as_a_whole()
    {
        var path = Write("containers: [{name: a, port: 9}]\ncontainer_to_port_map: [b:8]\nendpoint: /stats");
        string? Variable(string name) => name == "MULTIPLEXER_CONFIG_FILE" ? path : null;

        Assert.Equal([new("a", 9), new("b", 8)], CommandLine.Read([], environment: Variable).Options!.Targets);
        Assert.Equal([new("c", 7)], CommandLine.Read(["-m", "c:7"], environment: Variable).Options!.Targets);
        Assert.Equal("/stats", CommandLine.Read(["-m", "c:7"], environment: Variable).Options!.Endpoint);
    }

    [Fact]
    public void What_a_flag_takes_the_place_of_is_checked_too() => Assert.Equal(
        $"{Write("export_to: x")}:1:12: export_to: \"x\" is no port; give a number from 1 to 65535",
        CommandLine.Read([$"--config_file={_folder["config.yaml"]}", "-e1", "-ma:2"]).Problem?.ToString());

    [Fact]
    public void A_check_tells_what_is_good()
    {
        var path = Write("containers: [{name: a, port: 9}, {name: b, port: 8, path: /x}]\nexclude_containers: [c]");

        Assert.Equal(
            """
            The configuration is good. The containers are:
              a http://localhost:9/metrics
              b http://localhost:8/x
            Warning: {0}:2:22: exclude_containers: "c" is not in --container_to_port_map; check the name, or leave it out

            """.Replace("{0}", path, StringComparison.Ordinal),
            CommandLine.Read(["--config_check", "--config_file", path]).Text);
        Assert.Equal($"{Write("export_to: x")}:1:12: export_to: \"x\" is no port; give a number from 1 to 65535", CommandLine.Read([$"--config_file={path}", "--config_check"]).Problem?.ToString());
    }

    private MultiplexerOptions Read(string text)
    {
        var reading = CommandLine.Read([$"--config_file={Write(text)}"]);
        Assert.Null(reading.Problem?.ToString());
        return reading.Options!;
    }

    private string? Refused(string text) => RefusedFile(Write(text));

    private static string? RefusedFile(string path) => CommandLine.Read([$"--config_file={path}"]).Problem?.ToString();

    private string Write(string text) => _folder.Write("config.yaml", text);
}
