namespace PromMultiplexer.Exposition;

/// <summary>
/// Merges labeled pages into one, family by family: sorted by name, in a family the sources in their order, one HELP, one
/// TYPE, one UNIT. Reusable; not safe for concurrent use.
/// </summary>
public sealed class FamilyMerger
{
    private readonly SourceCursors _cursors = new();
    private readonly MergedExposition _merged = new();
    private readonly HashSet<int> _leftOut = [];
    private PageView _view;

    /// <summary>Makes a merger.</summary>
    /// <param name="onTypeConflict">What to do when sources disagree on a family's type.</param>
    public FamilyMerger(TypeConflict onTypeConflict = TypeConflict.Demote) => OnTypeConflict = onTypeConflict;

    /// <summary>What happens when sources disagree on a family's type.</summary>
    public TypeConflict OnTypeConflict { get; }

    /// <summary>
    /// Merges <paramref name="sources"/> in the order given. The result points into the sources, which must stay unchanged
    /// while it is used, and is valid until the next call.
    /// </summary>
    public MergedExposition Merge(ReadOnlySpan<LabeledExposition> sources) => Merge(sources, PageView.Text);

    /// <summary>Merges <paramref name="sources"/> under the types and names of a format.</summary>
    internal MergedExposition Merge(ReadOnlySpan<LabeledExposition> sources, PageView view)
    {
        _view = view;
        _leftOut.Clear();
        while (true)
        {
            _merged.Start(sources);
            Collect(sources);
            var leftOut = _leftOut.Count;
            while (Group())
            {
                TakeApart();
            }

            // Under TypeConflict.Fail a source may have turned out to be one that has no place on the page.
            if (_leftOut.Count == leftOut)
            {
                break;
            }
        }

        _merged.Finish(_leftOut);
        return _merged;
    }

    /// <summary>Files a part for every family of every source, in the order of the page.</summary>
    private void Collect(ReadOnlySpan<LabeledExposition> sources)
    {
        _cursors.Start(sources, _leftOut.Contains);
        while (_cursors.TryNext(sources, out var source, out var family))
        {
            ref var entry = ref sources[source].Exposition.Families[family];
            var part = new FamilyPart
            {
                Source = source,
                Family = family,
                Kinds = FamilyPart.AllKinds,
                Type = entry.Type,
                SampleCount = entry.SampleCount,
                Name = entry.Name,
            };
            if (_view == PageView.Text && sources[source].Exposition.IsOpenMetrics)
            {
                AddAsText(part);
            }
            else
            {
                _merged.Parts.Add(part);
            }
        }

        if (_merged.Arena.Length > 0)
        {
            Sort();
        }
    }

    /// <summary>Files a family of an OpenMetrics page under the types that text has.</summary>
    private void AddAsText(FamilyPart part)
    {
        ref var entry = ref _merged.EntryOf(part);
        part.Type = entry.Type switch
        {
            MetricType.Info or MetricType.StateSet => MetricType.Gauge,
            _ => entry.Type,
        };

        const int Created = 1 << (int)SampleKind.Created;
        if (entry.Type == MetricType.GaugeHistogram || (entry.Kinds & Created) == 0)
        {
            // A gauge histogram has no type in text; grouping takes it apart.
            _merged.Parts.Add(part);
            return;
        }

        var created = CountSamples(part, SampleKind.Created);
        _merged.Parts.Add(part with { Kinds = FamilyPart.AllKinds & ~Created, SampleCount = part.SampleCount - created });
        _merged.Parts.Add(Apart(part, SampleKind.Created, created, MetricType.Gauge));
    }

    /// <summary>Makes families of neighbouring parts with the same name.</summary>
    /// <returns>Whether some of them have to be taken apart.</returns>
    private bool Group()
    {
        _merged.ForgetFamilies();
        var parts = _merged.Parts;
        var hasDemoted = false;
        for (var first = 0; first < parts.Count;)
        {
            var end = first + 1;
            var name = _merged.NameOf(parts[first]);
            while (end < parts.Count && _merged.NameOf(parts[end]).SequenceEqual(name))
            {
                end++;
            }

            hasDemoted |= AddFamily(first, end);
            first = end;
        }

        return hasDemoted | FindClashes();
    }

