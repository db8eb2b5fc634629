using System.Diagnostics;

namespace PromMultiplexer.Load;

/// <summary>Runs a load and measures.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(4);

    public static async Task<LoadResult> RunAsync(Load load)
    {
        // A few pages serve all containers: what matters is that each of its answers is another one than before.
        var pages = Enumerable.Range(1, Math.Min(load.Containers, 4)).Select(seed => TargetPage.Of(load.Hostility, load.Samples, seed)).ToList();
        var targets = Enumerable.Range(0, load.Containers)
            .Select(i => new FakeTarget(load.IsPlain ? pages[i % pages.Count].Plain : pages[i % pages.Count].Compressed))
            .ToList();
        if (load.HasTrouble)
        {
            targets.AddRange(Troublemakers(load, pages[0]));
        }

        GC.Collect();
        using var cgroup = load.Mebibytes > 0 || load.Millicores > 0 ? new Cgroup(load.Mebibytes, load.Millicores) : null;
        var result = new LoadResult { Load = load, PageBytes = pages[0].Length };
        try
        {
            await using var subject = new Subject(load, targets, cgroup);
            using var reader = new PageReader(subject.Port);
            result.FirstPage = await subject.FirstPageAsync(reader);
            using var idle = load.Hostility == Hostility.Idle ? new IdleClients(subject.Port, count: 60) : null;
            await ReadEverySecondAsync(reader, WarmUp, subject, result: null, () => 0);
            var before = subject.Usage;
            var (answered, allocated, start) = (targets.Sum(target => target.Answered), subject.Allocated, Stopwatch.GetTimestamp());
            await ReadEverySecondAsync(reader, TimeSpan.FromSeconds(load.Seconds), subject, result, () => targets.Sum(target => target.Answered));
            if (!subject.IsAlive)
            {
                return result;
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            result.Scrapes = targets.Sum(target => target.Answered) - answered;
            result.CpuSeconds = subject.Usage.CpuSeconds - before.CpuSeconds;
            result.Millicores = result.CpuSeconds / seconds * 1000;
            result.AllocatedPerSecond = (subject.Allocated - allocated) / seconds;
            result.Usage = subject.Usage;
            result.PeakMemory = cgroup?.PeakMemory ?? 0;
            if (load.HasRush)
            {
                result.One = await RushAsync(subject.Port, scrapers: 1, result);
                result.Eight = await RushAsync(subject.Port, scrapers: 8, result);
            }

            result.HasSurvived = subject.IsAlive;
            return result;
        }
        catch (HttpRequestException)
        {
            // It has not survived.
            return result;
        }
        finally
        {
            targets.ForEach(target => target.Dispose());
        }
    }

    private static IEnumerable<FakeTarget> Troublemakers(Load load, TargetPage page) =>
    [
        new FakeTarget([page.Compressed[0], "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"u8.ToArray()]),
        new FakeTarget([[]]),
        new FakeTarget(TargetPage.Of(load.Samples, seed: 5, isRestless: true).Compressed),
    ];

    private static async Task ReadEverySecondAsync(PageReader reader, TimeSpan time, Subject subject, LoadResult? result, Func<int> scrapes)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var watched = TimeSpan.Zero;
        if (result?.Load.WatchSeconds > 0)
        {
            Console.WriteLine(UsageReport.Header);
        }

        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time && subject.IsAlive;)
        {
            await timer.WaitForNextTickAsync();
            try
            {
                var reading = await reader.ExamineAsync();
                result?.Readings.Add(reading);
            }
            catch (HttpRequestException refusal) when (refusal.StatusCode is not null && result is not null)
            {
                result.CountRefusal();
            }

            var elapsed = Stopwatch.GetElapsedTime(start);
            if (result?.Load.WatchSeconds > 0 && elapsed >= watched && subject.IsAlive)
            {
                Console.WriteLine(UsageReport.Row(elapsed, scrapes(), subject.Usage));
                watched += TimeSpan.FromSeconds(result.Load.WatchSeconds);
            }
        }
    }

    private static async Task<Latency> RushAsync(int port, int scrapers, LoadResult result)
    {
        var start = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, scrapers).Select(_ => Task.Run(async () =>
        {
            using var reader = new PageReader(port);
            var taken = new List<TimeSpan>();
            do
            {
                try
                {
                    taken.Add(await reader.ReadAsync());
                }
                catch (HttpRequestException refusal) when (refusal.StatusCode is not null)
                {
                    // Told to come again, which is an answer, too.
                    result.CountRefusal();
                }
            }
            while (Stopwatch.GetElapsedTime(start) < Rush);
            return taken;
        })));
        var sorted = times.SelectMany(taken => taken).Order().DefaultIfEmpty().ToList();
        return new Latency(sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)], sorted.Count);
    }
}
