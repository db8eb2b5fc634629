using System.Buffers;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>
/// Reading, labeling and writing with nothing but inaccessible memory in front of the page and behind it. A test that
/// fails here takes the test host with it.
/// </summary>
public sealed class GuardPageTests
{
    private readonly ParsedExposition _parsed = new();
    private readonly LabeledExposition _labeled = new();
    private readonly LabelInjector _injector = new("container", "web");
    private readonly FamilyMerger _merger = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private int _accepted;

    [LinuxFact("Needs mmap and mprotect as Linux has them")]
    public void TheGuardsAreThere()
    {
        using var memory = new GuardedMemory(1);
        Assert.True(memory.CanRead(0));
        Assert.True(memory.CanRead(memory.Capacity - 1));
        Assert.False(memory.CanRead(-1));
        Assert.False(memory.CanRead(memory.Capacity));
    }

    [LinuxFact("Needs mmap and mprotect as Linux has them")]
    public void GoldenPagesCutAnywhere()
    {
        using var memory = new GuardedMemory(KnownPages.Golden.Max(page => page.Length));
        foreach (var page in KnownPages.Golden)
        {
            for (var length = 0; length <= page.Length; length++)
            {
                Use(memory, page.AsSpan(0, length));
            }
        }

        Assert.True(_accepted > 1000);
    }

    /// <summary>The last bytes of a page are what a wide load goes beyond: each line of real pages is the last one once.</summary>
    [SharedDataFact("payloads")]
    public void LinesOfRealPagesCutAnywhere()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var memory = new GuardedMemory(4096);
        foreach (var page in KnownPages.Payloads())
        {
            var step = Math.Max(1, page.Length / Effort.Rounds(5_000));
            for (var end = 0; end <= page.Length; end += step)
            {
                Use(memory, KnownPages.Window(page, end, length: 300).Span);
            }
        }

        Assert.True(_accepted > 1000);
    }

    [LinuxFact("Needs mmap and mprotect as Linux has them")]
    public void RandomPagesCutAnywhere()
    {
        using var memory = new GuardedMemory(1 << 16);
        var pages = new OddPages(new Random(4), OddPages.WideNames) { OddLineRate = 200 };
        for (var rounds = Effort.Rounds(20); rounds > 0; rounds--)
        {
            var page = pages.Next();
            for (var length = 0; length <= page.Length; length++)
            {
                Use(memory, page.AsSpan(0, length));
            }
        }

        Assert.True(_accepted > 1000);
    }

    /// <summary>Cut pages of OpenMetrics have no end any more; with one they are read further.</summary>
    [LinuxFact("Needs mmap and mprotect as Linux has them")]
    public void OpenMetricsPagesCutAnywhere()
    {
        var pages = KnownPages.OpenMetrics;
        using var memory = new GuardedMemory(pages.Max(page => page.Length) + "\n# EOF\n"u8.Length);
        foreach (var page in pages)
        {
            for (var length = 0; length <= page.Length; length++)
            {
                byte[] ended = [.. page.AsSpan(0, length), .. "\n# EOF\n"u8];
                foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
                {
                    Use(memory.AtTheEnd(page.AsSpan(0, length)), ExpositionFormat.OpenMetrics100, mode);
                    Use(memory.AtTheBeginning(page.AsSpan(0, length)), ExpositionFormat.OpenMetrics100, mode);
                    Use(memory.AtTheEnd(ended), ExpositionFormat.OpenMetrics100, mode);
                }
            }
        }

        Assert.True(_accepted > 1000);
    }

    [LinuxFact("Needs mmap and mprotect as Linux has them")]
    public void ProtobufPagesCutAnywhere()
    {
        const int MostBytes = 4096;
        var pages = KnownPages.Protobuf.Select(page => page.AsMemory(0, Math.Min(page.Length, MostBytes))).ToList();
        using var memory = new GuardedMemory(MostBytes);
        foreach (var page in pages)
        {
            for (var length = 0; length <= page.Length; length++)
            {
                Use(memory.AtTheEnd(page.Span[..length]), ExpositionFormat.Protobuf, ReadMode.Tolerant);
                Use(memory.AtTheBeginning(page.Span[..length]), ExpositionFormat.Protobuf, ReadMode.Tolerant);
            }
        }

        Assert.True(_accepted > pages.Count);
    }

    private void Use(GuardedMemory memory, ReadOnlySpan<byte> page)
    {
        foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
        {
            Use(memory.AtTheEnd(page), ExpositionFormat.Text004, mode);
            Use(memory.AtTheBeginning(page), ExpositionFormat.Text004, mode);
            Use(memory.AtTheEnd(page), ExpositionFormat.OpenMetrics100, mode);
            Use(memory.AtTheBeginning(page), ExpositionFormat.OpenMetrics100, mode);
        }
    }

    private void Use(ReadOnlyMemory<byte> page, ExpositionFormat format, ReadMode mode)
    {
        if (ExpositionReader.Read(page, format, mode, _parsed) is null)
        {
            Assert.Null(_injector.Label(_parsed, _labeled));
            _output.ResetWrittenCount();
            _merger.Merge([_labeled]).WriteTo(_output, ExpositionFormat.Text004);
            _accepted++;
        }
    }
}