    private bool AddFamily(int first, int end)
    {
        ref var family = ref _merged.Families.Add();
        family = new MergedFamily { FirstPart = first, PartCount = end - first, HelpSource = -1, UnitSource = -1 };
        SettleType(ref family);
        SettleMetadata(ref family);
        return family.IsDemoted;
    }

    private void SettleType(ref MergedFamily family)
    {
        var parts = _merged.Parts.AsSpan().Slice(family.FirstPart, family.PartCount);
        foreach (ref var part in parts)
        {
            family.SampleCount += part.SampleCount;
        }

        // A source that has no samples has no say where another one has some.
        TypeVerdict? started = null;
        var firstSource = -1;
        foreach (ref var part in parts)
        {
            if (part.SampleCount == 0 && family.SampleCount > 0)
            {
                continue;
            }

            ref var entry = ref _merged.EntryOf(part);
            var type = part.Type;
            if (started is not { } verdict)
            {
                verdict = new TypeVerdict(type);
                firstSource = part.Source;
            }
            else
            {
                var before = verdict;
                verdict.Add(type);
                if ((verdict.IsConflict && !before.IsConflict) || (verdict.IsDemoted && !before.IsDemoted))
                {
                    _merged.AddConflict(ConflictKind.Type, family.FirstPart, firstSource, part.Source);
                    if (OnTypeConflict != TypeConflict.Demote)
                    {
                        LeaveOut(ref family, ref part);
                        verdict = before;
                    }
                }
            }

            if (_view == PageView.Text && type == MetricType.GaugeHistogram && !part.IsApart)
            {
                verdict.Demote();
            }

            if (!part.IsApart && part.SampleCount > 0 && entry.Has(FamilyFlags.Misfit | FamilyFlags.TypeConflict))
            {
                _merged.AddConflict(ConflictKind.Type, family.FirstPart, part.Source, part.Source);
                if (entry.Has(FamilyFlags.Misfit))
                {
                    verdict.Demote();
                }
                else
                {
                    verdict.Contradict();
                }
            }

            started = verdict;
        }

        family.Type = started!.Value.Type;
        family.IsDemoted = started.Value.IsDemoted && !IsApart(parts);
    }

    /// <summary>Whether the parts are one sample name each already.</summary>
    private static bool IsApart(ReadOnlySpan<FamilyPart> parts)
    {
        foreach (ref readonly var part in parts)
        {
            if (!part.IsApart)
            {
                return false;
            }
        }

        return true;
    }

    private void LeaveOut(ref MergedFamily family, ref FamilyPart part)
    {
        if (OnTypeConflict == TypeConflict.Fail)
        {
            _leftOut.Add(part.Source);
        }

        family.SampleCount -= part.SampleCount;
        part.SampleCount = 0;
        part.IsLeftOut = true;
    }

    private void SettleMetadata(ref MergedFamily family)
    {
        var parts = _merged.Parts.AsSpan().Slice(family.FirstPart, family.PartCount);
        var hasUnitConflict = false;
        foreach (ref var part in parts)
        {
            if (part.IsLeftOut)
            {
                continue;
            }

            ref var entry = ref _merged.EntryOf(part);
            if (!entry.Help.IsNone)
            {
                if (family.HelpSource < 0)
                {
                    family.HelpSource = part.Source;
                    family.Help = entry.Help;
                }
                else if (!_merged.BytesOf(part.Source, entry.Help).SequenceEqual(_merged.BytesOf(family.HelpSource, family.Help)))
                {
                    _merged.AddConflict(ConflictKind.Help, family.FirstPart, family.HelpSource, part.Source);
                }

                if (entry.Has(FamilyFlags.HelpConflict))
                {
                    _merged.AddConflict(ConflictKind.Help, family.FirstPart, part.Source, part.Source);
                }
            }

            if (entry.Unit.IsNone)
            {
                continue;
            }

            if (family.UnitSource < 0)
            {
                family.UnitSource = part.Source;
                family.Unit = entry.Unit;
            }
            else if (!_merged.BytesOf(part.Source, entry.Unit).SequenceEqual(_merged.BytesOf(family.UnitSource, family.Unit)))
            {
                _merged.AddConflict(ConflictKind.Unit, family.FirstPart, family.UnitSource, part.Source);
                hasUnitConflict = true;
            }
        }

        if (hasUnitConflict)
        {
            family.UnitSource = -1;
        }
    }

