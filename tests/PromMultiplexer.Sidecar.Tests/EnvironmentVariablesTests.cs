using PromMultiplexer.Engine;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>Environment variables in the place of flags.</summary>
public sealed class EnvironmentVariablesTests
{
    private static readonly string[] Web = ["-m", "web:8080"];

    public static TheoryData<string> Settings => [.. Flags.All.Where(flag => flag.ParameterName is not null).Select(flag => flag.Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Each_flag_has_its_variable(string name)
    {
        var asked = new List<string>();
        EnvironmentVariables.Read(variable =>
        {
            asked.Add(variable);
            return null;
        });

        Assert.Contains($"MULTIPLEXER_{name.ToUpperInvariant()}", asked);
        Assert.Equal(Settings.Count, asked.Count);
    }

    // What Kubernetes makes for a Service called multiplexer: MULTIPLEXER_PORT, MULTIPLEXER_SERVICE_HOST, MULTIPLEXER_PORT_80_TCP, ...
    [Theory]
    [MemberData(nameof(Settings))]
    public void No_flag_has_a_variable_that_Kubernetes_makes(string name)
    {
        Assert.NotEqual("port", name);
        Assert.False(name.StartsWith("port_", StringComparison.Ordinal));
        Assert.False(name.StartsWith("service_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EXPORT_TO", "9100", "export_to", "9100")]
    [InlineData("ENDPOINT", "/stats", "endpoint", "/stats")]
    [InlineData("STRICT", "TRUE", "strict", "true")]
    [InlineData("BODY_SIZE_LIMIT", "4Mi", "body_size_limit", "4Mi")]
    [InlineData("EXPORT_TO", "", "export_to", "13434")]
    [InlineData("PORT", "tcp://10.0.0.1:80", "export_to", "13434")]
    [InlineData("CONTAINER_TO_PORT_MAP", "web:8080,db:9187", "container_to_port_map", "web:8080,db:9187")]
    [InlineData("CONTAINER_TO_PORT_MAP", " vault:8200/v1/sys/metrics?a=b , web:8080/x,", "container_to_port_map", "vault:8200/v1/sys/metrics?a=b,web:8080/x")]
    [InlineData("CONTAINER_TO_PORT_MAP", "web:8080/a%2Cb:1", "container_to_port_map", "web:8080/a%2Cb:1")]
    [InlineData("METRIC_DENY", "b{1%2c2}, go_.*", "metric_deny", "b{1,2},go_.*")]
    public void A_variable_is_read_as_its_flag(string variable, string value, string flag, string expected)
    {
        var reading = CommandLine.Read(flag == "container_to_port_map" ? [] : Web, environment: Of((variable, value)));

        Assert.Null(reading.Problem?.ToString());
        Assert.Equal(expected, Flags.OfName(flag)!.ValueIn(reading.Options!));
    }

    [Theory]
    [InlineData("--export_to=1", "2", "1")]
    [InlineData(null, "2", "2")]
    [InlineData("--export_to=1", null, "1")]
    [InlineData(null, null, "13434")]
    [InlineData("--export_to=1", "no port", "1")]
    public void A_flag_comes_before_its_variable_and_that_before_the_default(string? flag, string? variable, string expected)
    {
        var reading = CommandLine.Read(flag is null ? Web : [.. Web, flag], environment: Of(("EXPORT_TO", variable)));

        Assert.Null(reading.Problem?.ToString());
        Assert.Equal(expected, Flags.ExportTo.ValueIn(reading.Options!));
    }

    [Fact]
    public void A_list_of_flags_takes_the_place_of_the_whole_variable()
    {
        var reading = CommandLine.Read(["-m", "a:1", "-m", "b:2"], environment: Of(("CONTAINER_TO_PORT_MAP", "c:3"), ("EXCLUDE_CONTAINERS", "a")));

        Assert.Equal([new("b", 2)], reading.Options!.Targets);
    }

    [Theory]
    [InlineData("EXPORT_TO", "70000", "MULTIPLEXER_EXPORT_TO: \"70000\" is no port; give a number from 1 to 65535")]
    [InlineData("STRICT", "yes", "MULTIPLEXER_STRICT: \"yes\" is neither true nor false; give one of the two, or no value for true")]
    [InlineData("CONTAINER_TO_PORT_MAP", "a:1,b", "MULTIPLEXER_CONTAINER_TO_PORT_MAP: \"b\" has no port; write <container>:<port>, the port a number from 1 to 65535")]
    [InlineData("CONTAINER_TO_PORT_MAP", "a:1,a:2", "MULTIPLEXER_CONTAINER_TO_PORT_MAP: \"a\" is named twice; give each container once, under a name of its own")]
    [InlineData(
        "CONTAINER_TO_PORT_MAP",
        "a:13434",
        "MULTIPLEXER_CONTAINER_TO_PORT_MAP: \"a:13434\" is the multiplexer's own port; give the container's port, or choose another with --export_to")]
    [InlineData("CONFIG_FILE", "/none", "MULTIPLEXER_CONFIG_FILE: \"/none\" is not there; check the path and who may read it")]
    [InlineData("TARGETS_FILE", "/none", "MULTIPLEXER_TARGETS_FILE: \"/none\" is not there; check the path and who may read it")]
    [InlineData("METRIC_RELABEL_FILE", "/none", "MULTIPLEXER_METRIC_RELABEL_FILE: \"/none\" is not there; check the path and who may read it")]
    [InlineData("WEB_CONFIG_FILE", "/none", "MULTIPLEXER_WEB_CONFIG_FILE: \"/none\" is not there; check the path and who may read it")]
    [InlineData("CONTAINER_TO_PORT_MAP", ",", "--container_to_port_map: is missing; give --container_to_port_map <container>:<port>[/<path>]")]
    public void What_is_wrong_names_the_variable(string variable, string value, string expected) =>
        Assert.Equal(expected, CommandLine.Read([], environment: Of(("CONTAINER_TO_PORT_MAP", "web:8080"), (variable, value))).Problem?.ToString());

    [Fact]
    public void What_is_odd_names_the_variable() => Assert.Equal(
        "MULTIPLEXER_EXCLUDE_CONTAINERS: \"db\" is not in --container_to_port_map; check the name, or leave it out",
        Assert.Single(CommandLine.Read(Web, environment: Of(("EXCLUDE_CONTAINERS", "db"))).Warnings).ToString());

    [Fact]
    public async Task The_program_takes_them()
    {
        await using var process = SidecarProcess.Start([("MULTIPLEXER_EXPORT_TO", "70000"), ("MULTIPLEXER_PORT", "tcp://10.0.0.1:80")], "-m", "web:8080");

        var (exitCode, stdout, stderr) = await process.EndAsync();

        Assert.Equal(["MULTIPLEXER_EXPORT_TO: \"70000\" is no port; give a number from 1 to 65535"], stderr);
        Assert.Equal("", stdout);
        Assert.Equal(2, exitCode);
    }

    // Of two with one name the last one counts.
    private static Func<string, string?> Of(params (string Name, string? Value)[] variables) =>
        name => variables.LastOrDefault(variable => $"MULTIPLEXER_{variable.Name}" == name).Value;
}
