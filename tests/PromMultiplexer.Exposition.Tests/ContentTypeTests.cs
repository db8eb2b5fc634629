namespace PromMultiplexer.Exposition.Tests;

public sealed class ContentTypeTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("text", null)]
    [InlineData("text/html; charset=utf-8", null)]
    [InlineData("application/json", null)]
    [InlineData("text/plain", ExpositionFormat.Text004)]
    [InlineData("TEXT/Plain ;  Version=\"0.0.4\"; charset=utf-8", ExpositionFormat.Text004)]
    [InlineData("text/plain; version=0.0.4; charset=utf-8; escaping=underscores", ExpositionFormat.Text004)]
    [InlineData("text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8", ExpositionFormat.Text100)]
    [InlineData("text/plain; version=2.0.0", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text; version=0.0.1; charset=utf-8", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text; version=1.0.1", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text; version=2.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", ExpositionFormat.Protobuf)]
    [InlineData("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text", null)]
    [InlineData("application/vnd.google.protobuf; proto=other.Message; encoding=delimited", null)]
    public void NamesAFormat(string? header, ExpositionFormat? format) => Assert.Equal(format, ContentType.Parse(header));

    [Theory]
    [InlineData(ExpositionFormat.Text004)]
    [InlineData(ExpositionFormat.Text100)]
    [InlineData(ExpositionFormat.OpenMetrics001)]
    [InlineData(ExpositionFormat.OpenMetrics100)]
    [InlineData(ExpositionFormat.Protobuf)]
    public void WhatIsSentIsUnderstood(ExpositionFormat format) => Assert.Equal(format, ContentType.Parse(ContentType.Of(format)));
}