    /// <summary>
    /// A histogram <c>h</c> beside a family <c>h_count</c>: no reader that groups by names can tell whose the samples are.
    /// </summary>
    private bool FindClashes()
    {
        var hasClash = false;
        for (var i = 0; i < _merged.Families.Count; i++)
        {
            var type = _merged.Families[i].Type;
            if (TypeVerdict.IsScalar(type) || _merged.Families[i].IsDemoted || !IsNextNameLonger(i))
            {
                continue;
            }

            foreach (var kind in SampleSuffix.Kinds(isOpenMetrics: false))
            {
                if (SampleSuffix.Belongs(type, kind, isOpenMetrics: false))
                {
                    hasClash |= SettleClash(i, kind);
                }
            }
        }

        return hasClash;
    }

    private bool IsNextNameLonger(int family) =>
        family + 1 < _merged.Families.Count
        && _merged.NameOf(_merged.Families[family + 1]).StartsWith(_merged.NameOf(_merged.Families[family]));

    private bool SettleClash(int family, SampleKind kind)
    {
        byte[] name = [.. _merged.NameOf(_merged.Families[family]), .. SampleSuffix.Of(kind)];
        var other = _merged.Find(name);
        if (other < 0)
        {
            return false;
        }

        ref var clashing = ref _merged.Families[other];
        if (clashing.SampleCount == 0)
        {
            clashing.IsHidden = true;
            return false;
        }

        ref var demoted = ref _merged.Families[family];
        if (!demoted.IsDemoted)
        {
            _merged.AddConflict(
                ConflictKind.Name,
                demoted.FirstPart,
                _merged.Parts[demoted.FirstPart].Source,
                _merged.Parts[clashing.FirstPart].Source);
            demoted.IsDemoted = true;
        }

        return true;
    }

    /// <summary>Puts parts of one sample name each in the place of those of demoted families.</summary>
    private void TakeApart()
    {
        var parts = _merged.Parts;
        var kept = new List<FamilyPart>(parts.Count);
        foreach (ref var family in _merged.Families.AsSpan())
        {
            foreach (ref var part in parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                if (!family.IsDemoted || part.IsApart || part.IsLeftOut)
                {
                    kept.Add(part);
                }
                else
                {
                    AddApart(kept, part);
                }
            }
        }

        parts.Clear();
        foreach (var part in kept)
        {
            parts.Add(part);
        }

        Sort();
    }

    private void Sort() =>
        _merged.Parts.AsSpan().Sort((a, b) => _merged.NameOf(a).SequenceCompareTo(_merged.NameOf(b)) is var order && order != 0 ? order
            : a.Source != b.Source ? a.Source.CompareTo(b.Source)
            : a.Family != b.Family ? a.Family.CompareTo(b.Family)
            : a.Kinds.CompareTo(b.Kinds));

    private void AddApart(List<FamilyPart> kept, in FamilyPart part)
    {
        for (var kind = SampleKind.Plain; kind <= SampleKind.GaugeSum; kind++)
        {
            if (part.Contains(kind) && CountSamples(part, kind) is var count and > 0)
            {
                kept.Add(Apart(part, kind, count, MetricType.Untyped));
            }
        }
    }

    /// <summary>The samples of one kind as a family of their own.</summary>
    private FamilyPart Apart(in FamilyPart part, SampleKind kind, int count, MetricType type)
    {
        var name = _merged.Arena.Length;
        _merged.Arena.Append(_merged.NameOf(part)[.._merged.EntryOf(part).BaseLength]);
        _merged.Arena.Append(SampleSuffix.Of(kind));
        return part with
        {
            Kinds = (ushort)(1 << (int)kind),
            SampleCount = count,
            Type = type,
            Name = _merged.Arena.SliceFrom(name),
            IsApart = true,
        };
    }

    private int CountSamples(in FamilyPart part, SampleKind kind)
    {
        ref var entry = ref _merged.EntryOf(part);
        if ((entry.Kinds & (1 << (int)kind)) == 0)
        {
            return 0;
        }

        var count = 0;
        var exposition = _merged.ExpositionOf(part);
        for (var run = entry.FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var samples = exposition.Runs[run];
            for (var i = samples.First; i < samples.First + samples.Count; i++)
            {
                count += exposition.Samples[i].Kind == kind ? 1 : 0;
            }
        }

        return count;
    }
}
