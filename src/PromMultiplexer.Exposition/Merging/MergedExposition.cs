using System.Buffers;
using System.Numerics;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// One page made of several: families sorted by name, each with one HELP, one TYPE and the samples of all sources. Points
/// into the sources; valid as long as they are unchanged and the merger that made it makes no other. Safe for concurrent
/// reading.
/// </summary>
public sealed class MergedExposition
{
    private readonly List<MergeConflict> _conflicts = [];
    private readonly HashSet<MergeConflict> _known = [];
    private readonly List<int> _leftOut = [];
    private readonly MetadataLines _metadata = new();
    private LabeledExposition[] _sources = [];

    internal MergedExposition()
    {
    }

    /// <summary>The number of families.</summary>
    public int FamilyCount { get; private set; }

    /// <summary>The number of samples.</summary>
    public int SampleCount { get; private set; }

    /// <summary>The disagreements that were met, in the order of the page. Empty on most pages.</summary>
    public IReadOnlyList<MergeConflict> Conflicts => _conflicts;

    /// <summary>
    /// The indices of the sources that have no place on the page: see <see cref="TypeConflict.Fail"/> and
    /// <see cref="FamilyMerger.ConversionLimit"/>. Why not is among <see cref="Conflicts"/>: one of types or of conversion, with the
    /// source as <see cref="MergeConflict.Other"/>.
    /// </summary>
    public IReadOnlyList<int> LeftOut => _leftOut;

    /// <summary>Whose types and names the page follows.</summary>
    internal PageView View { get; private set; } = PageView.Text;

    internal ReadOnlySpan<LabeledExposition> Sources => _sources.AsSpan(0, SourceCount);

    internal int SourceCount { get; private set; }

    internal IndexList<FamilyPart> Parts { get; } = new();

    internal IndexList<MergedFamily> Families { get; } = new();

    /// <summary>Holds the names of families that were taken apart.</summary>
    internal ArenaWriter Arena { get; } = new();

    /// <summary>The samples of parts that are not in the order of their source any more.</summary>
    internal IndexList<SampleEntry> Reordered { get; } = new();

    /// <summary>Takes all families off the page but those named. Their types and names stay what they are on the whole page.</summary>
    /// <param name="names">Names of families, as text has them or as the page's own format has them.</param>
    public void Keep(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var kept = new HashSet<int>();
        foreach (var name in names)
        {
            // Lines have names escaped, messages have them as they are.
            var bytes = Encoding.UTF8.GetBytes(View == PageView.Protobuf ? name : TextEscape.Quoted(name));
            kept.Add(Find(bytes));
            if (View == PageView.OpenMetrics)
            {
                KeepShortened(bytes, SampleKind.Total, kept);
                KeepShortened(bytes, SampleKind.Info, kept);
            }
        }

        for (var i = 0; i < Families.Count; i++)
        {
            Families[i].IsHidden |= !kept.Contains(i);
        }

        IsNarrowed = true;
        Count();
    }

    /// <summary>The exact number of bytes that <see cref="WriteTo"/> writes in <paramref name="format"/>.</summary>
    public long GetLength(ExpositionFormat format) =>
        View == PageView.Protobuf ? MessagePageWriter.Measure(this, format) : PageWriter.Measure(this, format);

    /// <summary>Writes the page.</summary>
    /// <param name="output">Receives the bytes. It is asked for memory in pieces.</param>
    /// <param name="format">The format to write.</param>
    /// <exception cref="ArgumentException">The page was merged for a format of another kind: text, OpenMetrics, protobuf.</exception>
    public void WriteTo(IBufferWriter<byte> output, ExpositionFormat format)
    {
        if (View == PageView.Protobuf)
        {
            MessagePageWriter.Write(this, output, format);
        }
        else
        {
            PageWriter.Write(this, output, format);
        }
    }

    /// <summary>The typed form of the page: a copy that owns its data.</summary>
    public IReadOnlyList<MetricFamily> ToFamilies() =>
        View == PageView.Protobuf ? MessageAssembler.Assemble(this) : MetricAssembler.Assemble(this);

    /// <summary>Starts anew.</summary>
    /// <param name="sources">The pages to merge.</param>
    /// <param name="forms">The same in the form that the view needs.</param>
    /// <param name="view">Whose types and names the page is to follow.</param>
    internal void Start(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms, PageView view)
    {
        View = view;
        if (_sources.Length < sources.Length)
        {
            _sources = new LabeledExposition[sources.Length];
        }

        forms.CopyTo(_sources);
        Array.Clear(_sources, forms.Length, _sources.Length - forms.Length);
        SourceCount = sources.Length;
        _conflicts.Clear();
        _known.Clear();
        Parts.Clear();
        Families.Clear();
        Arena.Clear();
        Reordered.Clear();
        _metadata.Clear();
        IsNarrowed = false;
        AddSourceConflicts(sources);
    }

