using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Makes pages out of the containers' latest snapshots. Safe for concurrent use: one page is built at a time.</summary>
internal sealed class PageBuilder
{
    // The name in the log of the source that is no container. With a blank, which no container's name has.
    private const string Own = "the multiplexer";

    private static readonly ScrapeError TooLarge =
        new(ScrapeFailure.TooLarge, "in the format that was asked for the page is larger than allowed");

    // What the writer asks for beyond the page itself: it writes in blocks of that size, and the last one is never full.
    private const int WriterBlockBytes = 64 * 1024;

    private const long LeastConversionLimit = 256 * 1024;

    private readonly IReadOnlyList<Container> _containers;
    private readonly MultiplexerVitals _vitals;
    private readonly ConflictWatch _conflicts;
    private readonly FailOn _failOn;
    private readonly FamilyMerger _merger;

    // The whole page is merged faster by who merged nothing else since the last one.
    private readonly FamilyMerger _partMerger;
    private readonly PageBufferPool _buffers;
    private readonly SemaphoreSlim _gate;

    // Whoever wants less than the whole page queues here first, so that the whole page never waits for more than one of them.
    private readonly SemaphoreSlim _parts = new(1);

    private readonly ContainerView[] _views;
    private readonly LabeledExposition[] _sources;
    private readonly string[] _names;

    // Which containers have no place on the pages of a format: they disagree too much with others, or there is no memory for them. The
    // next builder knows it, too, or it would count them as failed once more.
    private readonly Dictionary<ExpositionFormat, HashSet<Container>> _leftOut;

    /// <summary>Makes a builder.</summary>
    /// <param name="containers">The containers, in the configured order.</param>
    /// <param name="vitals">The multiplexer's own metrics.</param>
    /// <param name="options">What to do when containers disagree or are down.</param>
    /// <param name="conflicts">Is told of conflicts.</param>
    /// <param name="previous">The builder that this one replaces. The two take turns.</param>
    public PageBuilder(
        IReadOnlyList<Container> containers, MultiplexerVitals vitals, MultiplexerOptions options, ConflictWatch conflicts, PageBuilder? previous = null)
    {
        _containers = containers;
        _vitals = vitals;
        _conflicts = conflicts;
        _buffers = previous?._buffers ?? new PageBufferPool(new PageMemory(options.PageMemory - (options.PageMemory / 2)));
        _gate = previous?._gate ?? new SemaphoreSlim(1);
        _failOn = options.FailOn;

        // What is converted counts among no pages, and there may be as much of it as there are containers.
        var conversionLimit = Math.Min(options.BodySizeLimit, Math.Max(LeastConversionLimit, options.PageMemory / 4 / Math.Max(1, containers.Count)));
        _merger = new FamilyMerger(options.OnTypeConflict) { ConversionLimit = conversionLimit };
        _partMerger = new FamilyMerger(options.OnTypeConflict) { ConversionLimit = conversionLimit };
        _views = new ContainerView[containers.Count];
        _sources = new LabeledExposition[containers.Count + 1];
        _names = new string[containers.Count + 1];
        _leftOut = previous?._leftOut ?? [];
    }

    /// <summary>Builds the merged page, the multiplexer's own metrics included. The caller owns a reference.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancelled"/> was cancelled before building began.</exception>
    public async Task<Page> BuildAsync(PageForm form, CancellationToken cancelled)
    {
        if (form.Selection is not null)
        {
            return await BuildPartAsync(() => BuildSelectionAsync(form, form.Selection), cancelled).ConfigureAwait(false);
        }

        await _gate.WaitAsync(cancelled).ConfigureAwait(false);
        try
        {
            // Our own metrics come first, so that no container can have a say in what they are.
            var count = Look(form);
            _sources[0] = await _vitals.CollectAsync().ConfigureAwait(false);
            _names[0] = Own;
            var (merged, kept, length) = MergeWhatFits(_merger, count, form);
            if (_conflicts.Observe(form.Format, merged.Conflicts, _names.AsSpan(0, kept)) | LeaveOut(merged, _names.AsSpan(kept, count - kept), form.Format))
            {
                // What merging has met is counted now, and this page is the one that has to say so.
                _sources[0] = await _vitals.CollectAsync().ConfigureAwait(false);
                merged = _merger.Merge(_sources.AsSpan(0, kept), form.Format);
                length = merged.GetLength(form.Format);
            }

            return Write(merged, length, form, Refusal(form));
        }
        finally
        {
            LookAway();
            _gate.Release();
        }
    }

    /// <summary>Builds the page of one container alone; a refusal if there is nothing of it to serve. The caller owns a reference.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancelled"/> was cancelled before building began.</exception>
    public Task<Page> BuildAsync(Container container, PageForm form, CancellationToken cancelled) =>
        BuildPartAsync(() => Task.FromResult(BuildAlone(container, form)), cancelled);

    private async Task<Page> BuildPartAsync(Func<Task<Page>> build, CancellationToken cancelled)
    {
        await _parts.WaitAsync(cancelled).ConfigureAwait(false);
        try
        {
            await _gate.WaitAsync(cancelled).ConfigureAwait(false);
            try
            {
                return await build().ConfigureAwait(false);
            }
            finally
            {
                LookAway();
                _gate.Release();
            }
        }
        finally
        {
            _parts.Release();
        }
    }

    private Page BuildAlone(Container container, PageForm form)
    {
        var view = container.Look(form.Since);
        try
        {
            if (view.Snapshot is null)
            {
                return new Page(_buffers.Take(0), _buffers) { Refusal = container.WhyDown };
            }

            var page = _partMerger.Merge([SourceOf(view.Snapshot, form)], form.Format);
            return Write(page, page.GetLength(form.Format), form, page.LeftOut.Count > 0 ? TooLarge.Text : null);
        }
        finally
        {
            view.Snapshot?.Release();
        }
    }

