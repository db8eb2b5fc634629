using System.Diagnostics;
using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Fuzzing;
using Xunit.Abstractions;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>
/// Damaged pages for a while (<see cref="FuzzRun"/>): nothing they say gets beyond a clear answer. A page that breaks a property
/// is made small and kept among the <see cref="Regressions"/>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>How long one page may take before the reader is held to be caught in it: far more than any page needs, on however busy a machine.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Formats => new() { nameof(FuzzTarget.Text), nameof(FuzzTarget.OpenMetrics), nameof(FuzzTarget.Protobuf) };

    [Theory]
    [MemberData(nameof(Formats))]
    public void DamagedPagesBreakNothing(string format)
    {
        var target = TargetOf(format);
        var until = FuzzRun.TimeFor(Formats.Count);
        var next = target.MakeMutator(new Random(FuzzRun.Seed));
        var properties = target.MakeProperties();
        var page = Array.Empty<byte>();
        string? broken = null;
        var count = 0;
        var acceptedCount = 0;
        var watch = Stopwatch.StartNew();
        var worker = new Thread(() =>
        {
            while (broken is null && watch.Elapsed < until)
            {
                Volatile.Write(ref page, next());
                broken = Broken(properties, page, out var isAccepted);
                count++;
                acceptedCount += isAccepted ? 1 : 0;
            }
        })
        { IsBackground = true };
        worker.Start();
        if (!worker.Join(until + Hang))
        {
            Assert.Fail($"FUZZ_SEED={FuzzRun.Seed}: caught in {Regressions.Save(Volatile.Read(ref page), target.Extension)}");
        }

        if (broken is not null)
        {
            var small = Shrinker.Shrink([page], pages => Broken(properties, pages[0], out _) is not null)[0];
            Assert.Fail($"FUZZ_SEED={FuzzRun.Seed}: {Regressions.Save(small, target.Extension)}: {ReaderAgreement.Show(small)}\n{Broken(properties, small, out _)}");
        }

        output.WriteLine($"FUZZ_SEED={FuzzRun.Seed}: {count} pages, {acceptedCount} of them accepted.");
        Assert.True(acceptedCount > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void WhatOnceBrokeAPropertyDoesNotAgain(string format)
    {
        var target = TargetOf(format);
        var properties = target.MakeProperties();
        Assert.NotEmpty(target.Corpus);
        foreach (var page in target.Corpus)
        {
            var broken = Broken(properties, page, out _);
            Assert.True(broken is null, $"{ReaderAgreement.Show(page.AsSpan(0, Math.Min(page.Length, 2000)))}\n{broken}");
        }
    }

    private static FuzzTarget TargetOf(string format) => format switch
    {
        nameof(FuzzTarget.Text) => FuzzTarget.Text,
        nameof(FuzzTarget.OpenMetrics) => FuzzTarget.OpenMetrics,
        _ => FuzzTarget.Protobuf,
    };

    /// <summary>What is broken, an exception among it.</summary>
    private static string? Broken(IPageProperties properties, byte[] page, out bool isAccepted)
    {
        try
        {
            return properties.Broken(page, out isAccepted);
        }
        catch (Exception e)
        {
            isAccepted = false;
            return e.ToString();
        }
    }
}
