using System.Text;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Output;

/// <summary>Makes the object that goes down a pipeline for a page that was written.</summary>
internal static class PageText
{
    /// <summary>A text, or an array of bytes in a format that no text can hold.</summary>
    /// <remarks>
    /// PowerShell puts the end of a line behind each text that it writes to a file. Behind that of # EOF, Prometheus refuses another
    /// one, and it needs none: so it is left out, unless the text would look like a line alone. Text ends as it has to: an empty line
    /// does no harm there, but a missing end does, in the body of a request.
    /// </remarks>
    public static object Of(ReadOnlySpan<byte> page, ExpositionFormat format)
    {
        if (format.IsBinary)
        {
            return page.ToArray();
        }

        var isEndOptional = format is ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 && page.Count((byte)'\n') > 1;
        return Encoding.UTF8.GetString(isEndOptional ? page.TrimEnd((byte)'\n') : page);
    }
}
