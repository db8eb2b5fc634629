using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Pages stay within their memory, and whoever asks for more fails alone and says why.</summary>
public sealed class PageMemoryTests
{
    private const string NoRoom = "too_large: the memory that all pages may take together has no room for the page";

    private static readonly PageForm Text = new(ExpositionFormat.Text004, NameEscaping.Underscores);

    [Fact]
    public void What_was_taken_has_to_be_given_back_before_others_can_have_it()
    {
        var memory = new PageMemory(100);

        Assert.True(memory.TryTake(60));
        Assert.False(memory.TryTake(41));
        Assert.Equal(40, memory.Left);
        memory.Return(60);
        Assert.True(memory.TryTake(100));
        Assert.Equal(0, memory.Left);
    }

    [Fact]
    public void Garbage_counts_until_it_was_collected()
    {
        var memory = new PageMemory(100);
        var collections = GC.CollectionCount(GC.MaxGeneration);
        Assert.True(memory.TryTake(60));
        memory.Discard(60);
        Assert.Equal((100, 60), (memory.Left, memory.Garbage));

        Assert.True(memory.TryTake(50));

        Assert.Equal((50, 0), (memory.Left, memory.Garbage));
        Assert.InRange(GC.CollectionCount(GC.MaxGeneration), collections + 1, int.MaxValue);
    }

    [Fact]
    public void A_buffer_that_may_not_grow_keeps_what_it_has()
    {
        var memory = new PageMemory(100_000);
        var buffer = new PageBuffer(memory);
        buffer.Write("a 1\n"u8);

        Assert.Throws<InsufficientMemoryException>(() => buffer.GetMemory(200_000));
        Assert.False(buffer.TryReserve(200_000));

        Assert.Equal("a 1\n"u8, buffer.Written.Span);
        Assert.Equal(100_000 - buffer.Capacity, memory.Left);
        buffer.Free();
        Assert.Equal(100_000, memory.Left);
    }

    [Fact]
    public void A_buffer_that_nobody_has_any_more_is_given_back()
    {
        var memory = new PageMemory(100_000);
        LoseBuffer(memory);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(100_000, memory.Left);
    }

    [Fact]
    public void A_page_of_unknown_length_leaves_no_buffer_twice_as_large()
    {
        var memory = new PageMemory(10_000_000);
        var buffer = new PageBuffer(memory);
        for (var i = 0; i < 530; i++)
        {
            buffer.Write(new byte[1000]);
        }

        buffer.Fit();

        Assert.Equal(530_000, buffer.Length);
        Assert.InRange(buffer.Capacity, 530_000, 600_000);
        Assert.Equal(10_000_000 - buffer.Capacity, memory.Left);
    }

    [Fact]
    public void Pages_that_end_at_once_near_the_limit_stay_as_they_are_where_there_is_no_memory_to_shorten_all()
    {
        var faults = new ConcurrentBag<Exception?>();
        for (var round = 0; round < 50; round++)
        {
            // One at a time can be copied into less.
            var memory = new PageMemory((4 * 200_000) + 120_000);
            var buffers = Enumerable.Range(0, 4).Select(_ => new PageBuffer(memory)).ToList();
            foreach (var buffer in buffers)
            {
                buffer.GetSpan(200_000)[..110_000].Fill((byte)'a');
                buffer.Advance(110_000);
            }

            memory.Litter(200_000);
            using var start = new Barrier(buffers.Count);
            var fits = buffers.ConvertAll(buffer => new Thread(() =>
            {
                start.SignalAndWait();
                faults.Add(Record.Exception(buffer.Fit));
            }));
            fits.ForEach(fit => fit.Start());
            fits.ForEach(fit => fit.Join());

            Assert.All(buffers, buffer => Assert.Equal(110_000, buffer.Written.Span.Count((byte)'a')));
            Assert.Equal(memory.Limit - buffers.Sum(buffer => buffer.Capacity), memory.Left);
            buffers.ForEach(buffer => buffer.Free());
        }

        Assert.All(faults, Assert.Null);
    }

    [Fact]
    public void Spare_buffers_make_room_for_a_larger_page()
    {
        var memory = new PageMemory(1_000_000);
        var pool = new PageBufferPool(memory);
        Array.ForEach([pool.Take(300_000), pool.Take(300_000)], pool.Return);

        Assert.InRange(pool.Take(900_000).Capacity, 900_000, 1_000_000);
        Assert.Throws<InsufficientMemoryException>(() => pool.Take(100_000));
    }

    [Fact]
    public async Task A_scrape_waits_for_the_memory_of_those_under_way()
    {
        var pool = new SnapshotPool(kept: 3, new PageMemory(250_000));
        var first = pool.Take(100_000);
        var second = pool.Take(100_000);
        var third = pool.TakeAsync(100_000, indexBytes: 0, Patience.Long, CancellationToken.None).AsTask();
        Assert.False(third.IsCompleted);

        first.Release();

        Assert.Same(first, await third);
        Assert.Throws<InsufficientMemoryException>(() => pool.Take(100_000));
        second.Release();
        Assert.Same(second, pool.Take(100_000));
    }