    private LabeledExposition SourceOf(Snapshot snapshot, PageForm form)
    {
        var labeled = snapshot.LabeledFor(form.Escaping);
        if (!form.IsUnlabeled)
        {
            return labeled;
        }

        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(snapshot.UnlabeledFor(form.Escaping));
        return unlabeled;
    }

    // What a selection shows is no news of the whole page: nothing is counted and nobody is judged by it.
    private async Task<Page> BuildSelectionAsync(PageForm form, PageSelection selection)
    {
        var count = Look(form);
        _sources[0] = await _vitals.CollectAsync().ConfigureAwait(false);
        var (merged, _, length) = MergeWhatFits(_partMerger, count, form, selection);
        return Write(merged, length, form, Refusal(form));
    }

    // Takes from each container what it has, in the configured order, behind our own. Returns the number of sources.
    private int Look(PageForm form)
    {
        var count = 1;
        _vitals.Show(_containers);
        for (var i = 0; i < _views.Length; i++)
        {
            var container = _containers[i];
            var isSelected = form.Selection?.HasContainer(container.Name) != false;

            // Who was not asked has not failed to answer.
            var view = _views[i] = container.Look(isSelected ? form.Since : 0);
            if (isSelected || view.IsScraped)
            {
                _vitals.Set(container.Name, form.Selection is not null && IsLeftOut(container, form.Format) ? view with { Snapshot = null, IsUp = false } : view);
            }

            if (view.Snapshot is not null && isSelected)
            {
                _sources[count] = view.Snapshot.LabeledFor(form.Escaping);
                _names[count++] = container.Name;
            }
        }

        return count;
    }

    // Whoever comes last goes first where the page would be larger than there is memory for. Returns how many sources are left, and
    // how long the page is.
    private (MergedExposition Merged, int Kept, long Length) MergeWhatFits(FamilyMerger merger, int count, PageForm form, PageSelection? selection = null)
    {
        while (true)
        {
            var merged = merger.Merge(_sources.AsSpan(0, count), form.Format);
            if (selection is { Families.Count: > 0 })
            {
                merged.Keep(selection.Families);
            }

            var length = merged.GetLength(form.Format);
            if (count == 1 || _buffers.CanHold(length + WriterBlockBytes))
            {
                return (merged, count, length);
            }

            count--;
        }
    }

    // Containers that are not on the page are down as far as it goes: those that the merger left out, and those that there was no
    // memory for. Returns whether there are any.
    private bool LeaveOut(MergedExposition merged, ReadOnlySpan<string> unfit, ExpositionFormat format)
    {
        if (!_leftOut.TryGetValue(format, out var leftOut))
        {
            _leftOut.Add(format, leftOut = []);
        }

        leftOut.IntersectWith(_containers);
        var isAny = merged.LeftOut.Count > 0 || unfit.Length > 0;
        for (var i = 0; i < _views.Length; i++)
        {
            var isUnfit = unfit.Contains(_containers[i].Name);
            var isLeftOut = _views[i].Snapshot is not null && (isUnfit || IsAmong(merged.LeftOut, _containers[i].Name));
            var reason = isUnfit ? Snapshot.NoMemory : isLeftOut ? WhyLeftOut(merged.Conflicts, _containers[i].Name) : null;
            _containers[i].LeftOut = reason;
            if (reason is not null)
            {
                _vitals.Set(_containers[i].Name, _views[i] with { Snapshot = null, IsUp = false });
            }

            if (!isLeftOut)
            {
                leftOut.Remove(_containers[i]);
            }
            else if (leftOut.Add(_containers[i]))
            {
                _vitals.CountFailure(_containers[i].Name, reason!.Failure);
            }
        }

        return isAny;
    }

    private bool IsLeftOut(Container container, ExpositionFormat format) => _leftOut.GetValueOrDefault(format)?.Contains(container) == true;

    private ScrapeError WhyLeftOut(IReadOnlyList<MergeConflict> conflicts, string container)
    {
        var conflict = conflicts.First(met => _names[met.Other] == container
            && (met.Kind == ConflictKind.Conversion || (met.Kind == ConflictKind.Type && met.First != met.Other)));
        return conflict.Kind == ConflictKind.Conversion
            ? TooLarge
            : new ScrapeError(ScrapeFailure.TypeConflict, $"{conflict.Family} has another type than in {_names[conflict.First]}");
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

    // Whatever still pointed to a snapshot would keep the memory of it that is given back.
    private void LookAway()
    {
        _merger.Forget();
        _partMerger.Forget();
        Array.Clear(_sources);
        foreach (ref var view in _views.AsSpan())
        {
            view.Snapshot?.Release();
            view = default;
        }
    }

    private Page Write(MergedExposition merged, long length, PageForm form, string? refusal)
    {
        var buffer = _buffers.Take(checked((int)length + WriterBlockBytes));
        try
        {
            merged.WriteTo(buffer, form.Format);
            return new Page(buffer, _buffers) { Refusal = refusal };
        }
        catch
        {
            _buffers.Return(buffer);
            throw;
        }
    }

    private string? Refusal(PageForm form)
    {
        var (down, all) = (0, 0);
        for (var i = 0; i < _views.Length; i++)
        {
            if (form.Selection?.HasContainer(_containers[i].Name) != false)
            {
                all++;
                down += _views[i].IsUp && !IsLeftOut(_containers[i], form.Format) ? 0 : 1;
            }
        }

        var isRefused = _failOn switch
        {
            FailOn.Any => down > 0,
            FailOn.All => down == all && down > 0,
            _ => false,
        };
        return isRefused ? $"{down} of {all} containers are down" : null;
    }
}
