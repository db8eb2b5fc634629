using System.Diagnostics;
using PromMultiplexer.Exposition.Tests.Corpus;
using Xunit.Abstractions;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Damaged pages for a while: nothing they say gets beyond a clear answer.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const double UsualSeconds = 10;

    /// <summary>How long one page may take before the reader is held to be caught in it.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Fact]
    public void DamagedPagesBreakNothing()
    {
        var until = Effort.Time(UsualSeconds);
        var mutator = new Mutator(new Random(20260822), [.. KnownPages.Golden, .. KnownPages.Payloads(), .. Regressions.All()]);
        var properties = new PageProperties();
        var page = Array.Empty<byte>();
        string? broken = null;
        var watch = Stopwatch.StartNew();
        var worker = new Thread(() =>
        {
            while (broken is null && watch.Elapsed < until)
            {
                Volatile.Write(ref page, mutator.Next());
                broken = properties.Broken(page);
            }
        })
        { IsBackground = true };
        worker.Start();
        if (!worker.Join(until + Hang))
        {
            Assert.Fail($"Caught in {Regressions.Save(Volatile.Read(ref page))}");
        }

        if (broken is not null)
        {
            var small = Shrinker.Shrink([page], pages => properties.Broken(pages[0]) is not null)[0];
            Assert.Fail($"{Regressions.Save(small)}: {ReaderAgreement.Show(small)}\n{properties.Broken(small)}");
        }

        output.WriteLine($"{properties.Count} pages, {properties.AcceptedCount} of them accepted.");
        Assert.True(properties.AcceptedCount > 0);
    }

    [Fact]
    public void WhatOnceBrokeAPropertyDoesNotAgain()
    {
        var properties = new PageProperties();
        foreach (var page in KnownPages.Golden.Concat(Regressions.All()))
        {
            var broken = properties.Broken(page);
            Assert.True(broken is null, $"{ReaderAgreement.Show(page)}\n{broken}");
        }
    }
}
