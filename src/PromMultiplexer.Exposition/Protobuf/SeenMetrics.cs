using System.Numerics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The metrics that a page was seen to have so far, to notice one that comes again: with the same name, the same labels in
/// whatever order, and the same time. Keeps its memory from one page to the next; not safe for concurrent use.
/// </summary>
/// <param name="significantBits">The bits of a hash that count. Where they are fewer, hashes meet more often.</param>
internal sealed class SeenMetrics(ulong significantBits = ulong.MaxValue)
{
    private const int FewestSlots = 64;

    private readonly ulong _seed = ByteHash.NewSeed();
    private readonly IndexList<Seen> _metrics = new();
    private readonly IndexList<ProtobufLabel> _labels = new();
    private readonly IndexList<ProtobufLabel> _otherLabels = new();

    /// <summary>The number of the metric, counted from 1, that has a hash of this slot or of one in front that was taken; 0 where it is free.</summary>
    private int[] _slots = [];

    /// <summary>How many slots are in use: a power of two, so that at least half of them are free.</summary>
    private int _slotCount;

    private ReadOnlyMemory<byte> _page;

    /// <summary>The name of the last metric's family, which most metrics share with the one before.</summary>
    private Slice _family;

    private ulong _familyHash;

    /// <summary>Gets ready for a page.</summary>
    /// <param name="page">The page, whole.</param>
    public void Start(ReadOnlyMemory<byte> page)
    {
        // This page is likely to have about as many metrics as the one before.
        var most = Math.Max(_metrics.Count, FewestSlots / 2);
        _page = page;
        _family = Slice.None;
        _metrics.Clear();
        ClaimSlots((int)BitOperations.RoundUpToPowerOf2((uint)most) * 2);
    }

    /// <summary>Adds a metric.</summary>
    /// <param name="name">The name of its family.</param>
    /// <param name="message">Its message.</param>
    /// <param name="labels">Its labels. One without a value is none; of the others none has the name of another.</param>
    /// <param name="time">Its timestamp; 0 where it has none.</param>
    /// <returns>Whether it was not there.</returns>
    public bool TryAdd(Slice name, Slice message, ReadOnlySpan<ProtobufLabel> labels, long time)
    {
        var metric = new Seen(HashOf(_page.Span, name, labels, time) & significantBits, name, message, time);
        var slots = _slots.AsSpan(0, _slotCount);
        var slot = (int)metric.Hash & (slots.Length - 1);
        for (; slots[slot] > 0; slot = (slot + 1) & (slots.Length - 1))
        {
            ref readonly var other = ref _metrics[slots[slot] - 1];
            if (other.Hash == metric.Hash && AreSame(metric, labels, other))
            {
                return false;
            }
        }

        _metrics.Add() = metric;
        slots[slot] = _metrics.Count;
        if (_metrics.Count > _slotCount / 2)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Forgets the page but keeps the memory for the next one.</summary>
    public void Clear() => _page = default;

    /// <summary>Gives memory back that a page much larger than the last has left behind.</summary>
    public void Trim()
    {
        _metrics.Trim();
        _labels.Trim();
        _otherLabels.Trim();
        if (_slots.Length / 4 > _slotCount)
        {
            Array.Resize(ref _slots, _slotCount);
        }
    }

    private ReadOnlySpan<byte> BytesOf(Slice slice) => _page.Span.Slice(slice.Start, slice.Length);

    private ulong HashOf(ReadOnlySpan<byte> page, Slice name, ReadOnlySpan<ProtobufLabel> labels, long time)
    {
        if (_family.Start != name.Start || _family.Length != name.Length)
        {
            _family = name;
            _familyHash = ByteHash.Of(page.Slice(name.Start, name.Length), _seed);
        }

        // A sum, so that the order of the labels makes no difference.
        var hash = time == 0 ? _familyHash : ByteHash.Mix(_familyHash, (ulong)time ^ _seed);
        foreach (ref readonly var label in labels)
        {
            if (label.Value.Length > 0)
            {
                var seed = ByteHash.Of(page.Slice(label.Name.Start, label.Name.Length), _seed);
                hash += ByteHash.Of(page.Slice(label.Value.Start, label.Value.Length), seed);
            }
        }

        return hash;
    }

    /// <summary>Whether two metrics are one. That is hardly ever asked where they are not.</summary>
    private bool AreSame(in Seen metric, ReadOnlySpan<ProtobufLabel> labels, in Seen other)
    {
        if (metric.Time != other.Time || !BytesOf(metric.Name).SequenceEqual(BytesOf(other.Name)))
        {
            return false;
        }

        _labels.Clear();
        foreach (ref readonly var label in labels)
        {
            AddLabel(label, _labels);
        }

        _otherLabels.Clear();
        var reader = new WireReader(_page.Span, other.Message);
        while (reader.NextField())
        {
            if (reader.Field == ClientModel.Metric.Label)
            {
                AddLabel(ProtobufLabel.Read(ref reader), _otherLabels);
            }
            else
            {
                reader.Skip();
            }
        }

        return HaveSameLabels();
    }

    private static void AddLabel(in ProtobufLabel label, IndexList<ProtobufLabel> to)
    {
        if (label.Value.Length > 0)
        {
            to.Add(label);
        }
    }

    private bool HaveSameLabels()
    {
        var labels = _labels.AsSpan();
        var others = _otherLabels.AsSpan();
        if (labels.Length != others.Length)
        {
            return false;
        }

        // In the order of their names they are compared one by one, however many there are.
        labels.Sort(CompareNames);
        others.Sort(CompareNames);
        for (var i = 0; i < labels.Length; i++)
        {
            if (!BytesOf(labels[i].Name).SequenceEqual(BytesOf(others[i].Name)) || !BytesOf(labels[i].Value).SequenceEqual(BytesOf(others[i].Value)))
            {
                return false;
            }
        }

        return true;
    }

    private int CompareNames(ProtobufLabel a, ProtobufLabel b) => BytesOf(a.Name).SequenceCompareTo(BytesOf(b.Name));

    private void Grow()
    {
        ClaimSlots(_slotCount * 2);
        for (var i = 0; i < _metrics.Count; i++)
        {
            var slot = (int)_metrics[i].Hash & (_slotCount - 1);
            while (_slots[slot] > 0)
            {
                slot = (slot + 1) & (_slotCount - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    private void ClaimSlots(int count)
    {
        _slotCount = count;
        if (_slots.Length < count)
        {
            _slots = new int[count];
        }
        else
        {
            _slots.AsSpan(0, count).Clear();
        }
    }

    /// <summary>A metric.</summary>
    /// <param name="Hash">The hash of all that tells it from others.</param>
    /// <param name="Name">The name of its family.</param>
    /// <param name="Message">Its message.</param>
    /// <param name="Time">Its timestamp; 0 where it has none.</param>
    private readonly record struct Seen(ulong Hash, Slice Name, Slice Message, long Time);
}
