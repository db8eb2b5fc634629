using System.Runtime.CompilerServices;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A page belongs to whoever had it read: what a thread keeps for reading the next one lets go of it.</summary>
public sealed class PageLifetimeTests
{
    [Theory]
    [InlineData("a{x=\"1\"} 1\na{x=\"2\"} 1\n", ExpositionFormat.Text004, true)]
    [InlineData("a{x=\"1\"} 1\na{x=\"1\"} 1 1 1\n", ExpositionFormat.Text004, false)]
    [InlineData("# TYPE a gauge\na{x=\"1\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, true)]
    [InlineData("# TYPE a gauge\na{x=\"1\"} 1 1 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false)]
    public void EndsWithThatOfItsOwner(string page, ExpositionFormat format, bool isAccepted)
    {
        foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
        {
            var read = Read(Encoding.UTF8.GetBytes(page), format, mode, isAccepted);
            GC.Collect();
            Assert.False(read.IsAlive, $"{mode}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Read(byte[] page, ExpositionFormat format, ReadMode mode, bool isAccepted)
    {
        var into = new ParsedExposition();
        Assert.Equal(isAccepted, ExpositionReader.Read(page, format, mode, into) is null);
        return new WeakReference(into);
    }
}
