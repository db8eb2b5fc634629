using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition;

var shop = Label("shop", "# TYPE orders_total counter\norders_total 5\n"u8.ToArray());
var web = Label("web", "# HELP orders_total Orders.\norders_total{region=\"eu\"} 2e3\n"u8.ToArray());
var page = new ArrayBufferWriter<byte>();
new FamilyMerger().Merge([shop, web]).WriteTo(page, ExpositionFormat.Text004);
Console.Write(Encoding.UTF8.GetString(page.WrittenSpan));

static LabeledExposition Label(string container, byte[] source)
{
    ParsedExposition parsed = new();
    LabeledExposition labeled = new();
    var error = ExpositionReader.Read(source, ExpositionFormat.Text004, ReadMode.Tolerant, parsed)
        ?? new LabelInjector("container", container).Label(parsed, labeled);
    return error is null ? labeled : throw new FormatException(error.ToString());
}
