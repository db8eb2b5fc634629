using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.LibraryTour;

/// <summary>A label on every sample, on the level of bytes.</summary>
internal static class Labeling
{
    public static void Run()
    {
        var page = "# TYPE up gauge\nup 1\n# TYPE latency histogram\nlatency_bucket{le=\"0.5\"} 4\nlatency_bucket{container=\"db\",le=\"+Inf\"} 7\n"u8.ToArray();
        var parsed = new ParsedExposition();
        var labeled = new LabeledExposition();
        var error = ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, parsed)
            ?? new LabelInjector("container", "web").Label(parsed, labeled);
        var output = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([labeled]).WriteTo(output, ExpositionFormat.Text004);
        Console.Write(error?.ToString() ?? Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