    [Fact]
    public async Task Waiting_for_memory_ends_when_patience_does_and_when_scraping_does()
    {
        var pool = new SnapshotPool(kept: 3, new PageMemory(150_000));
        pool.Take(100_000);
        using var stop = new CancellationTokenSource();

        var unprovided = await pool.TakeAsync(100_000, indexBytes: 0, TimeSpan.Zero, CancellationToken.None);
        var waiting = pool.TakeAsync(100_000, indexBytes: 0, Patience.Long, stop.Token).AsTask();
        await stop.CancelAsync();

        Assert.Equal(0, unprovided.Body.Capacity);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void A_container_comes_only_where_there_is_room_left_to_scrape_into()
    {
        var pool = new SnapshotPool(kept: 3, new PageMemory(400_000));
        var (first, second, third) = (Filled(pool), Filled(pool), Filled(pool));

        Assert.True(pool.TryShow(first, replaced: null));
        Assert.True(pool.TryShow(second, replaced: null));
        Assert.False(pool.TryShow(third, replaced: null));
        Assert.True(pool.TryShow(third, replaced: second));
    }

    [Theory]
    [InlineData("a 1\n", 220)]
    [InlineData("# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 1\nb 1", 2 * 200 + 3 * 20)]
    [InlineData("\n\n# HELP a b\n", 0)]
    public void An_index_is_estimated_by_samples_and_families(string page, long expected)
    {
        Assert.Equal(expected, IndexSize.Estimate(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004));
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page.EndsWith('\n') ? page : page + "\n"), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        Assert.InRange(IndexSize.Of(parsed), expected, expected + 200);
    }

    [Fact]
    public void A_page_of_nothing_but_families_is_refused_before_its_index_is_made()
    {
        var page = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i} 1\n"));
        var pool = new SnapshotPool(kept: 3, new PageMemory(2_000_000));
        var snapshot = pool.Take(0);
        snapshot.Body.Write(Encoding.UTF8.GetBytes(page));

        var error = snapshot.Read(ExpositionFormat.Text004, new MultiplexerOptions(), ExpositionFilter.None, new LabelInjector("container", "web", LabelCollision.Rename));

