namespace PromMultiplexer.Exposition.Tests;

public sealed class NegotiationTests
{
    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private const string Prometheus3Protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
        + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    private const string Prometheus3Legacy =
        "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus2Protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
        + "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    /// <summary>Prometheus 2.5 to 2.3x, and with a back-tick behind it the multiplexers that copied it.</summary>
    private const string Prometheus25 = "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string VictoriaMetrics = "text/plain;version=0.0.4;q=1,*/*;q=0.1";

    private const string Telegraf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3";

    private const string Chromium =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

    private const string Firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private const string JavaUrlConnection = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2";

    private const string Text004 = "text/plain; version=0.0.4; charset=utf-8";
    private const string Text100 = "text/plain; version=1.0.0; charset=utf-8";
    private const string OpenMetrics001 = "application/openmetrics-text; version=0.0.1; charset=utf-8";
    private const string OpenMetrics100 = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string Protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    private const string Family = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily";

    private static readonly ExpositionFormat[] s_offered = Enum.GetValues<ExpositionFormat>();

    /// <summary>Each scraper with the Content-Type it gets for a page of text, one with OpenMetrics and one with native histograms.</summary>
    [Theory]
    [InlineData(Prometheus3, Text100 + "; escaping=allow-utf-8", OpenMetrics100 + "; escaping=allow-utf-8", OpenMetrics100 + "; escaping=allow-utf-8")]
    [InlineData(Prometheus3Protobuf, Text100 + "; escaping=allow-utf-8", OpenMetrics100 + "; escaping=allow-utf-8", Protobuf)]
    [InlineData(Prometheus3Legacy, Text100 + "; escaping=underscores", OpenMetrics100 + "; escaping=underscores", OpenMetrics100 + "; escaping=underscores")]
    [InlineData(Prometheus2, Text004, OpenMetrics100 + "; escaping=underscores", OpenMetrics100 + "; escaping=underscores")]
    [InlineData(Prometheus2Protobuf, Text004, OpenMetrics100 + "; escaping=underscores", Protobuf)]
    [InlineData(Prometheus25, Text004, OpenMetrics001, OpenMetrics001)]
    [InlineData(Prometheus25 + "`", Text004, OpenMetrics001, OpenMetrics001)]
    [InlineData(VictoriaMetrics, Text004, Text004, Text004)]
    [InlineData(Telegraf, Text004, Text004, Protobuf)]
    [InlineData("", Text004, Text004, Text004)]
    [InlineData(null, Text004, Text004, Text004)]
    [InlineData("*/*", Text004, Text004, Text004)]
    [InlineData(Chromium, Text004, Text004, Text004)]
    [InlineData(Firefox, Text004, Text004, Text004)]
    [InlineData(JavaUrlConnection, Text004, Text004, Text004)]
    [InlineData("application/json, text/plain, */*", Text004, Text004, Text004)]
    public void ScrapersGetWhatTheyUnderstand(string? accept, string text, string openMetrics, string protobuf)
    {
        Assert.Equal(text, Negotiate(accept, PageContent.Text).ContentType);
        Assert.Equal(openMetrics, Negotiate(accept, PageContent.OpenMetrics).ContentType);
        Assert.Equal(protobuf, Negotiate(accept, PageContent.Protobuf).ContentType);
    }

    /// <summary>For a page that carries everything: which clause wins.</summary>
    [Theory]

