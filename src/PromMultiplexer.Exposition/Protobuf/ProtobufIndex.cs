using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Where the families and metrics of a delimited page stand: all that is needed to add a label and to merge pages without
/// decoding them. Reusable, so that reading again allocates nothing. Not safe for concurrent writing; safe for any number of
/// readers between two reads.
/// </summary>
/// <remarks>
/// <para>A page is one <c>MetricFamily</c> message behind the other, each behind its length:</para>
/// <code>
/// page    = { length MetricFamily }
/// family  = { name(1) | help(2) | type(3) | metric(4) length Metric | unit(5) | unknown }      in any order
/// metric  = { label(1) length LabelPair | gauge(2) | counter(3) | ... | unknown }              in any order
/// </code>
/// <para>The index has a <see cref="ProtobufFamily"/> for each family message, in the order of the page: where its name, its
/// help, its unit and the whole message are, its type, how many bytes of it are not known, and which metrics are its own; and a
/// <see cref="ProtobufMetric"/> for each metric message: where it is, and how far its labels reach. A label is added by copying
/// the message up to there, writing the pair and copying the rest: lengths are the only thing that changes, and what is
/// unknown, a native histogram included, is copied byte for byte.</para>
/// <para>Several families may have the same name: Prometheus' federation writes such pages. Everything that the index points to has
/// been checked down to the innermost message, so that what reads on from here meets no fault.</para>
/// </remarks>
internal sealed class ProtobufIndex
{
    private readonly ProtobufMetricCheck _check = new();

    /// <summary>The page. The index points into it.</summary>
    public ReadOnlyMemory<byte> Source { get; private set; }

    /// <summary>The families, in the order of the page.</summary>
    public IndexList<ProtobufFamily> Families { get; } = new();

    /// <summary>The metrics, family by family, in the order of the page.</summary>
    public IndexList<ProtobufMetric> Metrics { get; } = new();

    /// <summary>The metrics that were dropped because they have the same label twice. Always 0 in strict mode.</summary>
    public int DroppedMetricCount { get; private set; }

    /// <summary>What is wrong with the first of them, and where; <see langword="null"/> where none was dropped.</summary>
    public ReadError? FirstDroppedMetric { get; private set; }

    /// <summary>Holds the metrics that had to be spelled anew: slices with a negative start point into it.</summary>
    public ArenaWriter Arena { get; } = new();

    /// <summary>The samples that text would have for the metrics.</summary>
    public int SampleCount { get; private set; }

    /// <summary>Whether the page differs from the one that it was compared with in its values only.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>Reads a page. What was read before is forgotten.</summary>
    /// <param name="source">The page, whole. It must stay unchanged for as long as the index is used.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="previous">A page to compare this one with, read tolerantly as this one is, and without a loss; <see langword="null"/> where there is none.</param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused, and the index is empty.</returns>
    public ReadError? Read(ReadOnlyMemory<byte> source, ReadMode mode, ProtobufIndex? previous = null)
    {
        Clear();
        Source = source;
        _check.Start(source, mode);
        var repeated = 0;
        var page = source.Span;
        for (var at = 0; at < page.Length;)
        {
            ReadError? error = null;
            if (DelimitedPage.NextMessage(page, ref at, out var message) is { } fault)
            {
                error = ProtobufError.At(page, at, page.Length, Families.Count + 1, fault);
            }
            else if (previous is not null && Families.Count < previous.Families.Count && RepeatedMessage.TryRead(previous, this, message, _check))
            {
                repeated++;
            }
            else
            {
                error = ReadFamily(page, message, mode == ReadMode.Strict);
            }

            if (error is not null)
            {
                Clear();
                return error;
            }
        }

        foreach (ref var metric in Metrics.AsSpan())
        {
            SampleCount += metric.SampleCount;
        }

        IsRepeated = repeated == Families.Count && repeated == previous?.Families.Count;
        return null;
    }

    /// <summary>Forgets the page but keeps the memory for the next one.</summary>
    public void Clear()
    {
        Source = default;
        DroppedMetricCount = 0;
        FirstDroppedMetric = null;
        SampleCount = 0;
        IsRepeated = false;
        Families.Clear();
        Metrics.Clear();
        Arena.Clear();
        _check.Clear();
    }

    /// <summary>Gives memory back that pages much larger than the present one have left behind.</summary>
    public void Trim()
    {
        Families.Trim();
        Metrics.Trim();
        Arena.Trim();
        _check.Trim();
    }

    /// <summary>Becomes a copy of another index over the same page, for metrics to be spelled anew in it.</summary>
    public void CopyFrom(ProtobufIndex other)
    {
        Clear();
        Source = other.Source;
        DroppedMetricCount = other.DroppedMetricCount;
        FirstDroppedMetric = other.FirstDroppedMetric;
        SampleCount = other.SampleCount;
        Families.CopyFrom(other.Families);
        Metrics.CopyFrom(other.Metrics);
        Arena.Append(other.Arena.Written);
    }

    /// <summary>The bytes of a slice, of the page or of the arena.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> BytesOf(Slice slice) => slice.Start >= 0
        ? Source.Span.Slice(slice.Start, slice.Length)
        : Arena.Written.Slice(~slice.Start, slice.Length);

