using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// The merged page, built when somebody asks and served again until a container has something new. Requests that come
/// while it is being built share the result. Safe for concurrent use.
/// </summary>
internal sealed class PageCache(PageBuilder builder, ChangeCounter changes, TimeSpan lifetime)
{
    private readonly Lock _gate = new();
    private Page? _page;
    private long _builtAt;
    private long _changesSeen;
    private Task<Page>? _building;
    private int _waiting;

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    public async ValueTask<Page> AcquireAsync()
    {
        Task<Page> building;
        lock (_gate)
        {
            if (_page is not null && IsCurrent())
            {
                _page.Acquire();
                return _page;
            }

            // Nobody gets the old page any more, so the new one can have its memory.
            _page?.Release();
            _page = null;
            _waiting++;
            building = _building ??= Task.Run(BuildAsync);
        }

        return await building.ConfigureAwait(false);
    }

    private async Task<Page> BuildAsync()
    {
        var changesSeen = changes.Count;
        var builtAt = Stopwatch.GetTimestamp();
        Page? page = null;
        try
        {
            page = await builder.BuildAsync().ConfigureAwait(false);
            return page;
        }
        finally
        {
            lock (_gate)
            {
                // Each of those who wait owns a reference before any of them can find the page outdated again.
                page?.Acquire(_waiting);
                (_building, _waiting) = (null, 0);
                (_page, _builtAt, _changesSeen) = (page, builtAt, changesSeen);
            }
        }
    }

    private bool IsCurrent() => changes.Count == _changesSeen && Stopwatch.GetElapsedTime(_builtAt) < lifetime;
}
