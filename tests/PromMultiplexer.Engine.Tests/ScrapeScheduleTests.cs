namespace PromMultiplexer.Engine.Tests;

public sealed class ScrapeScheduleTests
{
    [Fact]
    public void All_start_at_once_and_are_spread_evenly_from_the_second_round_on()
    {
        var schedules = Enumerable.Range(0, 4).Select(index => new ScrapeSchedule(TimeSpan.FromMilliseconds(200), index, 4)).ToArray();

        Assert.Equal([0, 0, 0, 0], schedules.Select(schedule => schedule.DueAt(0).TotalMilliseconds));
        Assert.Equal([50, 100, 150, 200], schedules.Select(schedule => schedule.DueAt(1).TotalMilliseconds));
        Assert.Equal([250, 300, 350, 400], schedules.Select(schedule => schedule.DueAt(2).TotalMilliseconds));
    }

    [Theory]
    [InlineData(0, 1, 1)] // the first scrape was quick
    [InlineData(0, 49.9, 1)]
    [InlineData(0, 50, 2)] // it ended when round 1 was due: that one is left out
    [InlineData(0, 249, 2)]
    [InlineData(0, 251, 3)]
    [InlineData(0, 10_051, 52)]
    [InlineData(1, 51, 2)]
    [InlineData(1, 300, 3)]
    [InlineData(2, 249.5, 3)] // the timer was early: round 2 does not come twice
    public void Rounds_that_were_missed_are_left_out(long round, double elapsed, long expected)
    {
        var schedule = new ScrapeSchedule(TimeSpan.FromMilliseconds(200), index: 0, count: 4);

        var next = schedule.RoundAfter(round, TimeSpan.FromMilliseconds(elapsed));

        Assert.Equal(expected, next);
        Assert.InRange((schedule.DueAt(next) - TimeSpan.FromMilliseconds(elapsed)).TotalMilliseconds, 0.001, 400);
    }
}
