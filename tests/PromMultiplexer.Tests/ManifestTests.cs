using System.Collections;
using System.Management.Automation;
using System.Xml.Linq;
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
    public void The_package_for_a_gallery_says_the_same()
    {
        var package = XDocument.Load(Path.Combine(Checkout.Root, "src", "PromMultiplexer", "PromMultiplexer.nuspec")).Descendants()
            .Where(element => !element.HasElements).GroupBy(element => element.Name.LocalName).ToDictionary(group => group.Key, group => group.First().Value);
        var manifest = _session.Run($"& ([scriptblock]::Create([IO.File]::ReadAllText('{Checkout.Manifest}')))").Single;
        var said = (Hashtable)manifest.BaseObject;
        var tags = _session.Run("@($input)[0].PrivateData.PSData.Tags", manifest).Text;

        Assert.Equal(said["Description"], package["description"]);
        Assert.Equal(said["Author"], package["authors"]);
        Assert.Equal(["PSModule", "PSEdition_Core", "PSIncludes_Cmdlet", .. tags], package["tags"].Split(' '));
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
    [InlineData("Compare-Metrics", "IncludeEqual:switch InputObject:PSObject Interval:TimeSpan? ReferenceObject:PSObject Selector:string Strict:switch")]
    [InlineData("ConvertFrom-Metrics", "Format:ExpositionFormat? InputObject:PSObject LiteralPath:string[] Path:string[] Strict:switch")]
    [InlineData("ConvertTo-LabeledMetrics", "AsObject:switch ContainerLabel:string ContainerName:string InputObject:PSObject OnLabelCollision:LabelCollision Strict:switch")]
    [InlineData("ConvertTo-Metrics", "Escaping:NameEscaping? Format:ExpositionFormat InputObject:PSObject Strict:switch")]
    [InlineData("Get-MetricsMultiplexer", "Port:int[]")]
    [InlineData(
        "Invoke-MetricsScrape",
        "AllowUnencryptedAuthentication:switch ContainerName:string Credential:PSCredential Header:IDictionary Protocol:ExpositionFormat[] Raw:switch "
            + "SkipCertificateCheck:switch Strict:switch ThrottleLimit:int TimeoutSec:double Token:SecureString Uri:string[]")]
    [InlineData("Measure-Metrics", "By:MeasureBy InputObject:PSObject Strict:switch")]
    [InlineData("Merge-Metrics", "InputObject:PSObject Strict:switch")]
    [InlineData("Select-MetricSample", "AsFamily:switch InputObject:PSObject Name:string[] Selector:string Strict:switch")]
    [InlineData(
        "Start-MetricsMultiplexer",
        "BodySizeLimit:string ConfigFile:string ConnectionLimit:int ContainerLabel:string ContainerToPortMap:string[] DrainTimeout:int "
            + "Endpoint:string ExcludeContainer:string[] ExportTo:int FailOn:string FallbackScrapeProtocol:string FamilyLimit:int "
            + "HideExcerpts:switch KeepAliveTimeout:int LabelLimit:int LabelNameLengthLimit:int LabelValueLengthLimit:int LineLengthLimit:string Linger:int "
            + "ListenAddress:string LogFormat:string LogLevel:string MetricAllow:string[] MetricDeny:string[] MetricRelabelFile:string MinResponseRate:int OnLabelCollision:LabelCollision "
            + "OnTypeConflict:TypeConflict ReloadInterval:int RequestHeaderSizeLimit:string RequestHeaderTimeout:int RequestLimit:int "
            + "ResponseTimeout:int SampleLimit:int ScrapeInterval:int ScrapeProtocol:string[] ScrapeTimeout:int StaleFor:int Strict:switch "
            + "TargetsFile:string Wait:switch WebConfigFile:string")]
    [InlineData("Stop-MetricsMultiplexer", "InputObject:MetricsMultiplexer[] PassThru:switch Port:int[]")]
    [InlineData(
        "Test-Metrics",
        "ExcludeRule:string[] Format:ExpositionFormat? InputObject:PSObject LiteralPath:string[] MinimumSeverity:MetricsIssueSeverity Path:string[] Quiet:switch Strict:switch")]
    [InlineData("Wait-MetricsMultiplexer", "Container:string[] For:MultiplexerCondition InputObject:MetricsMultiplexer[] PassThru:switch Port:int[] Timeout:double")]
    [InlineData(
        "Watch-Metrics",
        "AllowUnencryptedAuthentication:switch ChangedOnly:switch Count:int Credential:PSCredential Header:IDictionary IntervalSec:double Name:string[] "
            + "Protocol:ExpositionFormat[] Screen:switch Selector:string SkipCertificateCheck:switch Strict:switch TimeoutSec:double Token:SecureString Uri:string[]")]
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
    [InlineData("Wait-MetricsMultiplexer", false)]
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
        Nullable.GetUnderlyingType(type) is { } underlying ? $"{Spell(underlying)}?"
        : type == typeof(SwitchParameter) ? "switch"
        : type == typeof(string) ? "string"
        : type == typeof(string[]) ? "string[]"
        : type == typeof(int) ? "int"
        : type == typeof(int[]) ? "int[]"
        : type == typeof(double) ? "double"
        : type.Name;
}
