namespace PromMultiplexer.Exposition.Tests;

public sealed class NegotiationScrapeAcceptTests
{
    private const string ValidNames = "PrometheusProto, OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText1.0.0, PrometheusText0.0.4";

    [Fact]
    public void TheDefaultIsWhatPrometheus3Sends() => Assert.Equal(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        ScrapeAccept.Default.Header);

    [Fact]
    public void ProtobufFirstIsWhatPrometheus3SendsForNativeHistograms() => Assert.Equal(
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
        + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        ScrapeAccept.ProtobufFirst.Header);

    [Theory]
    [InlineData("PrometheusText0.0.4", "text/plain;version=0.0.4;q=0.6,*/*;q=0.5")]
    [InlineData("prometheustext1.0.0", "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5")]
    [InlineData("PrometheusText0.0.4 OpenMetricsText1.0.0",
        "text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.4")]
    [InlineData("OpenMetricsText0.0.1 PrometheusProto",
        "application/openmetrics-text;version=0.0.1;q=0.6,"
        + "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5,*/*;q=0.4")]
    public void AListIsAskedForInItsOrder(string names, string header)
    {
        Assert.True(ScrapeAccept.TryParse(names.Split(' '), out var accept, out var error));
        Assert.Null(error);
        Assert.Equal(header, accept.Header);
        Assert.Equal(header, accept.ToString());
        Assert.Equal(names, string.Join(' ', accept.Protocols.Select(ScrapeProtocol.NameOf)), ignoreCase: true);
    }

    [Theory]
    [InlineData("", ScrapeProtocolFault.Missing, "", "no scrape protocol is given: name at least one of " + ValidNames)]
    [InlineData("PrometheusText0.0.4 OpenMetricsText2.0.0", ScrapeProtocolFault.Unknown, "OpenMetricsText2.0.0",
        "the scrape protocol \"OpenMetricsText2.0.0\" is unknown: valid are " + ValidNames)]
    [InlineData("PrometheusText0.0.4 PrometheusProto prometheustext0.0.4", ScrapeProtocolFault.Duplicate, "prometheustext0.0.4",
        "the scrape protocol \"prometheustext0.0.4\" is given twice: name each of " + ValidNames + " at most once")]
    public void ABadListIsRefusedByName(string names, ScrapeProtocolFault fault, string name, string message)
    {
        Assert.False(ScrapeAccept.TryParse(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var accept, out var error));
        Assert.Null(accept);
        Assert.Equal(new ScrapeProtocolError(fault, name), error);
        Assert.Equal(message, error.ToString());
    }

    [Fact]
    public void ABlankNameIsUnknown()
    {
        Assert.False(ScrapeAccept.TryParse([""], out _, out var error));
        Assert.Equal(new ScrapeProtocolError(ScrapeProtocolFault.Unknown, ""), error);
    }

    [Fact]
    public void EveryNameNamesItsFormat()
    {
        Assert.Equal(ValidNames, string.Join(", ", ScrapeProtocol.Names));
        foreach (var format in ScrapeProtocol.All)
        {
            Assert.True(ScrapeProtocol.TryParse(ScrapeProtocol.NameOf(format), out var parsed));
            Assert.Equal(format, parsed);
        }
    }

    [Theory]
    [InlineData(ExpositionFormat.ProtobufText)]
    [InlineData(ExpositionFormat.ProtobufCompactText)]
    public void WhatCannotBeReadCannotBeAskedFor(ExpositionFormat format) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScrapeProtocol.NameOf(format));

    [Fact]
    public void EveryFormatAskedForIsTheAnswerOfAServerThatHasNoOther()
    {
        foreach (var format in ScrapeProtocol.All)
        {
            Assert.Equal(format, ExpositionNegotiation.Negotiate(ScrapeAccept.ProtobufFirst.Header, [format], PageContent.Protobuf).Format);
        }
    }
}
