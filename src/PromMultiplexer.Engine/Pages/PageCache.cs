using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// A page in each form that is asked for, built when somebody asks and served again until there is something new to show.
/// Requests that come while it is being built share the result; when the last of them has gone, building is given up. Safe for
/// concurrent use.
/// </summary>
/// <param name="build">Builds a page. The caller owns a reference.</param>
/// <param name="changes">Counts what there is to show.</param>
/// <param name="lifetime">How long a page is served while nothing changes.</param>
internal sealed class PageCache(Func<PageForm, CancellationToken, Task<Page>> build, ChangeCounter changes, TimeSpan lifetime)
{
    /// <summary>The most pages that are kept at once. There are more pieces of a page to ask for than anybody has memory.</summary>
    private const int MostPages = 32;

    /// <summary>How long a page may stand in for one that there is no memory for.</summary>
    private static readonly TimeSpan s_longestInPlace = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<PageForm, Entry> _pages = [];
    private readonly Dictionary<PageForm, Building> _building = [];

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was cancelled.</exception>
    public async ValueTask<Page> AcquireAsync(PageForm form, CancellationToken aborted)
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
                started.Page = Task.Run(() => BuildAsync(form, started), CancellationToken.None);
                _building[form] = building = started;
            }

            building.Waiting++;
        }

        try
        {
            return await building.Page.WaitAsync(aborted).ConfigureAwait(false);
        }
        catch (InsufficientMemoryException) when (TryAcquireOld(form) is { } old)
        {
            return old;
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            Leave(form, building);
            throw;
        }
    }

    /// <summary>Lets go of all pages that nobody is receiving.</summary>
    public void ForgetUnshared()
    {
        lock (_gate)
        {
            foreach (var (form, entry) in _pages)
            {
                if (!entry.Page.IsShared)
                {
                    _pages.Remove(form);
                    entry.Page.Release();
                }
            }
        }
    }

    private async Task<Page> BuildAsync(PageForm form, Building building)
    {
        var builtAt = Stopwatch.GetTimestamp();
        Page? page = null;
        try
        {
            page = await build(form, building.Abandoned).ConfigureAwait(false);
            return page;
        }
        finally
        {
            lock (_gate)
            {
                building.Built = page;
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

                    MakeRoom();
                    _pages.Add(form, new Entry(page, builtAt, building.ChangesSeen));
                }
            }
        }
    }

    /// <summary>One of those who wait for a page has gone.</summary>
    private void Leave(PageForm form, Building building)
    {
        lock (_gate)
        {
            if (building.Built is { } page)
            {
                // It came too late, and with a reference.
                page.Release();
                return;
            }

            if (--building.Waiting > 0)
            {
                return;
            }

            if (_building.GetValueOrDefault(form) == building)
            {
                _building.Remove(form);
            }
        }

        building.Abandon();
    }

    /// <summary>
    /// Whether somebody who asks now must not be given what is being built. A scrape on request was waited for, and what it brought
    /// has to be on the page; on a schedule the next page is as good.
    /// </summary>
    private bool IsOvertaken(PageForm form, Building building) => form.Since != 0 && building.ChangesSeen != changes.Count;

    /// <summary>The page before, which others are receiving, so that there is no memory for a newer one; none on request, when it is not asked for.</summary>
    private Page? TryAcquireOld(PageForm form)
    {
        lock (_gate)
        {
            if (form.Since != 0 || !_pages.TryGetValue(form, out var entry) || Stopwatch.GetElapsedTime(entry.BuiltAt) > s_longestInPlace)
            {
                return null;
            }

            entry.Page.Acquire();
            return entry.Page;
        }
    }

    /// <summary>
    /// Lets go of the page to be replaced, of those of other rounds, and of those that nobody has asked for since something changed.
    /// But a page that somebody else has too stays in memory anyway, and may be of use.
    /// </summary>
    private void ForgetOld(PageForm replaced)
    {
        foreach (var (form, entry) in _pages)
        {
            if (form == replaced ? !entry.Page.IsShared : form.Since != replaced.Since || !IsCurrent(entry))
            {
                // Removing while going through is what this dictionary allows.
                _pages.Remove(form);
                entry.Page.Release();
            }
        }
    }

    /// <summary>Lets go of a page if there are too many: of a piece rather than of a whole one.</summary>
    private void MakeRoom()
    {
        if (_pages.Count >= MostPages)
        {
            var (form, entry) = _pages.FirstOrDefault(page => page.Key.Selection is not null, _pages.First());
            _pages.Remove(form);
            entry.Page.Release();
        }
    }

    private bool IsCurrent(Entry entry) => changes.Count == entry.ChangesSeen && Stopwatch.GetElapsedTime(entry.BuiltAt) < lifetime;

    private readonly record struct Entry(Page Page, long BuiltAt, long ChangesSeen);

    private sealed class Building(long changesSeen)
    {
        private readonly CancellationTokenSource _abandoned = new();

        /// <summary>The changes that there were before it began.</summary>
        public long ChangesSeen => changesSeen;

        public Task<Page> Page { get; set; } = null!;

        /// <summary>What came of it, with a reference for each of those who wait.</summary>
        public Page? Built { get; set; }

        public int Waiting { get; set; }

        /// <summary>Cancelled when nobody waits any more.</summary>
        public CancellationToken Abandoned => _abandoned.Token;

        public void Abandon() => _abandoned.Cancel();
    }
}
