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

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    public async ValueTask<Page> AcquireAsync()
    {
        while (true)
        {
            Task<Page> building;
            lock (_gate)
            {
                if (_page is not null && IsCurrent() && _page.TryAcquire())
                {
                    return _page;
                }

                building = _building ??= Task.Run(BuildAsync);
            }

            // A newer page may have taken this one's place already; then there is one to be had.
            var page = await building.ConfigureAwait(false);
            if (page.TryAcquire())
            {
                return page;
            }
        }
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
            Page? replaced = null;
            lock (_gate)
            {
                _building = null;
                if (page is not null)
                {
                    replaced = _page;
                    (_page, _builtAt, _changesSeen) = (page, builtAt, changesSeen);
                }
            }

            replaced?.Release();
        }
    }

    private bool IsCurrent() => changes.Count == _changesSeen && Stopwatch.GetElapsedTime(_builtAt) < lifetime;
}
