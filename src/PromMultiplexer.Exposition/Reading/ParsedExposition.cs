using System.Runtime.CompilerServices;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page that was read: its source bytes and an index of its families and samples. Reusable, so that reading again
/// allocates nothing. Not safe for concurrent writing; safe for any number of readers between two reads.
/// </summary>
public sealed class ParsedExposition
{
    private readonly ArenaWriter _arena = new();
    private int[] _order = [];
    private ProtobufIndex? _messages;
    private FamilyOrder? _familyOrder;

    /// <summary>Found out when somebody wants to know: most scrapers take names as they are.</summary>
    private bool? _hasQuotedMessages;

    /// <summary>
    /// Found out when somebody wants to know: only who takes OpenMetrics does. One number, because the next page may be read, and take
    /// this over, at that very moment.
    /// </summary>
    private Answer _hasScatteredMetrics;

    /// <summary>Found out when somebody wants to know.</summary>
    private Answer _hasFamiliesInOnePiece;

    /// <summary>The format of <see cref="Source"/>.</summary>
    public ExpositionFormat Format { get; internal set; }

    /// <summary>Whether the page is in one of the OpenMetrics text formats.</summary>
    internal bool IsOpenMetrics => Format is ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100;

    /// <summary>Whether the page has messages, and not lines.</summary>
    internal bool IsProtobuf => Format == ExpositionFormat.Protobuf;

    /// <summary>The bytes that were read. The index points into them.</summary>
    public ReadOnlyMemory<byte> Source { get; internal set; }

    /// <summary>The number of families, those without samples included.</summary>
    public int FamilyCount { get; private set; }

    /// <summary>The number of samples; of a page in protobuf, the number that text would have for it.</summary>
    public int SampleCount => IsProtobuf ? Messages.SampleCount : Samples.Count;

    /// <summary>
    /// The samples that were dropped because they have the same label twice: 0 where a page was read in strict mode. Where its
    /// names were escaped, also those that came to have a label twice by that, or to be a series that the page has already.
    /// </summary>
    public int DroppedSampleCount { get; internal set; }

    /// <summary>
    /// What is wrong with the first sample that was dropped when the page was read, and where: Prometheus would refuse the page for
    /// it. <see langword="null"/> where reading has dropped none.
    /// </summary>
    public ReadError? FirstDroppedSample { get; internal set; }

    /// <summary>
    /// Whether a family, or a sample or exemplar that was kept, has a metric or label name that only quotes can spell, so that
    /// a scraper which knows the older character set needs the page from an <see cref="ExpositionEscaper"/>.
    /// </summary>
    public bool HasQuotedNames
    {
        get => IsProtobuf ? HasQuotedMessages() : field;
        internal set;
    }

    /// <summary>Whether a page of lines has metrics whose samples OpenMetrics wants in another order.</summary>
    internal bool HasScatteredMetrics
    {
        get => Ask(ref _hasScatteredMetrics, ScatteredMetrics.AreOn);
        set => _hasScatteredMetrics = value ? Answer.Yes : Answer.No;
    }

    /// <summary>Where the families of a page in protobuf stand: one for each of <see cref="Families"/>.</summary>
    internal ProtobufIndex Messages => _messages ??= new ProtobufIndex();

    /// <summary>How the page was read.</summary>
    internal ReadMode Mode { get; set; }

    /// <summary>
    /// What is the same in pages that differ in their values only: each such page that was read from the one before has the
    /// same number. 0 where nothing was read.
    /// </summary>
    internal long Shape { get; set; }

    /// <summary>What is the same in pages that have the same families, whatever samples these have. 0 where nothing was read.</summary>
    internal long FamilyShape { get; set; }

    /// <summary>Whether the next page of the same program can be read by comparing it with this one.</summary>
    internal bool IsRepeatable { get; set; }

    /// <summary>
    /// Whether this is known to be a page of text whose families stand one behind the other from its start on, each with its metadata in
    /// front of its samples and nothing in between. It is not where the next page cannot be compared with it.
    /// </summary>
    internal bool HasFamiliesInOnePiece => Ask(ref _hasFamiliesInOnePiece, FamilyPieces.AreWhole);

    /// <summary>Whether the families stand in the order of their names.</summary>
    internal bool IsSorted { get; set; }