    /// <summary>The metrics of a family.</summary>
    public Span<ProtobufMetric> MetricsOf(in ProtobufFamily family) => Metrics.AsSpan().Slice(family.FirstMetric, family.MetricCount);

    private ReadError? ReadFamily(ReadOnlySpan<byte> page, Slice message, bool isStrict)
    {
        var family = new ProtobufFamily
        {
            Name = Slice.None,
            Help = Slice.None,
            Unit = Slice.None,
            Message = message,
            FirstMetric = Metrics.Count,
        };
        var type = 0UL;
        var at = ReadPlainFields(page, message, ref family, ref type);
        var end = message.Start + message.Length;
        var reader = new WireReader(page, new Slice(at, end - at), isStrict);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Family.Name:
                    family.Name = reader.ReadBytes();
                    break;
                case ClientModel.Family.Help:
                    family.Help = reader.ReadBytes();
                    break;
                case ClientModel.Family.Type:
                    type = reader.ReadVarint();
                    break;
                case ClientModel.Family.Metric:
                    ref var metric = ref Metrics.Add();
                    metric.Message = reader.ReadBytes();
                    metric.HeadLength = (byte)(metric.Message.Start - reader.FieldStart);
                    break;
                case ClientModel.Family.Unit:
                    family.Unit = reader.ReadBytes();
                    break;
                default:
                    reader.Skip();
                    family.UnknownBytes += reader.Position - reader.FieldStart;
                    break;
            }
        }

        family.MetricCount = Metrics.Count - family.FirstMetric;
        var number = Families.Count + 1;
        if (reader.Fault is { } fault)
        {
            return ProtobufError.At(page, reader.Position, end, number, fault);
        }

        // Prometheus does not look into a family without metrics.
        var isLookedInto = family.MetricCount > 0 || isStrict;
        if (isLookedInto && ProtobufFamilyCheck.FindFault(page, family, (int)type, isStrict, out var place) is { } reason)
        {
            return ProtobufError.At(page, place.Start, place.Start + place.Length, number, reason);
        }

        MetricTypeNumber.TryParse((int)type, out family.Type);
        var error = CheckMetrics(page, ref family, number);
        Families.Add(family);
        return error;
    }

    /// <summary>Reads the fields in front that are spelled as nearly all are, and nearly always that is all of them.</summary>
    /// <returns>Where the first stands that needs a closer look.</returns>
    private int ReadPlainFields(ReadOnlySpan<byte> page, Slice message, ref ProtobufFamily family, ref ulong type)
    {
        const int Bytes = (int)WireType.Bytes;
        const int MoreBytes = 0x80;
        const int LongestHead = 3;
        var at = message.Start;
        var end = message.Start + message.Length;
        while (end - at >= LongestHead)
        {
            var length = (int)page[at + 1];
            if (page[at] == ((ClientModel.Family.Type << 3) | (int)WireType.Varint) && length < MoreBytes)
            {
                type = (ulong)length;
                at += 2;
                continue;
            }

            var start = at + 2;
            if (length >= MoreBytes)
            {
                length = (length & ~MoreBytes) | (page[start++] << 7);
            }

            if (length >= MoreBytes << 7 || length > end - start)
            {
                break;
            }

            var bytes = new Slice(start, length);
            switch (page[at])
            {
                case (ClientModel.Family.Metric << 3) | Bytes:
                    ref var metric = ref Metrics.Add();
                    metric.Message = bytes;
                    metric.HeadLength = (byte)(start - at);
                    break;
                case (ClientModel.Family.Name << 3) | Bytes:
                    family.Name = bytes;
                    break;
                case (ClientModel.Family.Help << 3) | Bytes:
                    family.Help = bytes;
                    break;
                case (ClientModel.Family.Unit << 3) | Bytes:
                    family.Unit = bytes;
                    break;
                default:
                    return at;
            }

            at = start + length;
        }

        return at;
    }

    private ReadError? CheckMetrics(ReadOnlySpan<byte> page, ref ProtobufFamily family, int number)
    {
        var kept = 0;
        var metrics = MetricsOf(family);
        for (var i = 0; i < metrics.Length; i++)
        {
            if (!_check.Check(page, family, ref metrics[i]))
            {
                return FaultOf(page, family, metrics[i], number);
            }

            if (_check.HasLabelTwice)
            {
                if (DroppedMetricCount++ == 0)
                {
                    FirstDroppedMetric = FaultOf(page, family, metrics[i], number);
                }
            }
            else
            {
                family.Note(metrics[i]);
                metrics[kept++] = metrics[i];
            }
        }

        family.MetricCount = kept;
        Metrics.Truncate(family.FirstMetric + kept);
        return null;
    }

    /// <summary>What the check has found wrong with a metric.</summary>
    private ReadError FaultOf(ReadOnlySpan<byte> page, in ProtobufFamily family, in ProtobufMetric metric, int number) => ProtobufError.At(
        page,
        _check.FaultPosition,
        metric.Message.Start + metric.Message.Length,
        number,
        $"{_check.Fault}, in the family {ErrorPlace.Excerpt(BytesOf(family.Name))}");
}
