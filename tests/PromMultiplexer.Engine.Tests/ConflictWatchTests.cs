using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>What containers disagree on is there as long as pages show it.</summary>
public sealed class ConflictWatchTests
{
    private static readonly MergeConflict[] Conflicts = [new(ConflictKind.Type, "x", 0, 1)];

    private readonly RecordingSink _log = new();
    private readonly SetStopwatch _stopwatch = new();
    private readonly ConflictWatch _watch;

    public ConflictWatchTests() => _watch = new(new MultiplexerVitals(new MultiplexerOptions()), new Log(_log), _stopwatch);

    [Fact]
    public void A_conflict_goes_with_the_format_that_nobody_asks_for_any_more()
    {
        Assert.True(Observe(ExpositionFormat.OpenMetrics100, Conflicts));
        Observe(ExpositionFormat.Text004);
        Assert.Single(_watch.Present);

        _stopwatch.Pass(TimeSpan.FromMinutes(5));
        Observe(ExpositionFormat.Text004);

        Assert.Empty(_watch.Present);
        Assert.True(Observe(ExpositionFormat.OpenMetrics100, Conflicts));
        Assert.Equal(2, _log.With("containers disagree").Count());
    }

    [Fact]
    public void A_conflict_of_pages_in_turns_is_news_once()
    {
        Assert.True(Observe(ExpositionFormat.OpenMetrics100, Conflicts));
        for (var i = 0; i < 10; i++)
        {
            _stopwatch.Pass(TimeSpan.FromMinutes(1));
            Observe(ExpositionFormat.Text004);
            _stopwatch.Pass(TimeSpan.FromMinutes(1));
            Assert.False(Observe(ExpositionFormat.OpenMetrics100, Conflicts));
        }

        Assert.Single(_watch.Present);
    }

    [Fact]
    public void A_page_that_is_rarely_asked_for_is_compared_with_the_one_before_all_the_same()
    {
        Assert.True(Observe(ExpositionFormat.Text004, Conflicts));
        _stopwatch.Pass(TimeSpan.FromHours(1));

        Assert.False(Observe(ExpositionFormat.Text004, Conflicts));
    }

    private bool Observe(ExpositionFormat format, params MergeConflict[] conflicts) => _watch.Observe(format, conflicts, ["web", "db"]);

    private sealed class SetStopwatch : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;
    }
}
