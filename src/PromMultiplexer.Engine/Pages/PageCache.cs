using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// The merged page in each form that is asked for, built when somebody asks and served again until a container has something
/// new. Requests that come while it is being built share the result. Safe for concurrent use.
/// </summary>
internal sealed class PageCache(PageBuilder builder, ChangeCounter changes, TimeSpan lifetime)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PageForm, Entry> _pages = [];
    private readonly Dictionary<PageForm, Building> _building = [];

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    public async ValueTask<Page> AcquireAsync(PageForm form)
    {
        Building? building;
        lock (_gate)
        {
            if (_pages.TryGetValue(form, out var entry) && IsCurrent(entry))
            {
                entry.Page.Acquire();
                return entry.Page;
            }

            // Nobody gets the old pages any more, so the new one can have their memory.
            ForgetOld(form);
            if (!_building.TryGetValue(form, out building) || IsOvertaken(form, building))
            {
                var started = new Building(changes.Count);
                started.Page = Task.Run(() => BuildAsync(form, started));
                _building[form] = building = started;
            }

            building.Waiting++;
        }

        return await building.Page.ConfigureAwait(false);
    }

    private async Task<Page> BuildAsync(PageForm form, Building building)
    {
        var builtAt = Stopwatch.GetTimestamp();
        Page? page = null;
        try
        {
            page = await builder.BuildAsync(form).ConfigureAwait(false);
            return page;
        }
        finally
        {
            lock (_gate)
            {
                if (_building.GetValueOrDefault(form) == building)
                {
                    _building.Remove(form);
                }

                if (page is not null)
                {
                    // Each of those who wait owns a reference before any of them can find the page outdated again.
                    page.Acquire(building.Waiting);
                    if (_pages.Remove(form, out var other))
                    {
                        other.Page.Release();
                    }

                    _pages.Add(form, new Entry(page, builtAt, building.ChangesSeen));
                }
            }
        }
    }

    /// <summary>
    /// Whether somebody who asks now must not be given what is being built. A scrape on request was waited for, and what it brought
    /// has to be on the page; on a schedule the next page is as good.
    /// </summary>
    private bool IsOvertaken(PageForm form, Building building) => form.Since != 0 && building.ChangesSeen != changes.Count;

    /// <summary>Lets go of the page to be replaced, of those of other rounds, and of those that nobody has asked for since something changed.</summary>
    private void ForgetOld(PageForm replaced)
    {
        foreach (var (form, entry) in _pages)
        {
            if (form == replaced || form.Since != replaced.Since || !IsCurrent(entry))
            {
                // Removing while going through is what this dictionary allows.
                _pages.Remove(form);
                entry.Page.Release();
            }
        }
    }

    private bool IsCurrent(Entry entry) => changes.Count == entry.ChangesSeen && Stopwatch.GetElapsedTime(entry.BuiltAt) < lifetime;

    private readonly record struct Entry(Page Page, long BuiltAt, long ChangesSeen);

    private sealed class Building(long changesSeen)
    {
        /// <summary>The changes that there were before it began.</summary>
        public long ChangesSeen => changesSeen;

        public Task<Page> Page { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
