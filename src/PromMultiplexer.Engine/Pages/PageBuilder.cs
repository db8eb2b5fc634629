using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Makes pages out of the containers' latest snapshots. Safe for concurrent use: one page is built at a time.</summary>
internal sealed class PageBuilder
{
    // The name in the log of the source that is no container. With a blank, which no container's name has.
    private const string Own = "the multiplexer";

    // What the writer asks for beyond the page itself: it writes in blocks of that size, and the last one is never full.
    private const int WriterBlockBytes = 64 * 1024;

    private readonly IReadOnlyList<Container> _containers;
    private readonly MultiplexerVitals _vitals;
    private readonly ConflictWatch _conflicts;
    private readonly FailOn _failOn;
    private readonly FamilyMerger _merger;
    private readonly PageBufferPool _buffers;
    private readonly SemaphoreSlim _gate;

    private readonly ContainerView[] _views;
    private readonly LabeledExposition[] _sources;
    private readonly string[] _names;

    // Which containers disagree so much with others that they have no place on the page.
    private readonly bool[] _isLeftOut;

    /// <summary>Makes a builder.</summary>
    /// <param name="containers">The containers, in the configured order.</param>
    /// <param name="vitals">The multiplexer's own metrics.</param>
    /// <param name="options">What to do when containers disagree or are down.</param>
    /// <param name="log">Is told of conflicts.</param>
    /// <param name="previous">The builder that this one replaces. The two take turns, and a conflict that is known stays known.</param>
    public PageBuilder(IReadOnlyList<Container> containers, MultiplexerVitals vitals, MultiplexerOptions options, Log log, PageBuilder? previous = null)
    {
        _containers = containers;
        _vitals = vitals;
        _conflicts = previous?._conflicts ?? new ConflictWatch(vitals, log);
        _buffers = previous?._buffers ?? new PageBufferPool();
        _gate = previous?._gate ?? new SemaphoreSlim(1);
        _failOn = options.FailOn;
        _merger = new FamilyMerger(options.OnTypeConflict);
        _views = new ContainerView[containers.Count];
        _sources = new LabeledExposition[containers.Count + 1];
        _names = new string[containers.Count + 1];
        _isLeftOut = new bool[containers.Count];
    }

    /// <summary>Builds the merged page, the multiplexer's own metrics included. The caller owns a reference.</summary>
    public async Task<Page> BuildAsync(PageForm form)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            // Our own metrics come first, so that no container can have a say in what they are.
            var count = Look(form);
            _sources[0] = await _vitals.CollectAsync().ConfigureAwait(false);
            _names[0] = Own;
            var merged = _merger.Merge(_sources.AsSpan(0, count), form.Format);
            if (_conflicts.Observe(form.Format, merged.Conflicts, _names.AsSpan(0, count)) | LeaveOut(merged.LeftOut))
            {
                // What merging has met is counted now, and this page is the one that has to say so.
                _sources[0] = await _vitals.CollectAsync().ConfigureAwait(false);
                merged = _merger.Merge(_sources.AsSpan(0, count), form.Format);
            }

            return Write(merged, form, Refusal());
        }
        finally
        {
            LookAway();
            _gate.Release();
        }
    }

    /// <summary>Builds the page of one container alone; <see langword="null"/> if there is nothing of it to serve. The caller owns a reference.</summary>
    public async Task<Page?> BuildAsync(Container container, PageForm form)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        var view = container.Look(form.Since);
        try
        {
            return view.Snapshot is null ? null : Write(_merger.Merge([view.Snapshot.LabeledFor(form.Escaping)], form.Format), form, refusal: null);
        }
        finally
        {
            view.Snapshot?.Release();
            _gate.Release();
        }
    }

    // Takes from each container what it has, in the configured order, behind our own. Returns the number of sources.
    private int Look(PageForm form)
    {
        var count = 1;
        for (var i = 0; i < _views.Length; i++)
        {
            var container = _containers[i];
            var view = _views[i] = container.Look(form.Since);
            _vitals.Set(container.Name, view);
            if (view.Snapshot is not null)
            {
                _sources[count] = view.Snapshot.LabeledFor(form.Escaping);
                _names[count++] = container.Name;
            }
        }

        return count;
    }

    // Containers that the merger left out are down as far as the page goes. Returns whether there are any.
    private bool LeaveOut(IReadOnlyList<int> sources)
    {
        for (var i = 0; i < _views.Length; i++)
        {
            var isLeftOut = _views[i].Snapshot is not null && IsAmong(sources, _containers[i].Name);
            if (isLeftOut)
            {
                if (!_isLeftOut[i])
                {
                    _vitals.CountFailure(_containers[i].Name, ScrapeFailure.TypeConflict);
                }

                _vitals.Set(_containers[i].Name, _views[i] with { Snapshot = null, IsUp = false });
            }

            _isLeftOut[i] = isLeftOut;
        }

        return sources.Count > 0;
    }

    private bool IsAmong(IReadOnlyList<int> sources, string container)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (_names[sources[i]] == container)
            {
                return true;
            }
        }

        return false;
    }

    private void LookAway()
    {
        foreach (ref var view in _views.AsSpan())
        {
            view.Snapshot?.Release();
            view = default;
        }
    }

    private Page Write(MergedExposition merged, PageForm form, string? refusal)
    {
        var buffer = _buffers.Take(checked((int)merged.GetLength(form.Format) + WriterBlockBytes));
        merged.WriteTo(buffer, form.Format);
        return new Page(buffer, _buffers) { Refusal = refusal };
    }

    private string? Refusal()
    {
        var down = 0;
        for (var i = 0; i < _views.Length; i++)
        {
            down += _views[i].IsUp && !_isLeftOut[i] ? 0 : 1;
        }

        var isRefused = _failOn switch
        {
            FailOn.Any => down > 0,
            FailOn.All => down == _views.Length && down > 0,
            _ => false,
        };
        return isRefused ? $"{down} of {_views.Length} containers are down" : null;
    }
}