    /// <summary>Lets go of the pages. Only after others are taken over is this a page again.</summary>
    internal void LetGo() => Array.Clear(_sources);

    /// <summary>Takes over pages of the same shapes, for which everything that was settled holds.</summary>
    internal void Repeat(ReadOnlySpan<LabeledExposition> forms) => forms.CopyTo(_sources);

    /// <summary>
    /// Takes over pages with the same families, where there was nothing to settle between these. What is settled then does not depend
    /// on their samples, but on whether there are any.
    /// </summary>
    /// <returns><see langword="false"/> where the pages have to be merged anew.</returns>
    internal bool TryRepeatFamilies(ReadOnlySpan<LabeledExposition> forms)
    {
        if (_conflicts.Count > 0 || Arena.Length > 0)
        {
            return false;
        }

        Repeat(forms);
        foreach (ref var family in Families.AsSpan())
        {
            family.SampleCount = 0;
            foreach (ref var part in Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                var count = EntryOf(part).SampleCount;
                if ((count == 0) != (part.SampleCount == 0))
                {
                    return false;
                }

                part.SampleCount = count;
                family.SampleCount += count;
            }
        }

        Count();
        return true;
    }

    /// <summary>Spells the metadata of a page of lines now, since it looks as if it was written again and again.</summary>
    internal void SpellMetadata()
    {
        if (!_metadata.IsSpelled && View != PageView.Protobuf)
        {
            _metadata.Spell(this);
        }
    }

    /// <summary>Whether the page shows less than was merged.</summary>
    internal bool IsNarrowed { get; private set; }

    /// <summary>Whether a family had to be taken apart or lost its type.</summary>
    internal bool HasTypeConflicts => _conflicts.Exists(conflict => conflict.Kind is ConflictKind.Type or ConflictKind.Name);

    /// <summary>The metadata in lines, where it was spelled already.</summary>
    internal MetadataLines? Metadata => _metadata.IsSpelled ? _metadata : null;

    internal void Finish(IReadOnlyCollection<MergeConflict> dissents)
    {
        _leftOut.Clear();
        foreach (var dissent in dissents)
        {
            _leftOut.Add(dissent.Other);
            _conflicts.Add(dissent);
        }

        Count();
    }

    /// <summary>Gives memory back that a page of very many families has left behind.</summary>
    internal void Trim()
    {
        Parts.Trim();
        Families.Trim();
        Arena.Trim();
        Reordered.Trim();
    }

    internal void ForgetFamilies() => Families.Clear();

    /// <summary>The place behind the parts that have been made families of.</summary>
    internal int EndOfGrouped => Families.Count == 0 ? 0 : Families[Families.Count - 1].FirstPart + Families[Families.Count - 1].PartCount;

    /// <summary>The place behind the families that can be written together with this one, because they stand together in one source.</summary>
    internal int EndOfStretch(int family)
    {
        var families = IsNarrowed ? default : Families.AsSpan();
        var end = family + 1;
        while (end < families.Length && families[end].GoesOn)
        {
            end++;
        }

        return end;
    }

    /// <summary>The samples of a part that has been reordered.</summary>
    internal Span<SampleEntry> ReorderedOf(in FamilyPart part) => Reordered.AsSpan()[(part.EndOfReordered - part.SampleCount)..part.EndOfReordered];

    internal ParsedExposition ExpositionOf(in FamilyPart part) => _sources[part.Source].Exposition;

    internal ref FamilyEntry EntryOf(in FamilyPart part) => ref ExpositionOf(part).Families[part.Family];

    /// <summary>The message that a part of a page of messages is about.</summary>
    internal ProtobufPart MessagesOf(in FamilyPart part) =>
        new(ExpositionOf(part).Messages, part.Family, _sources[part.Source].MessagePair);

    internal ReadOnlySpan<byte> BytesOf(int source, Slice slice) => _sources[source].Exposition.BytesOf(slice);

    internal ReadOnlySpan<byte> NameOf(in FamilyPart part) => part.IsApart
        ? Arena.Written.Slice(~part.Name.Start, part.Name.Length)
        : BytesOf(part.Source, EntryOf(part).Name);

    internal bool HaveSameName(in FamilyPart first, in FamilyPart second) =>
        first.Name.Length == second.Name.Length && NameOf(first).SequenceEqual(NameOf(second));

    internal ReadOnlySpan<byte> NameOf(in MergedFamily family) => NameOf(Parts[family.FirstPart]);

    /// <summary>The family's HELP text. Only to be asked for where there is one.</summary>
    internal ReadOnlySpan<byte> HelpOf(in MergedFamily family) =>
        BytesOf(Parts[family.HelpPart].Source, EntryOf(Parts[family.HelpPart]).Help);

