using System.Buffers;
using System.Runtime.InteropServices;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Memory goes round: whoever forgets to give something back makes the number of buffers grow.</summary>
public sealed class BufferReuseTests
{
    private readonly Container _container;
    private readonly ChangeCounter _changes = new();
    private readonly PageBuilder _builder;

    public BufferReuseTests()
    {
        var options = new MultiplexerOptions { Targets = [new Target("web", 1)] };
        var log = new Log(new RecordingSink());
        var vitals = new MultiplexerVitals(options);
        _container = new Container(options.Targets[0], options, new SnapshotPool(3), _changes, vitals, log);
        _builder = new PageBuilder([_container], vitals, options, new ConflictWatch(vitals, log));
    }

    private static PageForm Text => new(ExpositionFormat.Text004, NameEscaping.Underscores);

    [Fact]
    public async Task Scrapes_and_pages_use_the_same_few_buffers_again()
    {
        var pages = new PageCache(_builder.BuildAsync, _changes, TimeSpan.FromDays(1));
        var snapshots = new HashSet<Snapshot>(ReferenceEqualityComparer.Instance);
        var arrays = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < 50; i++)
        {
            snapshots.Add(await Scrape($"a {i}\n"));
            var merged = await pages.AcquireAsync(Text, CancellationToken.None);
            var alone = await _builder.BuildAsync(_container, Text, CancellationToken.None);
            arrays.UnionWith([ArrayOf(merged.Identity), ArrayOf((await merged.GzipAsync())!.Value), ArrayOf(alone.Identity)]);
            merged.Release();
            alone.Release();
        }

        Assert.InRange(snapshots.Count, 2, 3);
        Assert.InRange(arrays.Count, 3, 6);
    }

    [Fact]
    public async Task Two_snapshots_take_turns()
    {
        var first = await Scrape("a 1\n");
        var second = await Scrape("a 2\n");

        Assert.NotSame(first, second);
        Assert.Same(first, await Scrape("a 3\n"));
        Assert.Same(second, await Scrape("a 4\n"));
    }

    [Fact]
    public async Task A_snapshot_that_is_in_use_is_not_scraped_into()
    {
        await Scrape("a 1\n");
        var view = _container.Look(since: 0);
        for (var i = 2; i < 10; i++)
        {
            Assert.NotSame(view.Snapshot, await Scrape($"a {i}\n"));
        }

        Assert.Equal("a 1\n"u8, view.Snapshot!.Body.Written.Span);
        view.Snapshot.Release();
        Assert.Contains(view.Snapshot, new[] { await Scrape("a 10\n"), await Scrape("a 11\n"), await Scrape("a 12\n") });
    }

    [Fact]
    public async Task A_failure_gives_the_snapshot_back()
    {
        var snapshot = await Scrape("a 1\n");

        _container.Failed(new ScrapeError(ScrapeFailure.Refused, "x"), TimeSpan.Zero);

        Assert.Null(_container.Look(since: 0).Snapshot);
        Assert.Same(snapshot, await _container.TakeSnapshotAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_memory_of_a_snapshot_that_was_freed_can_be_collected()
    {
        var bytes = await BuildAndFreeAsync();

        GC.Collect();

        Assert.False(bytes.IsAlive);
        GC.KeepAlive(_builder);

        async Task<WeakReference> BuildAndFreeAsync()
        {
            var snapshot = await Scrape("a 1\n");
            (await _builder.BuildAsync(Text, CancellationToken.None)).Release();
            (await _builder.BuildAsync(_container, Text, CancellationToken.None)).Release();
            (await _builder.BuildAsync(_container, Text with { IsUnlabeled = true }, CancellationToken.None)).Release();
            _container.Failed(new ScrapeError(ScrapeFailure.Refused, "x"), TimeSpan.Zero);
            var freed = new WeakReference(ArrayOf(snapshot.Body.Written));
            _container.FreeSpareMemory();
            return freed;
        }
    }

    [Fact]
    public void A_small_page_gets_no_large_snapshot()
    {
        var pool = new SnapshotPool(kept: 10);
        var large = pool.Take(0);
        large.Body.Write(new byte[1_000_000]);
        large.Release();

        Assert.NotSame(large, pool.Take(1000));
        Assert.NotSame(large, pool.Take(2_000_000));
        Assert.Same(large, pool.Take(900_000));
    }

    [Fact]
    public void Snapshots_that_pages_have_outgrown_make_room_for_others()
    {
        var pool = new SnapshotPool(kept: 2);
        for (var length = 100_000; length < 10_000_000; length *= 5)
        {
            var snapshot = pool.Take(length);
            snapshot.Body.Write(new byte[length]);
            snapshot.Release();
            Assert.Same(snapshot, pool.Take(length));
            snapshot.Release();
        }
    }

    [Fact]
    public void The_smallest_buffer_that_is_large_enough_is_taken_and_else_the_largest_made_larger()
    {
        var pool = new PageBufferPool();
        var buffers = new[] { 1_000, 100_000, 10_000 }.Select(pool.Take).ToArray();
        Array.ForEach(buffers, pool.Return);

        Assert.Same(buffers[2], pool.Take(5_000));
        Assert.Same(buffers[1], pool.Take(200_000));
        Assert.Same(buffers[0], pool.Take(0));
        Assert.InRange(buffers[1].Capacity, 200_000, 300_000);
    }

    [Fact]
    public async Task Readers_at_once_share_one_page()
    {
        var pages = new PageCache(_builder.BuildAsync, _changes, TimeSpan.FromDays(1));
        await Scrape("a 1\n");

        var acquired = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => pages.AcquireAsync(Text, CancellationToken.None).AsTask())));

        Assert.Single(acquired.Distinct());
        Array.ForEach(acquired, page => page.Release());
        Assert.True(acquired[0].Identity.Span.StartsWith("# TYPE a untyped\n"u8));
    }

    [Fact]
    public async Task A_page_in_use_is_not_written_over()
    {
        var pages = new PageCache(_builder.BuildAsync, _changes, TimeSpan.FromDays(1));
        await Scrape("a 1\n");
        var slow = await pages.AcquireAsync(Text, CancellationToken.None);
        var expected = slow.Identity.ToArray();
        var gzip = (await slow.GzipAsync())!.Value;
        var expectedGzip = gzip.ToArray();
        for (var i = 0; i < 10; i++)
        {
            await Scrape($"b {i}\n");
            var page = await pages.AcquireAsync(Text, CancellationToken.None);
            await page.GzipAsync();
            page.Release();
        }

        Assert.Equal(expected, slow.Identity.ToArray());
        Assert.Equal(expectedGzip, gzip.ToArray());
        slow.Release();
    }

    // What a scrape does, without the network.
    private async Task<Snapshot> Scrape(string page)
    {
        var snapshot = await _container.TakeSnapshotAsync(CancellationToken.None);
        snapshot.Body.Write(System.Text.Encoding.UTF8.GetBytes(page));
        Assert.Null(snapshot.Read(ExpositionFormat.Text004, new MultiplexerOptions(), ExpositionFilter.None, _container.Injector));
        _container.Succeeded(snapshot, TimeSpan.Zero);
        return snapshot;
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> memory)
    {
        Assert.True(MemoryMarshal.TryGetArray(memory, out var segment));
        return segment.Array!;
    }
}
