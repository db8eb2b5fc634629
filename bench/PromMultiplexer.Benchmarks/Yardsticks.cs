using BenchmarkDotNet.Attributes;

namespace PromMultiplexer.Benchmarks;

/// <summary>What the machine can do with the same bytes when it is asked for less.</summary>
public class Yardsticks
{
    private static readonly byte[] Label = [.. ",container=\"web\""u8];

    private byte[] _copy = [];
    private (int Start, int Slot, int End)[] _lines = [];

    /// <summary>The page.</summary>
    [ParamsSource(nameof(Payloads))]
    public Payload Payload { get; set; } = null!;

    /// <summary>The pages.</summary>
    public static IEnumerable<Payload> Payloads => Benchmarks.Payloads.Text;

    /// <summary>Finds the lines and the places of the label, so that <see cref="SpliceLabel"/> need not.</summary>
    [GlobalSetup]
    public void Setup()
    {
        ReadOnlySpan<byte> page = Payload.Pages[0];
        var lines = new List<(int, int, int)>();
        for (var start = 0; start < page.Length;)
        {
            var end = page[start..].IndexOf((byte)'\n') + start + 1;
            var line = page[start..end];
            var brace = line.LastIndexOf((byte)'}');
            lines.Add((start, line[0] == '#' ? end : brace >= 0 ? start + brace : start + line.IndexOf((byte)' '), end));
            start = end;
        }

        _lines = [.. lines];
        _copy = new byte[page.Length + (lines.Count * (Label.Length + 2))];
    }

    /// <summary>Copies the page.</summary>
    [Benchmark(Description = "memcpy")]
    public void Copy() => Payload.Pages[0].AsSpan().CopyTo(_copy);

    /// <summary>Finds every line feed.</summary>
    [Benchmark(Description = "newline scan")]
    public int ScanLines()
    {
        ReadOnlySpan<byte> rest = Payload.Pages[0];
        var lines = 0;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; lines++)
        {
            rest = rest[(end + 1)..];
        }

        return lines;
    }

    /// <summary>Copies the page line by line with the label in between: where it goes is known already.</summary>
    [Benchmark(Description = "splice only")]
    public int SpliceLabel()
    {
        ReadOnlySpan<byte> page = Payload.Pages[0];
        var to = _copy.AsSpan();
        foreach (var (start, slot, end) in _lines)
        {
            page[start..slot].CopyTo(to);
            to = to[(slot - start)..];
            if (slot < end)
            {
                Label.CopyTo(to);
                to = to[Label.Length..];
                page[slot..end].CopyTo(to);
                to = to[(end - slot)..];
            }
        }

        return to.Length;
    }
}
