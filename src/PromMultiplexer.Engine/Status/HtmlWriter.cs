using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace PromMultiplexer.Engine;

/// <summary>
/// Writes HTML of interpolated strings: what stands in the string is HTML, what is put into it is text and is escaped. There is
/// no other way to put something in.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(16 * 1024);

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Write([InterpolatedStringHandlerArgument("")] Handler html)
    {
        // The handler has written it all.
    }

    /// <summary>Writes the pieces of one interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly HtmlWriter _writer;

        public Handler(int literalLength, int formattedCount, HtmlWriter writer) => _writer = writer;

        public void AppendLiteral(string html) => Encoding.UTF8.GetBytes(html, _writer._output);

        public void AppendFormatted(string? text) => AppendLiteral(HtmlEncoder.Default.Encode(text ?? ""));

        public void AppendFormatted(int number) => AppendLiteral(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