    // By weight.
    [InlineData("text/plain;version=0.0.4;q=0.3,application/openmetrics-text;version=1.0.0;q=0.4", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/plain;version=0.0.4;q=0.4,application/openmetrics-text;version=1.0.0;q=0.3", ExpositionFormat.Text004)]
    [InlineData("text/plain;version=0.0.4;q=0.999,application/openmetrics-text;version=1.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/plain;version=0.0.4;q=0.34567,application/openmetrics-text;version=1.0.0;q=0.34568", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text;version=0.0.1;q=0.5,application/openmetrics-text;version=1.0.0;q=0.9", ExpositionFormat.OpenMetrics100)]
    [InlineData("*/*;q=0.8,application/openmetrics-text;version=1.0.0;q=0.5", ExpositionFormat.Text004)]

    // At the same weight: what is named before a wildcard, then the scraper's order.
    [InlineData("text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4", ExpositionFormat.OpenMetrics100)]
    [InlineData("*/*,application/openmetrics-text;version=1.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/*;q=0.5,application/openmetrics-text;version=1.0.0;q=0.5", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/plain;version=0.0.4;q=0.5,text/plain;version=1.0.0;q=0.5", ExpositionFormat.Text004)]
    [InlineData("text/plain;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.5", ExpositionFormat.Text100)]

    // Versions: none is the oldest, an unknown one is not ours.
    [InlineData("text/plain", ExpositionFormat.Text004)]
    [InlineData("text/plain;version=", ExpositionFormat.Text004)]
    [InlineData("text/plain;charset=utf-8", ExpositionFormat.Text004)]
    [InlineData("text/plain;version=1.0.0", ExpositionFormat.Text100)]
    [InlineData("text/plain;version=2.0.0,application/openmetrics-text;q=0.1", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=0.0.1", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=1.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text;version=0.0.4", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text;version=2.0.0", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text;version=2.0.0;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8", ExpositionFormat.OpenMetrics100)]

    // Protobuf needs both of its parameters.
    [InlineData(Family + ";encoding=delimited", ExpositionFormat.Protobuf)]
    [InlineData(Family + ";encoding=text", ExpositionFormat.ProtobufText)]
    [InlineData(Family + ";encoding=compact-text", ExpositionFormat.ProtobufCompactText)]
    [InlineData(Family + ";encoding=textual", ExpositionFormat.Text004)]
    [InlineData(Family, ExpositionFormat.Text004)]
    [InlineData("application/vnd.google.protobuf", ExpositionFormat.Text004)]
    [InlineData("application/vnd.google.protobuf;proto=other.Message;encoding=delimited", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-protobuf;version=1.0.0", ExpositionFormat.Text004)]

    // Wildcards are text 0.0.4 and nothing else.
    [InlineData("*", ExpositionFormat.Text004)]
    [InlineData("*/*;version=1.0.0", ExpositionFormat.Text004)]
    [InlineData("text/*", ExpositionFormat.Text004)]
    [InlineData("text/*;version=1.0.0", ExpositionFormat.Text004)]
    [InlineData("application/*", ExpositionFormat.Text004)]
    [InlineData("*/plain", ExpositionFormat.Text004)]

    // Weight 0 excludes; the most precise clause of a format decides about it.
    [InlineData("application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text;version=0.0.1;q=0.1", ExpositionFormat.OpenMetrics001)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.000,text/plain;q=0.1", ExpositionFormat.Text004)]
    [InlineData("text/plain;version=0.0.4;q=0,*/*,application/openmetrics-text;q=0.1", ExpositionFormat.OpenMetrics001)]
    [InlineData("*/*;q=1,text/plain;version=0.0.4;q=0.1,application/openmetrics-text;q=0.2", ExpositionFormat.OpenMetrics001)]
    [InlineData("text/plain;q=0.9,text/plain;version=0.0.4;q=0.1,application/openmetrics-text;q=0.2", ExpositionFormat.OpenMetrics001)]
    [InlineData("text/*;q=0.1,*/*,application/openmetrics-text;q=0.2", ExpositionFormat.OpenMetrics001)]
    [InlineData("text/plain;version=0.0.4;q=0.1,text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.2", ExpositionFormat.Text004)]
    [InlineData("*/*;q=0", ExpositionFormat.Text004)]
    [InlineData("text/plain;q=0", ExpositionFormat.Text004)]
    [InlineData("application/json", ExpositionFormat.Text004)]

    // Case, blanks, quotes.
    [InlineData(" TEXT/Plain ;\tVersion=\"1.0.0\" ; Q=0.5 ", ExpositionFormat.Text100)]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/html;note=\"a,b;c\\\",d\",application/openmetrics-text;version=1.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/html;note=\"application/openmetrics-text;version=1.0.0,\",text/plain;version=1.0.0", ExpositionFormat.Text100)]
    public void TheScraperDecides(string accept, ExpositionFormat format) => Assert.Equal(format, Negotiate(accept, PageContent.Protobuf).Format);

    [Theory]
    [InlineData(",,;,;;q=,=;q,/,//", ExpositionFormat.Text004)]
    [InlineData(",,application/openmetrics-text;version=1.0.0,,", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text;;version=1.0.0;;", ExpositionFormat.OpenMetrics100)]
    [InlineData("application/openmetrics-text;version=1.0.0;=;a;=b", ExpositionFormat.OpenMetrics100)]
    [InlineData("text/plain;version=\"0.0.4,application/openmetrics-text;version=1.0.0", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text;version=1.0.0\"", ExpositionFormat.Text004)]
    [InlineData("application/openmetrics-text/x;version=1.0.0", ExpositionFormat.Text004)]
    [InlineData("\0\u0001,application/openmetrics-text;version=1.0.0,\uD800", ExpositionFormat.OpenMetrics100)]
    public void WhatIsMalformedIsPassedOver(string accept, ExpositionFormat format) =>
        Assert.Equal(format, Negotiate(accept, PageContent.Protobuf).Format);

    /// <summary>A weight that is not a number does not exclude but ranks behind every number; one above 1 is 1.</summary>
    [Theory]
    [InlineData("high", ExpositionFormat.Text004)]
    [InlineData("", ExpositionFormat.Text004)]
    [InlineData("-1", ExpositionFormat.Text004)]
    [InlineData("NaN", ExpositionFormat.Text004)]
    [InlineData("0.9`", ExpositionFormat.Text004)]
    [InlineData("0x1", ExpositionFormat.Text004)]
    [InlineData("1e1", ExpositionFormat.Text004)]
    [InlineData("0,9", ExpositionFormat.Text004)]
    [InlineData("0.1", ExpositionFormat.Text004)]
    [InlineData("0.9", ExpositionFormat.OpenMetrics100)]
    [InlineData(".9", ExpositionFormat.OpenMetrics100)]
    [InlineData("\"0.9\"", ExpositionFormat.OpenMetrics100)]
    [InlineData("5", ExpositionFormat.OpenMetrics100)]
    [InlineData("99999999999999999999999999999", ExpositionFormat.OpenMetrics100)]
    public void ABadWeightRanksLast(string weight, ExpositionFormat format) => Assert.Equal(
        format, Negotiate($"application/openmetrics-text;version=1.0.0;q={weight},text/plain;version=0.0.4;q=0.5", PageContent.Protobuf).Format);

    [Fact]
    public void ABadWeightDoesNotExclude() => Assert.Equal(
        ExpositionFormat.OpenMetrics100, Negotiate("application/openmetrics-text;version=1.0.0;q=x", PageContent.Text).Format);

    [Theory]

    // No escaping asked for: underscores, named only where the format came with it.
    [InlineData("text/plain;version=0.0.4", Text004, NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0", Text100 + "; escaping=underscores", NameEscaping.Underscores)]
    [InlineData("application/openmetrics-text", OpenMetrics001, NameEscaping.Underscores)]
    [InlineData("application/openmetrics-text;version=1.0.0", OpenMetrics100 + "; escaping=underscores", NameEscaping.Underscores)]
    [InlineData(Family + ";encoding=delimited", Protobuf, NameEscaping.Underscores)]

    // Asked for: named in the answer.
    [InlineData("text/plain;version=0.0.4;escaping=values", Text004 + "; escaping=values", NameEscaping.Values)]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8", Text004 + "; escaping=allow-utf-8", NameEscaping.AllowUtf8)]
    [InlineData("application/openmetrics-text;version=0.0.1; escaping=underscores", OpenMetrics001 + "; escaping=underscores", NameEscaping.Underscores)]
    [InlineData("application/openmetrics-text;version=1.0.0; escaping=\"dots\";", OpenMetrics100 + "; escaping=dots", NameEscaping.Dots)]
    [InlineData(Family + ";encoding=delimited; escaping=allow-utf-8;", Protobuf + "; escaping=allow-utf-8", NameEscaping.AllowUtf8)]
    [InlineData("*/*;escaping=dots", Text004 + "; escaping=dots", NameEscaping.Dots)]

    // Unknown: passed over.
    [InlineData("text/plain;version=0.0.4;escaping=rot13", Text004, NameEscaping.Underscores)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=DOTS", OpenMetrics100 + "; escaping=underscores", NameEscaping.Underscores)]

    // Inherited from the clause that the scraper prefers to the one that is chosen, not from one behind it.
    [InlineData("application/openmetrics-text;version=2.0.0;escaping=allow-utf-8,text/plain;q=0.5", Text004 + "; escaping=allow-utf-8", NameEscaping.AllowUtf8)]
    [InlineData("text/plain;version=0.0.4;q=0.3,text/html;escaping=values;q=0.6,text/html;escaping=dots;q=0.5", Text004 + "; escaping=dots", NameEscaping.Dots)]
    [InlineData("text/html;escaping=values,text/plain;escaping=rot13;q=0.5", Text004 + "; escaping=values", NameEscaping.Values)]
    [InlineData("text/plain;version=0.0.4;q=0.5,text/plain;version=1.0.0;escaping=values;q=0.4", Text004, NameEscaping.Underscores)]
    [InlineData("text/plain;version=0.0.4;q=0.5,text/plain;version=1.0.0;escaping=values;q=0", Text004, NameEscaping.Underscores)]
    [InlineData(Family + ";encoding=delimited;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4", Protobuf, NameEscaping.Underscores)]

    // Nothing that can be offered: the last one that was named.
    [InlineData("application/json;escaping=dots,text/html;escaping=values", Text004 + "; escaping=values", NameEscaping.Values)]
    public void TheEscapingIsTheScrapersToo(string accept, string contentType, NameEscaping escaping)
    {
        var answer = Negotiate(accept, PageContent.Protobuf);
        Assert.Equal(contentType, answer.ContentType);
        Assert.Equal(escaping, answer.Escaping);
        Assert.Equal(answer.Format, FormatOf(answer.ContentType));
        Assert.Equal(contentType.Contains("escaping", StringComparison.Ordinal) ? escaping : null, ContentType.ParseEscaping(answer.ContentType));
    }

    [Theory]
    [InlineData(PageContent.Text, "application/openmetrics-text;version=1.0.0,*/*;q=0.1", ExpositionFormat.Text004)]
    [InlineData(PageContent.Text, "application/openmetrics-text;version=1.0.0,text/*;q=0.1", ExpositionFormat.Text004)]
    [InlineData(PageContent.Text, "application/openmetrics-text;version=1.0.0,text/plain;version=1.0.0;q=0.1", ExpositionFormat.Text100)]
    [InlineData(PageContent.Text, "application/openmetrics-text;version=1.0.0,text/plain;q=0", ExpositionFormat.OpenMetrics100)]
    [InlineData(PageContent.Text, "application/openmetrics-text;version=1.0.0", ExpositionFormat.OpenMetrics100)]
    [InlineData(PageContent.Text, Family + ";encoding=delimited,application/openmetrics-text;q=0.5", ExpositionFormat.OpenMetrics001)]
    [InlineData(PageContent.Text, Family + ";encoding=delimited", ExpositionFormat.Protobuf)]
    [InlineData(PageContent.Text, Family + ";encoding=text,text/plain;q=0.1", ExpositionFormat.Text004)]
    [InlineData(PageContent.OpenMetrics, Family + ";encoding=delimited,application/openmetrics-text;q=0.5", ExpositionFormat.OpenMetrics001)]
    [InlineData(PageContent.OpenMetrics, Family + ";encoding=delimited,*/*;q=0.1", ExpositionFormat.Text004)]
    [InlineData(PageContent.OpenMetrics, Family + ";encoding=delimited", ExpositionFormat.Protobuf)]
    [InlineData(PageContent.Protobuf, Family + ";encoding=delimited,application/openmetrics-text;q=0.5", ExpositionFormat.Protobuf)]
    public void ThePageIsNoRicherThanItsSources(PageContent content, string accept, ExpositionFormat format) =>
        Assert.Equal(format, Negotiate(accept, content).Format);

    [Theory]
    [InlineData("PrometheusText0.0.4", ExpositionFormat.Text004)]
    [InlineData("PrometheusText0.0.4 PrometheusText1.0.0", ExpositionFormat.Text100)]
    [InlineData("PrometheusText1.0.0 OpenMetricsText0.0.1 PrometheusText0.0.4", ExpositionFormat.OpenMetrics001)]
    [InlineData("PrometheusProto", ExpositionFormat.Protobuf)]
    [InlineData("", ExpositionFormat.Text004)]
    public void OnlyWhatIsOfferedIsAnswered(string offered, ExpositionFormat format)
    {
        var formats = offered.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => ScrapeProtocol.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name)).ToArray();
        Assert.Equal(format, ExpositionNegotiation.Negotiate(Prometheus3Protobuf, formats, PageContent.Protobuf).Format);
    }

    [Fact]
    public void SeveralLinesAreOneHeader()
    {
        string?[] lines = ["text/plain;version=0.0.4;q=0.3", null, "", "text/html, application/openmetrics-text;version=1.0.0;escaping=dots;q=0.5"];
        Assert.Equal(OpenMetrics100 + "; escaping=dots", ExpositionNegotiation.Negotiate(lines, s_offered, PageContent.Protobuf).ContentType);
        Assert.Equal(Text004, ExpositionNegotiation.Negotiate(lines, s_offered, PageContent.Text).ContentType[..Text004.Length]);
        Assert.Equal(Text004, ExpositionNegotiation.Negotiate(default(ReadOnlySpan<string?>), s_offered, PageContent.Text).ContentType);
    }

    [Fact]
    public void AnOpenQuoteEndsWithItsLine() => Assert.Equal(
        ExpositionFormat.OpenMetrics100,
        ExpositionNegotiation.Negotiate(["text/html;note=\"", "application/openmetrics-text;version=1.0.0"], s_offered, PageContent.Protobuf).Format);

    [Fact]
    public void NothingIsReadBehindTheLimit()
    {
        const string Wanted = "application/openmetrics-text;version=1.0.0";
        string Padded(int length) => new string(' ', length - Wanted.Length - 1) + "," + Wanted;

        Assert.Equal(ExpositionFormat.OpenMetrics100, Negotiate(Padded(ExpositionNegotiation.MaxAcceptLength), PageContent.Protobuf).Format);
        Assert.Equal(ExpositionFormat.Text004, Negotiate(Padded(ExpositionNegotiation.MaxAcceptLength + 1), PageContent.Protobuf).Format);

        // A weight that the limit would cut to 0 is not one.
        var cut = new string(' ', ExpositionNegotiation.MaxAcceptLength - Wanted.Length - 5) + "," + Wanted + ";q=0.9";
        Assert.Equal(ExpositionFormat.Text004, Negotiate(cut, PageContent.Protobuf).Format);

        // The lines share the limit.
        var half = new string(' ', ExpositionNegotiation.MaxAcceptLength / 2);
        Assert.Equal(ExpositionFormat.OpenMetrics100, ExpositionNegotiation.Negotiate([half, Wanted, half], s_offered, PageContent.Protobuf).Format);
        Assert.Equal(ExpositionFormat.Text004, ExpositionNegotiation.Negotiate([half, half, Wanted], s_offered, PageContent.Protobuf).Format);
    }

    [Fact]
    public void ThousandsOfClausesAreReadInOrder()
    {
        var many = string.Concat(Enumerable.Repeat("a/b,", 2000));
        Assert.Equal(ExpositionFormat.OpenMetrics100, Negotiate(many + "application/openmetrics-text;version=1.0.0", PageContent.Protobuf).Format);
        Assert.Equal(ExpositionFormat.Text004, Negotiate(string.Concat(Enumerable.Repeat(many, 1000)), PageContent.Protobuf).Format);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var allocated = 0L;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ExpositionNegotiation.Negotiate(Prometheus3Protobuf, s_offered, PageContent.Text);
            ExpositionNegotiation.Negotiate(Chromium, s_offered, PageContent.Protobuf);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>Every answer is one that this library reads back, and goes through the strict parsers of media types: no parameter twice.</summary>
    [Fact]
    public void EveryContentTypeIsWellFormed()
    {
        foreach (var format in Enum.GetValues<ExpositionFormat>())
        {
            foreach (var escaping in Enum.GetValues<NameEscaping>())
            {
                var contentType = ContentType.Of(format, escaping);
                Assert.Equal(ContentType.Of(format) + "; escaping=" + EscapingParameter.ValueOf(escaping), contentType);
                Assert.Equal(escaping, ContentType.ParseEscaping(contentType));
                Assert.Equal(format, FormatOf(contentType));
                var parsed = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
                Assert.Equal(parsed.Parameters.Count, parsed.Parameters.Select(parameter => parameter.Name).Distinct().Count());
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain; version=0.0.4")]
    [InlineData("text/plain; version=0.0.4; escaping=rot13")]
    [InlineData("text/plain; version=0.0.4; escaping=")]
    public void AContentTypeWithoutKnownEscapingNamesNone(string? contentType) => Assert.Null(ContentType.ParseEscaping(contentType));

    private static NegotiatedExposition Negotiate(string? accept, PageContent content) => ExpositionNegotiation.Negotiate(accept, s_offered, content);

    private static ExpositionFormat FormatOf(string contentType) =>
        Enum.GetValues<ExpositionFormat>().Single(format => contentType.StartsWith(ContentType.Of(format), StringComparison.Ordinal));
}
