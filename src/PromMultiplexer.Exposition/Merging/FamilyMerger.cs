using System.Runtime.CompilerServices;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Merges labeled pages into one, family by family: sorted by name, in a family the sources in their order, one HELP, one
/// TYPE, one UNIT. Reusable; not safe for concurrent use.
/// </summary>
public sealed class FamilyMerger
{
    /// <summary>No family of a source comes behind it.</summary>
    private const int NoFamily = int.MinValue;

    private readonly SourceCursors _cursors = new();
    private readonly MergedExposition _merged = new();
    private readonly HashSet<int> _leftOut = [];
    private readonly PageShapes _shapes = new();
    private readonly ValueRules _values = new();

    /// <summary>The sources that cannot be converted.</summary>
    private readonly List<int> _unsaid = [];

    /// <summary>Why each of the sources was left out.</summary>
    private readonly List<MergeConflict> _dissents = [];
    private LabeledExposition[] _forms = [];

    /// <summary>What each of the sources was converted to last, for the next conversion to be compared with.</summary>
    private ConvertedExposition?[] _conversions = [];
    private PageView _view = PageView.Text;

    /// <summary>What the first source that disagrees with one before it disagrees on; <see langword="null"/> where there is none.</summary>
    private MergeConflict? _dissent;

    /// <summary>Makes a merger.</summary>
    /// <param name="onTypeConflict">What to do when sources disagree on a family's type.</param>
    public FamilyMerger(TypeConflict onTypeConflict = TypeConflict.Demote) => OnTypeConflict = onTypeConflict;

    /// <summary>
    /// The most bytes, about, that a source may come to have which is not in the kind of format to be written; 256 MiB by default. Text
    /// repeats labels for every bucket that protobuf says once. A source that would have more is left out.
    /// </summary>
    public long ConversionLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>What happens when sources disagree on a family's type.</summary>
    public TypeConflict OnTypeConflict { get; }

    /// <summary>
    /// Merges <paramref name="sources"/> in the order given. The result points into the sources, which must stay unchanged
    /// while it is used, and is valid until the next call.
    /// </summary>
    /// <param name="sources">The pages, in the order in which their samples are to stand.</param>
    /// <param name="format">The format that the result is going to be written in: its types and names decide what can stand together.</param>
    public MergedExposition Merge(ReadOnlySpan<LabeledExposition> sources, ExpositionFormat format = ExpositionFormat.Text004) =>
        Merge(sources, PageView.Of(format));

    /// <summary>
    /// Lets go of the pages that were merged last, so that the collector can have them. The result must not be used any more. What is
    /// known of their shape is kept: to merge others like them costs no more.
    /// </summary>
    public void Forget()
    {
        Array.Clear(_forms);
        _merged.LetGo();
    }

    /// <summary>Merges <paramref name="sources"/> under the types and names of a format.</summary>
    internal MergedExposition Merge(ReadOnlySpan<LabeledExposition> sources, PageView view)
    {
        var isSameView = _view == view;
        _view = view;
        var forms = Convert(sources);
        var isRepeated = isSameView && _unsaid.Count == 0 && !_merged.IsNarrowed;
        if (isRepeated && _shapes.AreThoseOf(sources, forms))
        {
            _merged.Repeat(forms);
            if (StillHolds())
            {
                _merged.SpellMetadata();
                return _merged;
            }
        }
        else if (isRepeated && view == PageView.Text && _shapes.HaveFamiliesOf(sources, forms) && _merged.TryRepeatFamilies(forms))
        {
            _shapes.Keep(sources, forms);
            return _merged;
        }

        _shapes.Forget();
        _values.Forget();
        _leftOut.Clear();
        _dissents.Clear();
        foreach (var source in _unsaid)
        {
            _leftOut.Add(source);
            _dissents.Add(new MergeConflict(ConflictKind.Conversion, "", source, source));
        }

        while (true)
        {
            _merged.Start(sources, forms, view);
            _dissent = null;
            Collect(forms);
            while (HasDemoted())
            {
                TakeApart();
                Group();
            }

            // Under TypeConflict.Fail a source may have turned out to be one that has no place on the page. The first goes
            // first: those behind it may have disagreed with nobody else.
            if (_dissent is not { } dissent)
            {
                break;
            }

            _leftOut.Add(dissent.Other);
            _dissents.Add(dissent);
        }

        _view.PutInOrder(_merged);
        _merged.Finish(_dissents);
        _merged.Trim();
        _shapes.Keep(sources, forms);
        return _merged;
    }

