using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class NullTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("'a 1' | ConvertTo-LabeledMetrics x -ContainerLabel $null", "ContainerLabel")]
    [InlineData("'a 1' | ConvertTo-Metrics -Format $null", "Format")]
    [InlineData("'a 1' | Select-MetricSample -Name $null, 'up'", "Name")]
    [InlineData("'a 1' | Test-Metrics -ExcludeRule $null", "ExcludeRule")]
    [InlineData("'a 1' | Test-Metrics -ExcludeRule $null, 'Help'", "ExcludeRule")]
    [InlineData("Watch-Metrics web:1 -Name $null, 'up' -Count 1", "Name")]
    public void A_null_is_refused_with_the_name_of_the_parameter(string script, string parameter)
    {
        var error = _session.Run(script).Error;

        Assert.StartsWith("ParameterArgumentValidationError,", error.FullyQualifiedErrorId);
        Assert.StartsWith($"Cannot validate argument on parameter '{parameter}'. ", error.ToString());
    }

    [Theory]
    [InlineData("-ExcludeContainer $null")]
    [InlineData("-ExcludeContainer $null, ''")]
    [InlineData("-MetricAllow $null, 'up'")]
    [InlineData("-MetricDeny $null, 'up'")]
    [InlineData("-ScrapeProtocol $null, PrometheusProto")]
    public void A_null_among_what_a_multiplexer_takes_several_of_is_as_an_empty_text(string parameters) =>
        Assert.Empty(_session.Run($"Start-MetricsMultiplexer web:9090 {parameters} -WhatIf").Text);
}
