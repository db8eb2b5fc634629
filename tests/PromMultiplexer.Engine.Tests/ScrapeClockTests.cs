namespace PromMultiplexer.Engine.Tests;

public sealed class ScrapeClockTests
{
    [Fact]
    public async Task Wakes_in_the_order_of_time_and_never_too_early()
    {
        using var clock = new ScrapeClock();
        var woken = new List<int>();
        int[] milliseconds = [40, 0, 30, 10, 20];

        await Task.WhenAll(milliseconds.Select(WakeAsync)).WaitAsync(Patience.Long);

        Assert.Equal([0, 10, 20, 30, 40], woken);

        // All on the clock's thread, one after the other.
        async Task WakeAsync(int milliseconds)
        {
            var time = TimeSpan.FromMilliseconds(700 + milliseconds);
            await clock.WaitAsync(time, CancellationToken.None).ConfigureAwait(false);
            Assert.True(clock.Now >= time);
            woken.Add(milliseconds);
        }
    }

    [Fact]
    public async Task A_time_that_is_over_is_not_waited_for()
    {
        using var clock = new ScrapeClock();
        for (var i = 0; i < 100; i++)
        {
            await clock.WaitAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(Patience.Long);
        }
    }

    [Fact]
    public async Task Who_comes_later_and_is_due_sooner_is_woken_first()
    {
        using var clock = new ScrapeClock();
        using var stop = new CancellationTokenSource();
        var never = clock.WaitAsync(TimeSpan.MaxValue, stop.Token);

        await clock.WaitAsync(clock.Now + TimeSpan.FromMilliseconds(1), CancellationToken.None).WaitAsync(Patience.Long);

        Assert.False(never.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    [Fact]
    public async Task Who_is_stopped_does_not_wait()
    {
        using var clock = new ScrapeClock();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clock.WaitAsync(TimeSpan.MaxValue, new CancellationToken(canceled: true)));

        // Nor is anything left of it that the next one could meet.
        await clock.WaitAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(Patience.Long);
    }

    [Fact]
    public async Task All_wait_on_one_thread_which_ends_with_the_clock()
    {
        var clock = new ScrapeClock();
        var first = await ClockThreadAsync(clock);
        var second = await ClockThreadAsync(clock);

        clock.Dispose();

        Assert.Same(first, second);
        await Task.Run(() => Assert.True(first.Join(Patience.Long)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => clock.WaitAsync(TimeSpan.Zero, CancellationToken.None));
    }

    private static async Task<Thread> ClockThreadAsync(ScrapeClock clock)
    {
        do
        {
            await clock.WaitAsync(clock.Now + TimeSpan.FromMilliseconds(5), CancellationToken.None).ConfigureAwait(false);
        }
        while (Thread.CurrentThread.Name != "Scrape Clock"); // it was over before it was waited for

        return Thread.CurrentThread;
    }
}
