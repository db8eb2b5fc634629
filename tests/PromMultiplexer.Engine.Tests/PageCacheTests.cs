using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

public sealed class PageCacheTests
{
    private static readonly PageForm Text = new(ExpositionFormat.Text004, NameEscaping.Underscores);

    private readonly PageBufferPool _buffers = new();
    private readonly ChangeCounter _changes = new();
    private int _builds;

    [Fact]
    public async Task A_page_is_built_once_for_each_change_and_form()
    {
        var cache = new PageCache(BuildAsync, _changes, TimeSpan.FromDays(1));
        var openMetrics = Text with { Format = ExpositionFormat.OpenMetrics100 };
        for (var change = 1; change <= 3; change++)
        {
            for (var i = 0; i < 10; i++)
            {
                (await cache.AcquireAsync(Text, CancellationToken.None)).Release();
                (await cache.AcquireAsync(openMetrics, CancellationToken.None)).Release();
            }

            Assert.Equal(change * 2, _builds);
            _changes.Increment();
        }
    }

    [Fact]
    public async Task Selections_of_the_same_share_a_page_and_of_ever_other_things_do_not_pile_up()
    {
        var cache = new PageCache(BuildAsync, _changes, TimeSpan.FromDays(1));
        var whole = await cache.AcquireAsync(Text, CancellationToken.None);
        var ab = await cache.AcquireAsync(Text with { Selection = new PageSelection(["x"], ["a", "b"]) }, CancellationToken.None);
        var ba = await cache.AcquireAsync(Text with { Selection = new PageSelection(["x", "x"], ["b", "a"]) }, CancellationToken.None);
        Assert.Same(ab, ba);

        for (var i = 0; i < 1000; i++)
        {
            (await cache.AcquireAsync(Text with { Selection = new PageSelection([], [$"{i}"]) }, CancellationToken.None)).Release();
        }

        Assert.Equal(1002, _builds);
        Assert.Same(whole, await cache.AcquireAsync(Text, CancellationToken.None));
        await cache.AcquireAsync(Text with { Selection = new PageSelection(["x"], ["a", "b"]) }, CancellationToken.None);
        Assert.Equal(1003, _builds); // it had to make room
    }

    [Fact]
    public async Task Who_goes_while_a_page_is_built_waits_no_longer_and_takes_it_from_nobody()
    {
        var (began, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var cache = new PageCache(
            async (form, abandoned) =>
            {
                began.SetResult();
                await go.Task.WaitAsync(abandoned);
                return await BuildAsync(form, abandoned);
            },
            _changes,
            TimeSpan.FromDays(1));
        using var aborted = new CancellationTokenSource();
        var leaving = cache.AcquireAsync(Text, aborted.Token).AsTask();
        var staying = cache.AcquireAsync(Text, CancellationToken.None).AsTask();
        await began.Task.WaitAsync(Patience.Long);

        await aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        go.SetResult();

        var page = await staying.WaitAsync(Patience.Long);
        Assert.Equal(1, _builds);
        Assert.Same(page, await cache.AcquireAsync(Text, CancellationToken.None));
    }

    [Fact]
    public async Task A_page_that_nobody_waits_for_any_more_is_not_built()
    {
        var given = new TaskCompletionSource<CancellationToken>();
        var isFirst = true;
        var cache = new PageCache(
            async (form, abandoned) =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    given.SetResult(abandoned);
                    await Task.Delay(Timeout.Infinite, abandoned);
                }

                return await BuildAsync(form, abandoned);
            },
            _changes,
            TimeSpan.FromDays(1));
        using var aborted = new CancellationTokenSource();
        var leaving = cache.AcquireAsync(Text, aborted.Token).AsTask();
        var abandoned = await given.Task.WaitAsync(Patience.Long);

        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        var cancelled = new TaskCompletionSource();
        await using var registration = abandoned.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Patience.Long);
        Assert.NotNull(await cache.AcquireAsync(Text, CancellationToken.None).AsTask().WaitAsync(Patience.Long));
        Assert.Equal(1, _builds);
    }

    private Task<Page> BuildAsync(PageForm form, CancellationToken cancelled)
    {
        Interlocked.Increment(ref _builds);
        return Task.FromResult(new Page(_buffers.Take(0), _buffers));
    }
}