        Assert.Equal(NoRoom, error?.ToString());
    }

    [Fact]
    public async Task The_page_before_is_served_while_others_receive_it_and_there_is_no_memory_for_a_newer_one()
    {
        var (buffers, changes, hasMemory) = (new PageBufferPool(), new ChangeCounter(), true);
        var cache = new PageCache(
            (_, _) => hasMemory ? Task.FromResult(new Page(buffers.Take(0), buffers)) : throw new InsufficientMemoryException(),
            changes,
            TimeSpan.FromDays(1));
        var received = await cache.AcquireAsync(Text, CancellationToken.None);
        hasMemory = false;
        changes.Increment();

        var old = await cache.AcquireAsync(Text, CancellationToken.None);
        Assert.Same(received, old);

        hasMemory = true;
        Assert.NotSame(old, await cache.AcquireAsync(Text, CancellationToken.None));
        changes.Increment();
        hasMemory = false;
        received.Release();
        old.Release();
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => cache.AcquireAsync(Text with { Format = ExpositionFormat.Text100 }, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_container_that_there_is_no_memory_for_is_down_and_the_others_are_served()
    {
        await using var web = FakeContainer.Serving(PageOf(1_000));
        await using var db = FakeContainer.Start(Answers.Gzip(PageOf(20_000)));
        await using var cache = FakeContainer.Serving("c 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { PageMemory = 1_400_000 }, ("web", web), ("db", db), ("cache", cache));

        var page = await rig.GetPageAsync();

        Assert.Equal(1_001, Rig.WithoutVitals(page).Split('\n').Count(line => line.Length > 0 && line[0] != '#'));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"cache\"}"));
        Assert.True(Rig.Value(page, "multiplexer_container_failures_total{container=\"db\",reason=\"too_large\"}") >= 1);
        Assert.Equal(NoRoom, rig.Multiplexer.Containers[1].LastError?.ToString());
        Assert.DoesNotContain(rig.Log.Entries, entry => entry.Message.Contains("fault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_containers_are_left_out_of_a_page_that_the_label_makes_too_large()
    {
        // With the label a line is ten times as long.
        var label = new string('l', 150);
        await using var web = FakeContainer.Serving(Lines(3_000));
        await using var db = FakeContainer.Serving(Lines(3_000));
        await using var rig = await Rig.StartAsync(Rig.Options with { PageMemory = 1_800_000, ContainerLabel = label }, ("web", web), ("db", db));

        var page = await rig.GetPageAsync();

        Assert.Equal(3_000, Rig.WithoutVitals(page).Split('\n').Count(line => line.StartsWith("a{", StringComparison.Ordinal)));
        Assert.Equal(1, Rig.Value(page, $"multiplexer_container_up{{{label}=\"web\"}}"));
        Assert.Equal(0, Rig.Value(page, $"multiplexer_container_up{{{label}=\"db\"}}"));
        Assert.Equal(NoRoom, rig.Multiplexer.Containers[1].LastError?.ToString());
    }

    [Fact]
    public async Task A_container_that_is_left_out_in_one_format_is_up_in_another()
    {
        // Text repeats the label for every bucket, and comes to be larger than a page may be.
        var label = new string('l', 5_000);
        var buckets = string.Concat(Enumerable.Range(0, 100).Select(i => $"h_bucket{{a=\"{label}\",le=\"{i}\"}} {i}\n"));
        var histogram = Messages($"# TYPE h histogram\n{buckets}h_bucket{{a=\"{label}\",le=\"+Inf\"}} 100\nh_sum{{a=\"{label}\"}} 1\nh_count{{a=\"{label}\"}} 100\n");
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Start(Answers.Body(histogram, ContentType.Of(ExpositionFormat.Protobuf)));
        await using var rig = await Rig.StartAsync(Rig.Options with { BodySizeLimit = 100_000 }, ("web", web), ("db", db));
        for (var i = 0; i < 2; i++)
        {
            var page = await rig.GetPageAsync();
            Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"db\"}"));
            Assert.Equal(1, Rig.Value(page, "multiplexer_container_failures_total{container=\"db\",reason=\"too_large\"}"));

            var part = await rig.SendAsync(HttpMethod.Get, "/metrics?container=db", ("Accept", ContentType.Of(ExpositionFormat.Protobuf)));
            Assert.Null(MetricFamilyReader.Read(await part.Content.ReadAsByteArrayAsync(), ExpositionFormat.Protobuf, ReadMode.Strict, out var families));
            Assert.Contains("multiplexer_container_up{container=\"db\"} 1", families.SelectMany(family => family.ToSamples()).Select(sample => $"{sample}"));
            Assert.Contains(families, family => family.Name == "h");
            await rig.SendAsync(HttpMethod.Get, "/metrics", ("Accept", ContentType.Of(ExpositionFormat.Protobuf)));
        }
    }

    [Fact]
    public async Task Who_can_be_given_no_page_is_told_to_come_again()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { PageMemory = 1000 }, ("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("Pages that others are receiving have all the memory there is for pages. Come again in a second.\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));
    }

    [Theory]
    [InlineData(ExpositionFormat.ProtobufText)]
    [InlineData(ExpositionFormat.ProtobufCompactText)]
    public async Task A_page_that_is_too_large_as_text_of_protobuf_is_refused_before_memory_is_taken_for_it(ExpositionFormat format)
    {
        var options = new MultiplexerOptions { Targets = [new Target("web", 1)], PageMemory = 3_000_000 };
        var (vitals, log) = (new MultiplexerVitals(options), new Log(new RecordingSink()));
        var container = new Container(options.Targets[0], options, new SnapshotPool(3), new ChangeCounter(), vitals, log);
        var builder = new PageBuilder([container], vitals, options, new ConflictWatch(vitals, log));
        var snapshot = await container.TakeSnapshotAsync(CancellationToken.None);
        snapshot.Body.Write(Messages(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"family_{i:00000} 1\n"))));
        Assert.Null(snapshot.Read(ExpositionFormat.Protobuf, options, ExpositionFilter.None, container.Injector));
        container.Succeeded(snapshot, TimeSpan.Zero);
        (await builder.BuildAsync(container, Text with { Format = ExpositionFormat.Protobuf }, CancellationToken.None)).Release();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var building = builder.BuildAsync(container, Text with { Format = format }, CancellationToken.None);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => building);
        Assert.InRange(taken, 0, 256 * 1024);
    }

    [Fact]
    public async Task A_page_is_not_compressed_where_there_is_no_memory_for_both_forms()
    {
        var memory = new PageMemory(101_000);
        var buffers = new PageBufferPool(memory);
        var identity = buffers.Take(95_000);
        identity.Write(new byte[95_000]);
        var page = new Page(identity, buffers);

        Assert.Null(await page.GzipAsync());
        page.Release();
        buffers.Take(100_000);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void LoseBuffer(PageMemory memory)
    {
        new PageBuffer(memory).Reserve(50_000);
        Assert.True(memory.Left < 100_000);
    }

    private static Snapshot Filled(SnapshotPool pool)
    {
        var snapshot = pool.Take(100_000);
        snapshot.Body.Write(new byte[100_000]);
        return snapshot;
    }

    private static byte[] Messages(string text)
    {
        var (parsed, unlabeled, messages) = (new ParsedExposition(), new LabeledExposition(), new ArrayBufferWriter<byte>());
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(text), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        unlabeled.TakeUnlabeled(parsed);
        new FamilyMerger().Merge([unlabeled], ExpositionFormat.Protobuf).WriteTo(messages, ExpositionFormat.Protobuf);
        return messages.WrittenSpan.ToArray();
    }

    private static string PageOf(int samples) => string.Concat(Enumerable.Range(0, samples).Select(i => $"requests_total{{handler=\"/api/v1/resource-{i}\"}} {i}\n"));

    private static string Lines(int samples) => string.Concat(Enumerable.Range(0, samples).Select(i => $"a{{b=\"{i:00000}\"}} 1\n"));
}
