namespace PromMultiplexer.Engine.Tests;

public sealed class DetachedReadTests
{
    [Fact]
    public async Task One_that_hangs_is_waited_for_again_and_none_is_begun_beside_it()
    {
        var count = 0;
        using var gate = new ManualResetEventSlim();
        var read = new DetachedRead<int>(() =>
        {
            Interlocked.Increment(ref count);
            gate.Wait();
            return count;
        });
        Assert.False(read.IsUnderWay);
        using var stop = new CancellationTokenSource();
        var first = read.ReadAsync(stop.Token);
        var second = read.ReadAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.True(read.IsUnderWay);
        var third = read.ReadAsync(CancellationToken.None);
        gate.Set();

        Assert.Equal(1, await third.WaitAsync(Patience.Long));
        Assert.False(read.IsUnderWay);
        Assert.Equal(2, await read.ReadAsync(CancellationToken.None).WaitAsync(Patience.Long));
    }

    [Fact]
    public async Task What_is_wrong_gets_to_whoever_waits_and_the_next_one_reads_again()
    {
        var isBroken = true;
        var read = new DetachedRead<int>(() => isBroken ? throw new InvalidOperationException("broken") : 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => read.ReadAsync(CancellationToken.None));
        isBroken = false;

        Assert.Equal(1, await read.ReadAsync(CancellationToken.None));
    }
}
