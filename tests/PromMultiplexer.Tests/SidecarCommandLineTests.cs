using System.Management.Automation;
using System.Text.Json;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

/// <summary>The entry script's command line, by the same table as the executable's.</summary>
public sealed class SidecarCommandLineTests : IDisposable
{
    private static readonly Dictionary<string, JsonElement> Rows = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Checkout.Root, "tests", "flags.json"))).RootElement.EnumerateArray()
        .ToDictionary(row => row.GetProperty("about").GetString()!);

    private readonly ModuleSession _session = new();

    public static TheoryData<string> WithOptions => [.. Rows.Keys.Where(about => Rows[about].TryGetProperty("options", out _))];

    public static TheoryData<string> WithError => [.. Rows.Keys.Where(about => Rows[about].TryGetProperty("error", out _))];

    public static TheoryData<string> WithStdout => [.. Rows.Keys.Where(about => Rows[about].TryGetProperty("stdout", out _))];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void Flags_become_parameters_that_the_cmdlet_takes(string about)
    {
        var request = Read(about);

        Assert.Null(request.Properties["ExitCode"].Value);
        Assert.Equal(Rows[about].TryGetProperty("warnings", out var warnings) ? warnings.GetArrayLength() : 0, Lines(request).Length);
        Assert.All(Lines(request), line => Assert.Contains("level=warn msg=\"check the flags\" detail=", line, StringComparison.Ordinal));
        _session.Run("$parameters = $input.Parameters; Start-MetricsMultiplexer @parameters -WhatIf", request).ThrowIfFailed();
    }

    [Theory]
    [MemberData(nameof(WithError))]
    public void Bad_flags_are_one_line_and_exit_code_2(string about)
    {
        var request = Read(about);

        Assert.Equal(2, request.Properties["ExitCode"].Value);
        Assert.Equal(Rows[about].GetProperty("error").GetString() + Environment.NewLine, request.Properties["ErrorOutput"].Value);
        Assert.Equal("", request.Properties["Output"].Value);
    }

    [Theory]
    [MemberData(nameof(WithStdout))]
    public void Questions_are_answered_with_exit_code_0(string about)
    {
        var request = Read(about);

        Assert.Equal(0, request.Properties["ExitCode"].Value);
        Assert.Equal("", request.Properties["ErrorOutput"].Value);
        Assert.Contains("metrics-multiplexer-sidecar", (string)request.Properties["Output"].Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "-m", "web:8080" }, "ContainerToPortMap=web:8080 ListenAddress=*")]
    [InlineData(new[] { "-m", "a:1", "--listen_address=::1", "-mb:2", "-e", "1", "-e9" }, "ContainerToPortMap=a:1+b:2 ExportTo=9 ListenAddress=::1")]
    [InlineData(new[] { "-m=a:1", "--strict", "-x=" }, "ContainerToPortMap=a:1 ExcludeContainer= ListenAddress=* Strict=True")]
    [InlineData(new[] { "-m=a:1", "--strict=false", "--body_size_limit=1Mi" }, "BodySizeLimit=1Mi ContainerToPortMap=a:1 ListenAddress=* Strict=False")]
    public void Flags_become_parameters(string[] arguments, string expected)
    {
        var parameters = _session.Run("""
            $parameters = [PromMultiplexer.SidecarCommandLine]::Read([string[]]@($input)).Parameters
            $parameters.Keys | ForEach-Object { "$_=$($parameters[$_] -join '+')" }
            """, arguments);

        Assert.Equal(expected.Split(' '), parameters.Text.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Environment_variables_become_parameters()
    {
        // In a process of its own they are the process's; here nobody else may see them.
        var parameters = _session.Run("""
            $env:MULTIPLEXER_EXPORT_TO = '9100'
            $env:MULTIPLEXER_CONTAINER_TO_PORT_MAP = 'a:1/x, b:2'
            try {
                $parameters = [PromMultiplexer.SidecarCommandLine]::Read([string[]]@('--export_to=9')).Parameters
            }
            finally {
                $env:MULTIPLEXER_EXPORT_TO = $env:MULTIPLEXER_CONTAINER_TO_PORT_MAP = $null
            }
            $parameters.Keys | ForEach-Object { "$_=$($parameters[$_] -join '+')" }
            """);

        Assert.Equal(["ContainerToPortMap=a:1/x+b:2", "ExportTo=9", "ListenAddress=*"], parameters.Text.Order(StringComparer.Ordinal));
    }

    private static string[] Lines(PSObject request) =>
        ((string)request.Properties["ErrorOutput"].Value).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private PSObject Read(string about)
    {
        object[] arguments = [.. Rows[about].GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
        return _session.Run("[PromMultiplexer.SidecarCommandLine]::Read([string[]]@($input))", arguments).Single;
    }
}