    /// <summary>The names of its labels, as far as they are known.</summary>
    internal LabelNameFilter LabelNames { get; set; } = LabelNameFilter.Unknown;

    /// <summary>An injector that is known to meet no label of its own on a page of this shape.</summary>
    internal LabelInjector? FreeFor { get; set; }

    internal IndexList<FamilyEntry> Families { get; } = new();

    internal IndexList<SampleEntry> Samples { get; } = new();

    internal IndexList<SampleRun> Runs { get; } = new();

    internal FamilyTable Table { get; } = new();

    /// <summary>Holds what had to be spelled anew: slices with a negative start point into it.</summary>
    internal ArenaWriter Arena => _arena;

    /// <summary>The families' indices, sorted by name, without those that were absorbed.</summary>
    internal ReadOnlySpan<int> Order => _order.AsSpan(0, FamilyCount);

    /// <summary>Forgets the page but keeps the memory for the next one.</summary>
    public void Clear()
    {
        Source = default;
        FamilyCount = 0;
        DroppedSampleCount = 0;
        FirstDroppedSample = null;
        HasQuotedNames = false;
        Shape = 0;
        FamilyShape = 0;
        IsRepeatable = false;
        _hasFamiliesInOnePiece = Answer.Unknown;
        IsSorted = true;
        FreeFor = null;
        LabelNames = LabelNameFilter.Unknown;
        Families.Clear();
        Samples.Clear();
        Runs.Clear();
        Table.Clear();
        _arena.Clear();
        _messages?.Clear();
        _hasQuotedMessages = null;
        _hasScatteredMetrics = Answer.Unknown;
    }

    /// <summary>The typed form of the whole page: a copy that owns its data, families sorted by name.</summary>
    public IReadOnlyList<MetricFamily> ToFamilies()
    {
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(this);
        return new FamilyMerger().Merge([unlabeled], IsProtobuf ? PageView.Protobuf : PageView.Typed).ToFamilies();
    }

    /// <summary>The families with the most samples, the largest first; of those as large as each other the first on the page.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<FamilySize> LargestFamilies(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var largest = new PriorityQueue<int, (int Samples, int Place)>();
        foreach (var index in Order)
        {
            var size = (SamplesOf(index), -index);
            if (largest.Count < count)
            {
                largest.Enqueue(index, size);
            }
            else if (largest.TryPeek(out _, out var least) && size.CompareTo(least) > 0)
            {
                largest.DequeueEnqueue(index, size);
            }
        }