    /// <summary>
    /// Whether what was settled for pages of the same shapes holds for these. Text looks at nothing else, and nor do messages, unless
    /// they have to be taken apart; OpenMetrics also looks at values, so that what fitted its type has to do so again, and what did
    /// not may do so now.
    /// </summary>
    private bool StillHolds()
    {
        if (_view == PageView.Text)
        {
            return true;
        }

        return !_merged.HasTypeConflicts
            && (_view == PageView.Protobuf || (_view == PageView.OpenMetrics && _values.Hold(_merged)));
    }

    /// <summary>The pages in the form that is needed, which is that of most of them already.</summary>
    private ReadOnlySpan<LabeledExposition> Convert(ReadOnlySpan<LabeledExposition> sources)
    {
        if (_forms.Length < sources.Length)
        {
            _forms = new LabeledExposition[sources.Length];
            Array.Resize(ref _conversions, sources.Length);
        }

        _unsaid.Clear();
        Array.Clear(_forms, sources.Length, _forms.Length - sources.Length);
        Array.Clear(_conversions, sources.Length, _conversions.Length - sources.Length);
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].For(_view, ConversionLimit, ref _conversions[i]) is { } form)
            {
                _forms[i] = form;
            }
            else
            {
                _forms[i] = sources[i];
                _unsaid.Add(i);
            }
        }

        return _forms.AsSpan(0, sources.Length);
    }

    /// <summary>Files a part for every family of every source, in the order of the page, and makes families of them.</summary>
    private void Collect(ReadOnlySpan<LabeledExposition> sources)
    {
        _cursors.Start(sources, _leftOut);
        while (_cursors.TryNext(sources, out var source, out var families))
        {
            var page = sources[source].Exposition;
            if (families.Length > 1 && _view == PageView.Text && _merged.Arena.Length == 0 && page.HasFamiliesInOnePiece)
            {
                // Only the first may have the name of one before.
                File(page, source, families[..1]);
                Group();
                TakeAsTheyAre(page, source, families[1..]);
            }
            else
            {
                File(page, source, families);
            }
        }

        if (_merged.Arena.Length > 0)
        {
            Sort();
        }

        Group();
    }

    /// <summary>Files a part for each of some families of a source.</summary>
    private void File(ParsedExposition page, int source, ReadOnlySpan<int> families)
    {
        var entries = page.Families.AsSpan();
        var areFiled = _view.Files(page);
        foreach (var family in families)
        {
            ref var entry = ref entries[family];
            _merged.Parts.Add().Become(source, family, entry);
            if (areFiled)
            {
                _view.File(_merged, _merged.Parts.Count - 1);
            }
        }
    }

    /// <summary>
    /// Takes families of a source that are the only ones of their names, about which, since they stand on a page of text in one piece,
    /// there is nothing to settle.
    /// </summary>
    private void TakeAsTheyAre(ParsedExposition page, int source, ReadOnlySpan<int> families)
    {
        var entries = page.Families.AsSpan();
        var place = _merged.Parts.Count;
        ref readonly var last = ref _merged.Families[_merged.Families.Count - 1];
        var before = last.StandsInSource ? _merged.Parts[place - 1].Family : NoFamily;
        var parts = _merged.Parts.AddMany(families.Length);
        var merged = _merged.Families.AddMany(families.Length);
        for (var i = 0; i < families.Length; i++)
        {
            var index = families[i];
            ref readonly var entry = ref entries[index];
            parts[i].Become(source, index, entry);
            ref var family = ref merged[i];
            family.Become(place + i, partCount: 1);
            family.SampleCount = entry.SampleCount;
            family.HelpPart = entry.Help.IsNone ? -1 : place + i;
            family.Type = entry.Type;
            family.HasMetadataInSource = true;
            family.GoesOn = family.StandsInSource && index == before + 1;
            before = family.StandsInSource ? index : NoFamily;
        }
    }

    /// <summary>Makes families of neighbouring parts with the same name that are in none yet.</summary>
    private void Group()
    {
        var parts = _merged.Parts.AsSpan();
        for (var first = _merged.EndOfGrouped; first < parts.Length;)
        {
            ref readonly var part = ref parts[first];
            var end = first + 1;
            while (end < parts.Length && _merged.HaveSameName(part, parts[end]))
            {
                end++;
            }

            ref var family = ref _merged.Families.Add();
            family.Become(first, end - first);
            if (family.PartCount > 1 || !TryTakeAsItIs(ref family, part))
            {
                SettleType(ref family);
                SettleMetadata(ref family);
                family.HasMetadataInSource = HasMetadataInSource(family);
            }

            first = end;
        }
    }

    /// <summary>Whether families have to be taken apart, be it because of the names of others.</summary>
    private bool HasDemoted()
    {
        var hasDemoted = false;
        var families = _merged.Families.AsSpan();
        for (var i = 0; i < families.Length; i++)
        {
            ref readonly var family = ref families[i];
            hasDemoted |= family.IsDemoted || (_view.MayClash(family.Type) && _view.Clashes(_merged, i));
        }

        return hasDemoted;
    }

    /// <summary>Takes a family of one source about which there is nothing to settle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeAsItIs(ref MergedFamily family, in FamilyPart part)
    {
        ref readonly var entry = ref _merged.EntryOf(part);
        if (part.IsApart
            || entry.Has(FamilyFlags.Misfit | FamilyFlags.TypeConflict | FamilyFlags.HelpConflict)
            || (part.SampleCount > 0 && !_view.Fits(_merged, part, part.Type)))
        {
            return false;
        }

        family.Type = part.Type;
        family.SampleCount = part.SampleCount;
        family.HelpPart = entry.Help.IsNone ? -1 : family.FirstPart;
        family.UnitPart = entry.Unit.IsNone ? -1 : family.FirstPart;
        family.HasMetadataInSource = _view == PageView.Text && entry.MetadataLength > 0 && entry.Type == part.Type;
        family.GoesOn = family.StandsInSource && family.FirstPart > 0 && GoesOn(part, family.FirstPart - 1);
        return true;
    }

    /// <summary>Whether the family that was added last, of one part, goes on where the one in front of it ends.</summary>
    private bool GoesOn(in FamilyPart part, int before)
    {
        ref var partBefore = ref _merged.Parts[before];
        return _merged.Families[_merged.Families.Count - 2].StandsInSource
            && part.Source == partBefore.Source
            && part.Family == partBefore.Family + 1
            && _merged.ExpositionOf(part).HasFamiliesInOnePiece;
    }

    private bool HasMetadataInSource(in MergedFamily family)
    {
        ref var part = ref _merged.Parts[family.FirstPart];
        ref var entry = ref _merged.EntryOf(part);
        return _view == PageView.Text
            && entry.MetadataLength > 0
            && !part.IsApart
            && entry.Type == family.Type
            && family.HelpPart == (entry.Help.IsNone ? -1 : family.FirstPart);
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
                    if (OnTypeConflict != TypeConflict.Demote && part.Source != firstSource)
                    {
                        LeaveOut(ref family, ref part, firstSource);
                        verdict = before;
                    }
                }
            }

            if (family.SampleCount == 0 && !part.IsLeftOut && (entry.Flags & (FamilyFlags.Misfit | FamilyFlags.TypeConflict)) == FamilyFlags.TypeConflict)
            {
                verdict.Contradict();
            }
            else if (!part.IsApart && part.SampleCount > 0 && entry.Has(FamilyFlags.Misfit | FamilyFlags.TypeConflict))
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

        var settled = started!.Value;
        if (!settled.IsDemoted && !FitsView(parts, settled.Type))
        {
            if (!settled.IsConflict)
            {
                _merged.AddConflict(ConflictKind.Type, family.FirstPart, firstSource, firstSource);
            }

            settled.Demote();
        }

        family.Type = settled.Type;
        family.IsDemoted = settled.IsDemoted && !IsApart(parts);
    }

    private bool FitsView(ReadOnlySpan<FamilyPart> parts, MetricType type)
    {
        foreach (ref readonly var part in parts)
        {
            if (part.SampleCount > 0 && !_view.Fits(_merged, part, type))
            {
                return false;
            }
        }

        return _view.FitTogether(_merged, parts, type);
    }

    /// <summary>Whether the parts are one sample name each already.</summary>
    private static bool IsApart(ReadOnlySpan<FamilyPart> parts)
    {
        foreach (ref readonly var part in parts)
        {
            if (!part.IsApart && !part.IsLeftOut)
            {
                return false;
            }
        }

        return true;
    }

    private void LeaveOut(ref MergedFamily family, ref FamilyPart part, int firstSource)
    {
        if (OnTypeConflict == TypeConflict.Fail && (_dissent is not { } dissent || part.Source < dissent.Other))
        {
            _dissent = new MergeConflict(ConflictKind.Type, Encoding.UTF8.GetString(_merged.NameOf(part)), firstSource, part.Source);
        }

        family.SampleCount -= part.SampleCount;
        part.SampleCount = 0;
        part.IsLeftOut = true;
    }

    private void SettleMetadata(ref MergedFamily family)
    {
        var parts = _merged.Parts.AsSpan().Slice(family.FirstPart, family.PartCount);
        var hasUnitConflict = false;
        for (var i = 0; i < parts.Length; i++)
        {
            ref var part = ref parts[i];
            if (part.IsLeftOut)
            {
                continue;
            }

            ref var entry = ref _merged.EntryOf(part);
            if (!entry.Help.IsNone)
            {
                if (family.HelpPart < 0)
                {
                    family.HelpPart = family.FirstPart + i;
                }
                else if (!_merged.BytesOf(part.Source, entry.Help).SequenceEqual(_merged.HelpOf(family)))
                {
                    _merged.AddConflict(ConflictKind.Help, family.FirstPart, _merged.Parts[family.HelpPart].Source, part.Source);
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

            if (family.UnitPart < 0)
            {
                family.UnitPart = family.FirstPart + i;
            }
            else if (!_merged.BytesOf(part.Source, entry.Unit).SequenceEqual(_merged.UnitOf(family)))
            {
                _merged.AddConflict(ConflictKind.Unit, family.FirstPart, _merged.Parts[family.UnitPart].Source, part.Source);
                hasUnitConflict = true;
            }
        }

        if (hasUnitConflict)
        {
            family.UnitPart = -1;
        }
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
                // What is left out must not come to stand alone, where it would have a say.
                if (part.IsLeftOut)
                {
                    continue;
                }

                if (!family.IsDemoted || part.IsApart)
                {
                    kept.Add(part);
                }
                else
                {
                    AddApart(kept, part);
                }
            }
        }

        _merged.ForgetFamilies();
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
        for (var kind = SampleKind.Plain; kind <= SampleKind.Native; kind++)
        {
            if (part.Contains(kind) && _merged.CountSamples(part, kind) is var count and > 0)
            {
                kept.Add(_merged.Apart(part, kind, count, kind == SampleKind.Native ? part.Type : MetricType.Untyped));
            }
        }
    }
}
