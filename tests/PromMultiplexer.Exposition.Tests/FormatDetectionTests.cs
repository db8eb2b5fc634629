using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

public sealed class FormatDetectionTests
{
    [Theory]
    [InlineData("", ExpositionFormat.Text100)]
    [InlineData("up 1\n", ExpositionFormat.Text100)]
    [InlineData("# EOF\n", ExpositionFormat.OpenMetrics100)]
    [InlineData("up 1\n# EOF", ExpositionFormat.OpenMetrics100)]
    [InlineData("# EOF\nup 1\n", ExpositionFormat.Text100)]
    [InlineData("\n\n", ExpositionFormat.Text100)]
    [InlineData("\n\naaaa 123\n", ExpositionFormat.Text100)]
    [InlineData("a\n 1", ExpositionFormat.Text100)]
    [InlineData("\u0002\n\0", ExpositionFormat.Protobuf)]
    public void Tells_formats_apart(string page, ExpositionFormat expected) => Assert.Equal(expected, FormatDetection.Detect(Encoding.UTF8.GetBytes(page)));

    [Fact]
    public void Knows_every_page_that_is_written()
    {
        foreach (var format in ScrapeProtocol.All)
        {
            var page = new ArrayBufferWriter<byte>();
            MetricFamilyWriter.Write(Pages.Read("# HELP a A.\na{b=\"c\"} 1\nd 2\n").ToFamilies(), format, page);
            var detected = FormatDetection.Detect(page.WrittenSpan);

            Assert.Equal(ContentType.Of(format).Split(';')[0], ContentType.Of(detected).Split(';')[0]);
            Assert.Null(MetricFamilyReader.Read(page.WrittenMemory, detected, ReadMode.Strict, out var families));
            Assert.Equal(["a", "d"], families.Select(family => family.Name));
        }
    }

    [SharedDataTheory("payloads")]
    [InlineData("node_exporter.pb", ExpositionFormat.Protobuf)]
    [InlineData("node_exporter.txt", ExpositionFormat.Text100)]
    [InlineData("1histogram.om.txt", ExpositionFormat.OpenMetrics100)]
    public void Knows_real_pages(string file, ExpositionFormat expected) =>
        Assert.Equal(expected, FormatDetection.Detect(File.ReadAllBytes(SharedData.Find($"payloads/{file}")!)));

    [Theory]
    [InlineData("a.prom", ExpositionFormat.Text100)]
    [InlineData("/b/a.OM", ExpositionFormat.OpenMetrics100)]
    [InlineData("a.openmetrics", ExpositionFormat.OpenMetrics100)]
    [InlineData("a.pb", ExpositionFormat.Protobuf)]
    [InlineData("a.txt", null)]
    [InlineData("prom", null)]
    public void Knows_the_names_of_files(string path, ExpositionFormat? expected) => Assert.Equal(expected, FormatDetection.OfFileName(path));
}
