using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Rules for samples: what files say of them, what is refused in it, and how changes are followed.</summary>
public sealed class RelabelFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_words_are_those_of_Prometheus()
    {
        var rules = Rules("""
            metric_relabel_configs:
            - source_labels: [__name__, a]
              separator: ''
              regex: (.*)x
              target_label: b_$1
              replacement: ''
            - {action: HashMod, source_labels: [a], target_label: c, modulus: 18446744073709551615}
            - action: labeldrop
              regex: tmp_.*
            """);

        Assert.Equal(
            [
                new() { SourceLabels = ["__name__", "a"], Separator = "", Pattern = Pattern("(.*)x"), TargetLabel = "b_$1", Replacement = "" },
                new() { Action = RelabelAction.HashMod, SourceLabels = ["a"], TargetLabel = "c", Modulus = ulong.MaxValue },
                new() { Action = RelabelAction.LabelDrop, Pattern = Pattern("tmp_.*") },
            ],
            rules);
    }

    [Fact]
    public void The_defaults_are_those_of_Prometheus() =>
        Assert.Equal([new RelabelRule { TargetLabel = "a" }], Rules("metric_relabel_configs: [{target_label: a}]"));

    [Theory]
    [InlineData("")]
    [InlineData("metric_relabel_configs:")]
    [InlineData("metric_relabel_configs: []")]
    public void There_can_be_no_rules(string text) => Assert.Empty(Rules(text));

    [Theory]
    [InlineData("relabel_configs: []", "1:1: \"relabel_configs\" is no key here; the keys are metric_relabel_configs")]
    [InlineData("metric_relabel_configs: {a: b}", "1:25: metric_relabel_configs: is a mapping; write a list, one item a line, each behind a dash")]
    [InlineData("metric_relabel_configs:\n- action: erase", "2:11: action: \"erase\" is none of the choices; give replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase or uppercase")]
    [InlineData("metric_relabel_configs:\n- {regexp: a}", "2:4: \"regexp\" is no key here; did you mean regex?")]
    [InlineData("metric_relabel_configs:\n- {action: drop, regex: 'a('}", "2:25: regex: \"a(\" is no regular expression: a parenthesis is opened and never closed; write it in RE2's syntax, for the whole value")]
    [InlineData("metric_relabel_configs:\n- {action: hashmod, modulus: -1}", "2:30: modulus: \"-1\" is no whole number; give a number above 0")]
    [InlineData("metric_relabel_configs:\n- {source_labels: a, action: drop}", "2:19: source_labels: is one value; write a list, one item a line, each behind a dash")]
    [InlineData(
        "metric_relabel_configs:\n- {action: hashmod, target_label: a}",
        "2:3: metric_relabel_configs: is a rule that Prometheus refuses: relabel configuration for hashmod requires non-zero modulus; write it as in Prometheus' own configuration")]
    public void What_is_wrong_has_its_line_and_a_remedy(string text, string expected)
    {
        var path = _folder.Write("rules.yaml", text);

        Assert.Equal($"{path}:{expected}", Refused("-m", "web:8080", $"--metric_relabel_file={path}"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Equal(
        $"--metric_relabel_file: \"{_folder["none.yaml"]}\" is not there; check the path and who may read it",
        Refused("-m", "web:8080", $"--metric_relabel_file={_folder["none.yaml"]}"));

    [Fact]
    public void The_configuration_file_has_rules_itself_for_all_and_for_one()
    {
        var options = Read(
            "--config_file",
            _folder.Write("config.yaml", """
                metric_deny: [go_.*]
                metric_relabel_configs: [{regex: a, action: labeldrop}]
                containers:
                - {name: web, port: 1}
                - {name: db, port: 2, metric_allow: pg_.*, metric_deny: [], metric_relabel_configs: [{regex: b, action: labeldrop}]}
                """));

        Assert.Equal(new ExpositionFilter { Deny = [Pattern("go_.*")], Rules = [Drop("a")] }, options.Targets[0].Filter.Over(options.Filter));
        Assert.Equal(new ExpositionFilter { Allow = [Pattern("pg_.*")], Rules = [Drop("b")] }, options.Targets[1].Filter.Over(options.Filter));
    }

    [Fact]
    public void A_flag_takes_the_place_of_the_rules_in_the_configuration_file()
    {
        var rules = _folder.Write("rules.yaml", "metric_relabel_configs: [{regex: b, action: labeldrop}]");
        var config = _folder.Write("config.yaml", "metric_relabel_configs: [{regex: a, action: labeldrop}]");

        Assert.Equal([Drop("b")], Read("-m", "web:8080", $"--config_file={config}", $"--metric_relabel_file={rules}").Filter.Rules);
    }

    [Fact]
    public void The_configuration_file_names_the_file_from_where_it_is_itself()
    {
        _folder.Write("rules.yaml", "metric_relabel_configs: [{regex: b, action: labeldrop}]");

        Assert.Equal([Drop("b")], Read("-m", "web:8080", $"--config_file={_folder.Write("config.yaml", "metric_relabel_file: rules.yaml")}").Filter.Rules);
    }

    [Fact]
    public void Rules_in_two_places_of_one_file_are_refused()
    {
        var config = _folder.Write("config.yaml", "metric_relabel_file: rules.yaml\nmetric_relabel_configs: []");

        Assert.Equal(
            $"{config}:2:25: metric_relabel_configs: is here, and so is another key for rules; write one of metric_relabel_configs and metric_relabel_file",
            Refused("-m", "web:8080", $"--config_file={config}"));
    }

    [Fact]
    public void Containers_with_the_same_rules_are_equal_and_others_are_not()
    {
        static Target With(string label) => new("web", 1) { Filter = new TargetFilter { Rules = [Drop(label)] } };

        Assert.Equal(With("a"), With("a"));
        Assert.NotEqual(With("a"), With("b"));
        Assert.NotEqual(new Target("web", 1), new Target("web", 1) { Filter = new TargetFilter { Rules = [] } });
    }

    [Fact]
    public async Task Changes_are_followed_and_a_bad_file_keeps_the_rules_before()
    {
        await using var web = FakeContainer.Serving("a{x=\"1\",y=\"2\"} 1\n");
        var path = _folder.Write("rules.yaml", "metric_relabel_configs: [{regex: x, action: labeldrop}]");
        var source = new OptionsSource(
            [new(Flags.MetricRelabelFile, path), new(Flags.ContainerToPortMap, $"web:{web.Port}"), new(Flags.ReloadInterval, "1")],
            Rig.Options with { ScrapeInterval = Rig.Never });
        await using var rig = await Rig.StartAsync(source);
        Assert.Equal("# TYPE a untyped\na{y=\"2\",container=\"web\"} 1\n", await rig.GetContainersPageAsync());

        _folder.Write("rules.yaml", "metric_relabel_configs: [{regex: y, action: labeldrop}]");
        await rig.Log.WaitFor("changed");
        Assert.Equal("# TYPE a untyped\na{x=\"1\",container=\"web\"} 1\n", await rig.GetContainersPageAsync());

        _folder.Write("rules.yaml", "metric_relabel_configs: [{regex: y, action: erase}]");
        await rig.Log.WaitFor("the configuration is refused, and the one before stays");
        Assert.Equal("# TYPE a untyped\na{x=\"1\",container=\"web\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(0, await rig.GetValueAsync("multiplexer_config_last_reload_successful"));
    }

    [Fact]
    public async Task Each_container_goes_by_its_own_rules()
    {
        await using var web = FakeContainer.Serving("a{x=\"1\"} 1\nb 2\n");
        await using var db = FakeContainer.Serving("a{x=\"1\"} 3\nb 4\n");
        await using var rig = await Rig.StartAsync(Rig.Options with
        {
            Filter = new ExpositionFilter { Rules = [Drop("x")] },
            Targets = [new("web", web.Port), new("db", db.Port) { Filter = new TargetFilter { Deny = [Pattern("b")], Rules = [] } }],
        });

        Assert.Equal(
            "# TYPE a untyped\na{container=\"web\"} 1\na{x=\"1\",container=\"db\"} 3\n# TYPE b untyped\nb{container=\"web\"} 2\n",
            await rig.GetContainersPageAsync());
    }

    [Theory]
    [InlineData("x", false)]
    [InlineData(null, true)]
    public async Task With_rules_for_labels_nobody_is_asked_for_protobuf(string? dropped, bool isAsked)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with
        {
            ScrapeProtocols = ScrapeAccept.ProtobufFirst,
            Targets = [new("web", web.Port) { Filter = new TargetFilter { Rules = dropped is null ? [] : [Drop(dropped)] } }],
        });
        await rig.GetPageAsync();

        Assert.Equal((isAsked ? ScrapeAccept.ProtobufFirst : ScrapeAccept.Default).Header, web.Requests.First().Headers["Accept"]);
    }

    private static RelabelRule Drop(string label) => new() { Action = RelabelAction.LabelDrop, Pattern = Pattern(label) };

    private static Re2Pattern Pattern(string text) => Re2Pattern.TryParse(text, out var pattern, out _) ? pattern : throw new ArgumentException(text);

    private static string? Refused(params string[] args) => CommandLine.Read(args).Problem?.ToString();

    private static MultiplexerOptions Read(params string[] args)
    {
        var reading = CommandLine.Read(args);
        Assert.Null(reading.Problem?.ToString());
        return reading.Options!;
    }

    private IReadOnlyList<RelabelRule> Rules(string text) =>
        Read("-m", "web:8080", $"--metric_relabel_file={_folder.Write("rules.yaml", text)}").Filter.Rules;
}
