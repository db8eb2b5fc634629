using System.Management.Automation;

namespace PromMultiplexer.Input;

/// <summary>
/// Where metrics are from, as far as it is known: kept in note properties of the objects that go through a pipeline, so that
/// a later cmdlet can say it, label by it, or tell how much time has passed. Immutable.
/// </summary>
internal sealed record Origin
{
    /// <summary>Metrics that nothing is known of.</summary>
    public static Origin Unknown { get; } = new();

    /// <summary>The name of the container, for a target that was given with one.</summary>
    public string? Container { get; init; }

    /// <summary>What was scraped.</summary>
    public Uri? Url { get; init; }

    /// <summary>The file that was read.</summary>
    public string? Path { get; init; }

    /// <summary>When it was scraped.</summary>
    public DateTimeOffset? ScrapeTime { get; init; }

    /// <summary>The same without the time: what stays the same from one scrape to the next.</summary>
    public Origin Place => this with { ScrapeTime = null };

    /// <summary>Whether a container, URL or file is known.</summary>
    public bool IsPlace => (Container ?? Path) is not null || Url is not null;

    /// <summary>What to call it in a message.</summary>
    public string Name => Path ?? Url?.ToString() ?? (Container is null ? "the input" : $"container '{Container}'");

    /// <summary>What an object from a pipeline says of itself.</summary>
    public static Origin Of(object item)
    {
        var properties = PSObject.AsPSObject(item).Properties;
        return new Origin
        {
            Container = Read<string>(nameof(Container)),
            Url = Read<Uri>(nameof(Url)),
            Path = Read<string>(nameof(Path)) ?? WithoutProvider(Read<string>("PSPath")),
            ScrapeTime = properties[nameof(ScrapeTime)]?.Value is DateTimeOffset time ? time : null,
        };

        // Only notes: an object may have a property of its own by such a name.
        T? Read<T>(string name)
            where T : class => properties[name] is PSNoteProperty note ? (note.Value is PSObject wrapped ? wrapped.BaseObject : note.Value) as T : null;
    }

    /// <summary>Notes on an object what is known.</summary>
    public PSObject Note(object item)
    {
        var output = PSObject.AsPSObject(item);
        Add(nameof(Container), Container);
        Add(nameof(Url), Url);
        Add(nameof(Path), Path);
        Add(nameof(ScrapeTime), ScrapeTime);
        return output;

        void Add(string name, object? value)
        {
            if (value is not null && output.Properties[name] is null)
            {
                output.Properties.Add(new PSNoteProperty(name, value));
            }
        }
    }

    /// <summary>Get-Content notes <c>Microsoft.PowerShell.Core\FileSystem::/tmp/page.prom</c> on each line.</summary>
    private static string? WithoutProvider(string? path) =>
        path?.IndexOf("::", StringComparison.Ordinal) is >= 0 and var at ? path[(at + 2)..] : path;
}