    /// <summary>The family's unit. Only to be asked for where there is one.</summary>
    internal ReadOnlySpan<byte> UnitOf(in MergedFamily family) =>
        BytesOf(Parts[family.UnitPart].Source, EntryOf(Parts[family.UnitPart]).Unit);

    /// <summary>The index of the family of this name; -1 where there is none.</summary>
    internal int Find(ReadOnlySpan<byte> name)
    {
        var low = 0;
        var high = Families.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = NameOf(Families[middle]).SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private void Count()
    {
        var (families, samples) = (0, 0);
        foreach (ref var family in Families.AsSpan())
        {
            families += family.IsHidden ? 0 : 1;
            samples += family.IsHidden ? 0 : family.SampleCount;
        }

        FamilyCount = families;
        SampleCount = samples;
    }

    /// <summary>Keeps the family that goes by a name here which lacks the end that the name has in text.</summary>
    private void KeepShortened(byte[] name, SampleKind kind, HashSet<int> kept)
    {
        var family = Find([.. name, .. SampleSuffix.Of(kind)]);
        if (family >= 0 && OpenMetricsView.NameOf(this, family).SequenceEqual(name))
        {
            kept.Add(family);
        }
    }

    /// <summary>Takes a disagreement down, once for each kind, family and pair.</summary>
    internal void AddConflict(ConflictKind kind, int part, int first, int other)
    {
        var conflict = new MergeConflict(kind, Encoding.UTF8.GetString(NameOf(Parts[part])), first, other);
        if (_known.Add(conflict))
        {
            _conflicts.Add(conflict);
        }
    }

    private void AddSourceConflicts(ReadOnlySpan<LabeledExposition> sources)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].CollisionCount > 0)
            {
                _conflicts.Add(new MergeConflict(ConflictKind.Label, "", i, i));
            }

            if (sources[i].Exposition.DroppedSampleCount > 0)
            {
                _conflicts.Add(new MergeConflict(ConflictKind.DuplicateLabel, "", i, i));
            }
        }
    }

    /// <summary>The samples of one kind as a family of their own.</summary>
    internal FamilyPart Apart(in FamilyPart part, SampleKind kind, int count, MetricType type)
    {
        var name = Arena.Length;
        Arena.Append(NameOf(part)[..EntryOf(part).BaseLength]);
        Arena.Append(SampleSuffix.Of(kind));
        return part with
        {
            Kinds = (ushort)(1 << (int)kind),
            SampleCount = count,
            Type = type,
            Name = Arena.SliceFrom(name),
            IsApart = true,
        };
    }

    /// <summary>The samples of one kind in a part's family.</summary>
    internal int CountSamples(in FamilyPart part, SampleKind kind)
    {
        if (View == PageView.Protobuf)
        {
            var metrics = new List<Metric>();
            ProtobufFamilyReader.AddMetrics(MessagesOf(part), metrics);
            return metrics.Sum(metric => MetricSamples.Of(metric, kind).Count());
        }

        ref var entry = ref EntryOf(part);
        if ((entry.Kinds & (1 << (int)kind)) == 0)
        {
            return 0;
        }

        var count = 0;
        var exposition = ExpositionOf(part);
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

    /// <summary>Settles that the names of two families cannot be told apart: the first is to be demoted, or one hidden that has nothing to show.</summary>
    /// <returns>Whether the first has to be taken apart. A counter or info of which all samples have its name need not be: it has no type from here on.</returns>
    internal bool SettleClash(int family, int other)
    {
        ref var clashing = ref Families[other];
        if (clashing.SampleCount == 0)
        {
            clashing.IsHidden = true;
            return false;
        }

        ref var demoted = ref Families[family];
        if (!demoted.IsDemoted && demoted.Type != MetricType.Untyped)
        {
            AddConflict(
                ConflictKind.Name,
                demoted.FirstPart,
                Parts[demoted.FirstPart].Source,
                Parts[clashing.FirstPart].Source);
            if (TypeVerdict.IsScalar(demoted.Type) && HasOneName(demoted))
            {
                demoted.Type = MetricType.Untyped;
            }
            else
            {
                demoted.IsDemoted = true;
            }
        }

        return demoted.IsDemoted;
    }

    /// <summary>Whether a family has samples, and all of them its own name.</summary>
    private bool HasOneName(in MergedFamily family)
    {
        foreach (ref var part in Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
        {
            ref var entry = ref EntryOf(part);
            var kinds = entry.Kinds & part.Kinds;
            var length = entry.BaseLength + SampleSuffix.LengthOf((SampleKind)BitOperations.TrailingZeroCount(kinds | (1 << (int)SampleKind.Native)));
            if (part.SampleCount > 0 && (!BitOperations.IsPow2(kinds) || length != NameOf(part).Length))
            {
                return false;
            }
        }

        return family.SampleCount > 0;
    }
}
