using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>What is made of a page is kept for the next one, but not what only a larger one needed.</summary>
public sealed class LabeledExpositionTests
{
    private readonly LabeledExposition _labeled = new();
    private ConvertedExposition? _last;

    [Fact]
    public void WhatALargePageTookIsNotKeptForSmallOnes()
    {
        Convert(1);
        var large = Convert(50_000);
        Convert(1);
        var kept = Convert(1);
        GC.Collect();
        Assert.False(large.IsAlive);

        // A page like the one before takes the same memory again.
        Convert(1);
        GC.Collect();
        Assert.True(kept.IsAlive);
    }

    [Fact]
    public void AnOldPageIsNotKeptForTheLabelsThatWereRenamed()
    {
        var old = Rename("container");
        Rename("other");
        GC.Collect();
        Assert.False(old.IsAlive);
    }

    /// <summary>Labels a page.</summary>
    /// <returns>The memory that the page is in.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Rename(string name)
    {
        var page = Family("m", 1, Metric(Label(name, "x"), Gauge(1)));
        Assert.Null(new LabelInjector("container", "y").Label(Parsed(page), _labeled));
        return new WeakReference(page);
    }

    /// <summary>Converts a page of so many metrics to text.</summary>
    /// <returns>The memory that the text is in.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Convert(int metrics)
    {
        _labeled.TakeUnlabeled(Parsed(Family("m", 1, [.. Enumerable.Range(0, metrics).Select(i => Metric(Label("i", $"{i}"), Gauge(i)))])));
        var text = _labeled.For(PageView.Text, long.MaxValue, ref _last)!.Exposition;
        Assert.Equal(metrics, text.SampleCount);
        Assert.True(MemoryMarshal.TryGetArray(text.Source, out var bytes));
        return new WeakReference(bytes.Array);
    }
}
