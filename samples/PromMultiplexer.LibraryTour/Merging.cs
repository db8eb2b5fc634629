using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.LibraryTour;

/// <summary>Pages of several sources become one, and what they disagree on is named.</summary>
internal static class Merging
{
    public static void Run()
    {
        LabeledExposition[] sources = [Labeled("shop", "# TYPE queue gauge\nqueue 4\n"u8), Labeled("mail", "# TYPE queue counter\nqueue 9\n"u8)];
        var merged = new FamilyMerger().Merge(sources);
        var output = new ArrayBufferWriter<byte>();
        merged.WriteTo(output, ExpositionFormat.Text004);
        Console.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        Console.WriteLine(merged.Conflicts[0]);

        static LabeledExposition Labeled(string container, ReadOnlySpan<byte> page)
        {
            ParsedExposition parsed = new();
            LabeledExposition labeled = new();
            ExpositionReader.Read(page.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, parsed);
            new LabelInjector("container", container).Label(parsed, labeled);
            return labeled;
        }
    }
}
