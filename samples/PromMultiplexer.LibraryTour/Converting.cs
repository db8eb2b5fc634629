using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.LibraryTour;

/// <summary>One format becomes another.</summary>
internal static class Converting
{
    public static void Run()
    {
        var page = "# TYPE jobs counter\njobs_total 3 # {trace=\"ab\"} 1.0\njobs_created 1700000000.5\n# EOF\n"u8.ToArray();
        MetricFamilyReader.Read(page, ExpositionFormat.OpenMetrics100, ReadMode.Strict, out var families);
        foreach (var format in (ExpositionFormat[])[ExpositionFormat.Text004, ExpositionFormat.ProtobufCompactText])
        {
            var output = new ArrayBufferWriter<byte>();
            MetricFamilyWriter.Write(families, format, output);
            Console.WriteLine(ContentType.Of(format));
            Console.Write(Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }
}
