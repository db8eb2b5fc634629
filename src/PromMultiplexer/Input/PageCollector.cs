using System.Buffers;
using System.Management.Automation;
using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>
/// Makes pages of what comes down a pipeline. A text with a line feed in it or that was scraped, an array of bytes, a file and the
/// answer of Invoke-WebRequest are a page each; other texts are the lines of one page, and single bytes are its bytes. What
/// Get-Content has read from another file is another page.
/// </summary>
internal sealed class PageCollector
{
    private ArrayBufferWriter<byte> _pending = new();
    private Origin _pendingOrigin = Origin.Unknown;
    private string? _pendingFile;

    /// <summary>Takes an object.</summary>
    /// <param name="item">What came down the pipeline.</param>
    /// <param name="pages">Receives the pages that are whole by now.</param>
    /// <returns>Whether it is something of which pages are made.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public bool TryAdd(object item, List<SourcePage> pages)
    {
        switch (item is PSObject wrapped ? wrapped.BaseObject : item)
        {
            case string line when !line.Contains('\n') && !WasScraped(item):
                Begin(item, pages);
                Encoding.UTF8.GetBytes(line, _pending);
                _pending.Write("\n"u8);
                return true;
            case byte single:
                Begin(item, pages);
                _pending.Write([single]);
                return true;
            case string page:
                End(pages);
                pages.Add(new SourcePage(Encoding.UTF8.GetBytes(page), Origin.Of(item)));
                return true;
            case byte[] page:
                End(pages);
                pages.Add(new SourcePage(page, Origin.Of(item)));
                return true;
            case FileInfo file:
                End(pages);
                pages.Add(ReadFile(file.FullName));
                return true;
            default:
                if (ReadAnswer(item) is not { } answer)
                {
                    return false;
                }

                End(pages);
                pages.Add(answer);
                return true;
        }
    }

    /// <summary>Ends the page whose lines have come, if any have.</summary>
    public void End(List<SourcePage> pages)
    {
        if (_pending.WrittenCount > 0)
        {
            pages.Add(new SourcePage(_pending.WrittenMemory, _pendingOrigin));
            _pending = new ArrayBufferWriter<byte>();
        }

        _pendingFile = null;
    }

    /// <summary>Ends the page whose lines have come, if Get-Content has noted on those that come now that they begin another file.</summary>
    /// <param name="item">A line, or a list of lines that was noted on as a whole.</param>
    /// <param name="count">The number of lines.</param>
    /// <param name="pages">Receives the page that has ended.</param>
    public void TurnTo(object item, int count, List<SourcePage> pages)
    {
        var properties = PSObject.AsPSObject(item).Properties;
        if (properties["PSPath"]?.Value is not string file)
        {
            return;
        }

        var isBeginning = properties["ReadCount"]?.Value is long read && read <= count;
        if (_pendingFile is not null && (file != _pendingFile || isBeginning))
        {
            End(pages);
        }

        _pendingFile = file;
        if (_pending.WrittenCount == 0)
        {
            _pendingOrigin = Origin.Of(item);
        }
    }

    /// <summary>Reads a file.</summary>
    public static SourcePage ReadFile(string path) =>
        new(File.ReadAllBytes(path), new Origin { Path = path, ScrapeTime = File.GetLastWriteTimeUtc(path) }, FormatDetection.OfFileName(path));

    private void Begin(object item, List<SourcePage> pages)
    {
        TurnTo(item, 1, pages);
        if (_pending.WrittenCount == 0 && _pendingFile is null)
        {
            _pendingOrigin = Origin.Of(item);
        }
    }

    // Invoke-MetricsScrape -Raw notes it on a page, which may be one line without an end.
    private static bool WasScraped(object item) => PSObject.AsPSObject(item).Properties[nameof(Origin.ScrapeTime)] is PSNoteProperty;

    private static SourcePage? ReadAnswer(object item)
    {
        var properties = PSObject.AsPSObject(item).Properties;
        if (properties["RawContentStream"]?.Value is not MemoryStream body
            || properties["Headers"]?.Value is not IDictionary<string, IEnumerable<string>> headers)
        {
            return null;
        }

        var contentType = headers.TryGetValue("Content-Type", out var values) ? values.FirstOrDefault() : null;
        return new SourcePage(body.ToArray(), Origin.Of(item), ContentType.Parse(contentType));
    }
}