        var sizes = new FamilySize[largest.Count];
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            var family = largest.Dequeue();
            var name = BytesOf(Families[family].Name);
            sizes[i] = new FamilySize(IsProtobuf ? Encoding.UTF8.GetString(name) : TextEscape.Unescape(name), SamplesOf(family));
        }

        return sizes;
    }

    /// <summary>The samples of a family; of one in protobuf, those that text would have for it.</summary>
    private int SamplesOf(int family)
    {
        if (!IsProtobuf)
        {
            return Families[family].SampleCount;
        }

        var count = 0;
        foreach (ref var metric in Messages.MetricsOf(Messages.Families[family]))
        {
            count += metric.SampleCount;
        }

        return count;
    }

    /// <summary>Gives memory back that pages much larger than the present one have left behind.</summary>
    public void Trim()
    {
        Families.Trim();
        Samples.Trim();
        Runs.Trim();
        _arena.Trim();
        _messages?.Trim();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> BytesOf(Slice slice) => slice.Start >= 0
        ? Source.Span.Slice(slice.Start, slice.Length)
        : _arena.Written.Slice(~slice.Start, slice.Length);

    /// <summary>The index of the family of this name; -1 where there is none.</summary>
    internal int Find(ReadOnlySpan<byte> name)
    {
        var low = 0;
        var high = FamilyCount - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = BytesOf(Families[_order[middle]].Name).SequenceCompareTo(name);
            if (order == 0)
            {
                return _order[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>An error about a sample that was read without one.</summary>
    internal ReadError ErrorAt(in SampleEntry sample, string reason) =>
        ErrorPlace.Error(Source.Span, PlaceOf(sample), reason);

    /// <summary>Where in the source a sample stands that still takes a label.</summary>
    internal int PlaceOf(in SampleEntry sample) => sample.Start >= 0 ? sample.Start : _arena.PlaceOf(~sample.Start);

    private bool HasQuotedMessages() => _hasQuotedMessages ??= ProtobufNames.NeedQuotes(Messages);

    /// <summary>Fills <see cref="Order"/>. <paramref name="isSorted"/>: the families stand in the order of their names already.</summary>
    internal void Sort(bool isSorted)
    {
        IsSorted = isSorted;
        var families = Families.AsSpan();
        if (_order.Length < families.Length)
        {
            _order = new int[Math.Max(16, families.Length * 3 / 2)];
        }

        var count = 0;
        for (var i = 0; i < families.Length; i++)
        {
            _order[count] = i;
            count += families[i].Has(FamilyFlags.Absorbed) ? 0 : 1;
        }

        FamilyCount = count;
        if (!isSorted)
        {
            (_familyOrder ??= new FamilyOrder(this)).Sort(_order.AsSpan(0, FamilyCount));
        }
    }

    /// <summary>Becomes a page without families over the source and the arena of another, whose slices mean the same here.</summary>
    internal void StartOver(ParsedExposition other)
    {
        Clear();
        Format = other.Format;
        Source = other.Source;
        DroppedSampleCount = other.DroppedSampleCount;
        FirstDroppedSample = other.FirstDroppedSample;
        _arena.Append(other._arena.Written);
    }

    /// <summary>Becomes a copy of another page's index over the same source, for samples to be spelled anew in it.</summary>
    internal void CopyIndexFrom(ParsedExposition other)
    {
        StartOver(other);
        HasQuotedNames = !other.IsProtobuf && other.HasQuotedNames;
        Families.CopyFrom(other.Families);
        Samples.CopyFrom(other.Samples);
        Runs.CopyFrom(other.Runs);
        CopyOrderFrom(other);
        if (other.IsProtobuf)
        {
            Messages.CopyFrom(other.Messages);
        }
    }

    /// <summary>Takes over all that is the same in a page that differs from <paramref name="other"/> in its values only.</summary>
    internal void CopyShapeFrom(ParsedExposition other)
    {
        DroppedSampleCount = other.DroppedSampleCount;
        FirstDroppedSample = other.FirstDroppedSample;
        HasQuotedNames = !other.IsProtobuf && other.HasQuotedNames;
        Mode = other.Mode;
        Shape = other.Shape;
        FamilyShape = other.FamilyShape;
        IsRepeatable = other.IsRepeatable;
        _hasFamiliesInOnePiece = other._hasFamiliesInOnePiece;
        IsSorted = other.IsSorted;
        FreeFor = other.FreeFor;
        LabelNames = other.LabelNames;
        _hasScatteredMetrics = other._hasScatteredMetrics;
        _arena.Append(other._arena.Written);
        Families.CopyFrom(other.Families);
        Runs.CopyFrom(other.Runs);
        CopyOrderFrom(other);
    }

    /// <summary>Puts a line that carries all its labels in the place of a sample's.</summary>
    internal void Replace(int family, int sample, Slice line)
    {
        CloseSlot(family, sample);
        ref var entry = ref Samples[sample];
        Families[family].LineBytes += line.Length - entry.Length;
        entry.Start = line.Start;
        entry.Length = line.Length;
        entry.SlotOffset = 0;
    }

    /// <summary>Lets a sample take no further label.</summary>
    internal void CloseSlot(int family, int sample)
    {
        ref var entry = ref Samples[sample];
        Families[family].PunctuationBytes -= SampleEntry.PunctuationOf(entry.Slot);
        Families[family].SlotCount--;
        entry.Slot = LabelSlot.None;
        entry.SlotOffset = 0;
    }

    private void CopyOrderFrom(ParsedExposition other)
    {
        if (_order.Length < other.FamilyCount)
        {
            _order = new int[other.FamilyCount];
        }

        other.Order.CopyTo(_order);
        FamilyCount = other.FamilyCount;
    }

    /// <summary>What a question has been answered with before, or is now.</summary>
    private bool Ask(ref Answer known, Func<ParsedExposition, bool> question)
    {
        var answer = known;
        if (answer == Answer.Unknown)
        {
            known = answer = question(this) ? Answer.Yes : Answer.No;
        }

        return answer == Answer.Yes;
    }

    private enum Answer : byte
    {
        Unknown,
        No,
        Yes,
    }
}
