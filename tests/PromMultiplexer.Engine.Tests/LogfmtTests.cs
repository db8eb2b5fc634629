namespace PromMultiplexer.Engine.Tests;

public sealed class LogfmtTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2));

    [Fact]
    public void An_entry_is_one_line()
    {
        var entry = new LogEntry(Time, LogLevel.Info, "two words", [("container", "web"), ("reason", "refused")]);

        Assert.Equal("ts=2026-01-02T03:04:05.678Z level=info msg=\"two words\" container=web reason=refused", entry.ToString());
    }

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Info, "info")]
    [InlineData(LogLevel.Warn, "warn")]
    [InlineData(LogLevel.Error, "error")]
    public void Levels_are_lower_case(LogLevel level, string expected) =>
        Assert.Equal($"ts=2026-01-02T03:04:05.678Z level={expected} msg=x", new LogEntry(Time, level, "x", []).ToString());

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("http://localhost:1/metrics?a", "http://localhost:1/metrics?a")]
    [InlineData("größe", "größe")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("c:\\temp", "\"c:\\\\temp\"")]
    [InlineData("a\nb\r\tc", "\"a\\nb\\r\\tc\"")]
    [InlineData("\u001b[31m", "\"\\u001b[31m\"")]
    [InlineData("a\u0085b\u2028c", "\"a\\u0085b\\u2028c\"")]
    public void Values_are_quoted_when_they_must_be(string value, string expected) =>
        Assert.EndsWith($" v={expected}", new LogEntry(Time, LogLevel.Info, "x", [("v", value)]).ToString());

    [Fact]
    public void The_sink_writes_what_is_important_enough()
    {
        var output = new StringWriter { NewLine = "\n" };
        var sink = new LogfmtSink(output, LogLevel.Warn);

        sink.Write(new LogEntry(Time, LogLevel.Info, "a", []));
        sink.Write(new LogEntry(Time, LogLevel.Warn, "b", []));

        Assert.False(sink.IsEnabled(LogLevel.Info));
        Assert.Equal("ts=2026-01-02T03:04:05.678Z level=warn msg=b\n", output.ToString());
    }

    [Fact]
    public void A_sink_that_fails_disturbs_nobody() => new Log(new FailingSink()).Error("x");

    private sealed class FailingSink : ILogSink
    {
        public bool IsEnabled(LogLevel level) => true;

        public void Write(LogEntry entry) => throw new IOException("nobody reads");
    }
}
