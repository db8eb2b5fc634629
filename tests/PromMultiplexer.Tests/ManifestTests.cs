using System.Collections;
using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class ManifestTests : IDisposable
{
    private static readonly string[] Common = [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters];

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_module_exports_what_its_manifest_says_and_all_that_there_is()
    {
        var listed = _session.Run($"(& ([scriptblock]::Create([IO.File]::ReadAllText('{Checkout.Manifest}')))).CmdletsToExport").Text.ToArray();
        var exported = _session.Run("(Get-Module PromMultiplexer).ExportedCommands.Keys").Text.Order();
        var written = _session.Run("""
            [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'PromMultiplexer' }.GetTypes() |
                ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) } |
                ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
            """).Text.Order();

        Assert.Equal(listed, exported);
        Assert.Equal(listed, written);
    }

    [Fact]
    public void Both_manifests_say_the_same_but_for_where_the_files_are()
    {
        var staged = Path.Combine(Checkout.ModuleFolder, "PromMultiplexer.psd1");

        Assert.Equal(File.ReadAllText(Checkout.Manifest).Replace("artifacts/module/", "").Trim(), File.ReadAllText(staged).Trim());
    }

    [Fact]
    public void The_verbs_are_approved()
    {
        var approved = typeof(Cmdlet).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, IsAbstract: true, IsSealed: true } && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields())
            .Select(verb => (string)verb.GetValue(null)!)
            .ToHashSet();

        Assert.All(_session.Run("(Get-Command -Module PromMultiplexer).Verb").Text, verb => Assert.Contains(verb, approved));
    }

    [Theory]
    [InlineData("ConvertTo-LabeledMetrics", "AsObject:switch ContainerLabel:string ContainerName:string InputObject:Object[] OnLabelCollision:LabelCollision Strict:switch")]
    [InlineData("Get-MetricsMultiplexer", "Port:int[]")]
    [InlineData("Invoke-MetricsScrape", "Raw:switch Strict:switch TimeoutSec:double Uri:string[]")]
    [InlineData(
        "Start-MetricsMultiplexer",
        "BodySizeLimit:string ConfigFile:string ContainerLabel:string ContainerToPortMap:string[] DrainTimeout:int Endpoint:string ExcludeContainer:string[] "
            + "ExportTo:int FailOn:string FallbackScrapeProtocol:string HideExcerpts:switch ListenAddress:string LogFormat:string LogLevel:string "
            + "OnLabelCollision:LabelCollision OnTypeConflict:TypeConflict ReloadInterval:int "
            + "ScrapeInterval:int ScrapeProtocol:string[] ScrapeTimeout:int StaleFor:int Strict:switch TargetsFile:string Wait:switch WebConfigFile:string")]
    [InlineData("Stop-MetricsMultiplexer", "InputObject:MetricsMultiplexer[] PassThru:switch Port:int[]")]
    public void The_parameters_are_those_documented(string command, string expected)
    {
        var parameters = (IDictionary)_session.Run($"(Get-Command {command}).Parameters").Single.BaseObject;

        Assert.Equal(
            expected.Split(' '),
            parameters.Values.Cast<ParameterMetadata>().Where(parameter => !Common.Contains(parameter.Name))
                .Select(parameter => $"{parameter.Name}:{Spell(parameter.ParameterType)}").Order());
    }

    [Theory]
    [InlineData("Start-MetricsMultiplexer", true)]
    [InlineData("Stop-MetricsMultiplexer", true)]
    [InlineData("Get-MetricsMultiplexer", false)]
    [InlineData("Invoke-MetricsScrape", false)]
    [InlineData("ConvertTo-LabeledMetrics", false)]
    public void What_changes_something_can_be_asked_what_it_would_do(string command, bool expected) =>
        Assert.Equal(expected, _session.Run($"(Get-Command {command}).Parameters.ContainsKey('WhatIf')").Single.BaseObject);

    [Fact]
    public void Every_output_type_can_be_named_in_a_script() =>
        Assert.All(
            _session.Run("(Get-Command -Module PromMultiplexer).OutputType.Name").Text.Distinct(),
            name => Assert.Equal(name, _session.Run($"[{name}].FullName").Single.BaseObject));

    [Fact]
    public void Every_flag_has_its_parameter()
    {
        // The engine is reached as the cmdlets reach it, once one of them has been there.
        _session.Run("Start-MetricsMultiplexer -ContainerToPortMap web:1 -WhatIf").ThrowIfFailed();
        var ofFlags = _session.Run("""
            $context = [Runtime.Loader.AssemblyLoadContext]::All.Where{ $_.Name -eq 'PromMultiplexer' }[0]
            $engine = $context.Assemblies.Where{ $_.GetName().Name -eq 'PromMultiplexer.Engine' }[0]
            $engine.GetType('PromMultiplexer.Engine.Flags')::All.ParameterName
            """).Text.Where(name => name.Length > 0);
        var ofCommand = _session.Run("(Get-Command Start-MetricsMultiplexer).Parameters.Keys").Text;

        Assert.Equal(["Wait"], ofCommand.Except(Common).Except(ofFlags));
        Assert.Empty(ofFlags.Except(ofCommand));
    }

    private static string Spell(Type type) =>
        type == typeof(SwitchParameter) ? "switch"
        : type == typeof(string) ? "string"
        : type == typeof(string[]) ? "string[]"
        : type == typeof(int) ? "int"
        : type == typeof(int[]) ? "int[]"
        : type == typeof(double) ? "double"
        : type.Name;
}
