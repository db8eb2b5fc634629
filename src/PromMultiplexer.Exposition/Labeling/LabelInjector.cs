using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>One label, ready to be added to every sample of a page. Immutable and safe for concurrent use.</summary>
public sealed class LabelInjector
{
    private readonly byte[] _name;
    private readonly ulong _key;
    private readonly byte[] _pair;
    private readonly PaddedBytes[] _pairAt;
    private readonly ProtobufLabelInjection _messages;

    /// <summary>Prepares the label.</summary>
    /// <param name="name">A label name: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>, but not <c>le</c>, <c>quantile</c> or <c>__*</c>.</param>
    /// <param name="value">Any text; it is escaped as the format needs.</param>
    /// <param name="onCollision">What to do where a sample has that label already.</param>
    /// <exception cref="ArgumentException">The name is not as described.</exception>
    public LabelInjector(string name, string value, LabelCollision onCollision = LabelCollision.Rename)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!IsInjectable(name))
        {
            throw new ArgumentException($"\"{name}\" cannot be added as a label.", nameof(name));
        }

        Name = name;
        Value = value;
        OnCollision = onCollision;
        _name = Encoding.UTF8.GetBytes(name);
        _key = LabelNameFilter.KeyOf(_name);
        _messages = new ProtobufLabelInjection(name, value, onCollision);
        _pair = Encoding.UTF8.GetBytes($"{name}=\"{TextEscape.Quoted(value)}\"");
        _pairAt =
        [
            new PaddedBytes(""u8),
            new PaddedBytes([(byte)'{', .. _pair, (byte)'}']),
            new PaddedBytes(_pair),
            new PaddedBytes([(byte)',', .. _pair]),
            new PaddedBytes([.. _pair, (byte)',']),
        ];
    }

    /// <summary>The label's name.</summary>
    public string Name { get; }

    /// <summary>The label's value, not escaped.</summary>
    public string Value { get; }

    /// <summary>What happens where a sample has the label already.</summary>
    public LabelCollision OnCollision { get; }

    private static ReadOnlySpan<byte> Exported => "exported_"u8;

    /// <summary>The label as text spells it: <c>name="value"</c>.</summary>
    internal ReadOnlySpan<byte> Pair => _pair;

    /// <summary>The label with what it needs around it at a slot.</summary>
    internal ref readonly PaddedBytes PairAt(LabelSlot slot) => ref _pairAt[(int)slot];

    /// <summary>The label as a field of a protobuf metric's message.</summary>
    internal ReadOnlyMemory<byte> MessagePair => _messages.Pair;

    /// <summary>Whether <paramref name="name"/> can be injected as a label.</summary>
    public static bool IsInjectable(string name) =>
        name is not (null or "le" or "quantile")
        && !name.StartsWith("__", StringComparison.Ordinal)
        && NameSyntax.IsLabelName(Encoding.UTF8.GetBytes(name));

    /// <summary>Labels every sample of <paramref name="exposition"/> and keeps the result in <paramref name="into"/>, which is reused.</summary>
    /// <returns><see langword="null"/>, or the error under <see cref="LabelCollision.Fail"/>.</returns>
    public ReadError? Label(ParsedExposition exposition, LabeledExposition into)
    {
        ArgumentNullException.ThrowIfNull(exposition);
        ArgumentNullException.ThrowIfNull(into);
        into.Take(exposition, this);
        if (exposition.FreeFor == this)
        {
            return null;
        }

        // A page that does not even contain the label's name, and that is nearly all of them, needs no closer look.
        if (exposition.IsProtobuf)
        {
            if (_messages.SettleCollisions(into) is { } collision)
            {
                return collision;
            }
        }
        else if (exposition.LabelNames.MayHave(_key)
            && (exposition.Source.Span.IndexOf(_name) >= 0 || exposition.Arena.Written.IndexOf(_name) >= 0)
            && SettleCollisions(exposition, into) is { } error)
        {
            return error;
        }

        if (into.Exposition == exposition)
        {
            exposition.FreeFor = this;
        }

        return null;
    }

    /// <summary>Labels a family of the typed level. The family given is not changed.</summary>
    /// <returns>The labeled family; <see langword="null"/> under <see cref="LabelCollision.Fail"/> where a metric has the label already.</returns>
    public MetricFamily? Label(MetricFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        var metrics = new List<Metric>(family.Metrics.Count);
        foreach (var metric in family.Metrics)
        {
            var labels = Label(metric.Labels);
            if (labels is null)
            {
                return null;
            }

            metrics.Add(metric.WithLabels(labels));
        }

        return new MetricFamily { Name = family.Name, Help = family.Help, Type = family.Type, Unit = family.Unit, Metrics = metrics };
    }

    private List<LabelPair>? Label(IReadOnlyList<LabelPair> labels)
    {
        var labeled = new List<LabelPair>(labels.Count + 1);
        var isHonored = false;
        string? free = null;
        foreach (var label in labels)
        {
            if (label.Name == free)
            {
                continue;
            }

            if (label.Name != Name)
            {
                labeled.Add(label);
            }
            else if (label.Value.Length > 0)
            {
                switch (OnCollision)
                {
                    case LabelCollision.Fail:
                        return null;
                    case LabelCollision.Honor:
                        isHonored = true;
                        labeled.Add(label);
                        break;
                    case LabelCollision.Rename:
                        var name = $"exported_{Name}";
                        while (labels.Any(other => other.Name == name && other.Value.Length > 0))
                        {
                            name = $"exported_{name}";
                        }

                        // A label without a value is none, so that its name is free.
                        labeled.RemoveAll(other => other.Name == name);
                        free = name;
                        labeled.Add(new LabelPair(name, label.Value));
                        break;
                }
            }
        }

        if (!isHonored)
        {
            labeled.Add(new LabelPair(Name, Value));
        }

        return labeled;
    }

    private ReadError? SettleCollisions(ParsedExposition exposition, LabeledExposition into)
    {
        ParsedExposition? relabeled = null;
        for (var family = 0; family < exposition.Families.Count; family++)
        {
            for (var run = exposition.Families[family].FirstRun; run >= 0; run = exposition.Runs[run].Next)
            {
                var samples = exposition.Runs[run];
                for (var i = samples.First; i < samples.First + samples.Count; i++)
                {
                    var line = exposition.BytesOf(exposition.Samples[i].Line);
                    if (line.IndexOf(_name) < 0 || !TryFindOwn(line, out var isEmpty))
                    {
                        continue;
                    }

                    if (!isEmpty)
                    {
                        if (OnCollision == LabelCollision.Fail)
                        {
                            return exposition.ErrorAt(exposition.Samples[i], $"the sample already has a label {Name}");
                        }

                        into.CollisionCount++;
                    }

                    relabeled ??= into.Relabel();
                    if (OnCollision == LabelCollision.Honor && !isEmpty)
                    {
                        relabeled.CloseSlot(family, i);
                    }
                    else
                    {
                        Respell(relabeled, family, i, line, isRenamed: OnCollision == LabelCollision.Rename && !isEmpty);
                    }
                }
            }
        }

        return null;
    }

    private bool TryFindOwn(ReadOnlySpan<byte> bytes, out bool isEmpty)
    {
        var line = new SampleLine(bytes);
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(_name))
                {
                    isEmpty = label.Value.IsEmpty;
                    return true;
                }
            }
        }

        isEmpty = false;
        return false;
    }

    /// <summary>Spells a line anew: with our label at its slot, and theirs renamed or left out.</summary>
    private void Respell(ParsedExposition relabeled, int family, int sample, ReadOnlySpan<byte> bytes, bool isRenamed)
    {
        var line = new SampleLine(bytes);
        var prefixes = isRenamed ? FindFreeName(line) : 0;
        var arena = relabeled.Arena;
        var start = arena.Length;
        arena.Append(bytes[..line.LabelsStart]);
        var isFirst = !line.IsNameQuoted;
        var isPlaced = false;
        foreach (var label in line.Labels)
        {
            // An empty label is no label, and so its name is free.
            var isOwn = label.Name.SequenceEqual(_name);
            if ((isOwn && !isRenamed) || (label.Value.IsEmpty && isRenamed && IsExported(label.Name, prefixes)))
            {
                continue;
            }

            if (!isPlaced && (label.Name.SequenceEqual("le"u8) || label.Name.SequenceEqual("quantile"u8)))
            {
                Append(arena, Pair, ref isFirst);
                isPlaced = true;
            }

            Append(arena, default, ref isFirst);
            for (var prefix = isOwn ? prefixes : 0; prefix > 0; prefix--)
            {
                arena.Append(Exported);
            }

            arena.Append(bytes[label.Start..label.End]);
        }

        if (!isPlaced)
        {
            Append(arena, Pair, ref isFirst);
        }

        arena.Append(bytes[(line.LabelsEnd - 1)..]);
        relabeled.Replace(family, sample, arena.SliceFrom(start));
    }

    private static void Append(ArenaWriter arena, ReadOnlySpan<byte> pair, ref bool isFirst)
    {
        if (!isFirst)
        {
            arena.Append((byte)',');
        }

        isFirst = false;
        arena.Append(pair);
    }

    /// <summary>How often the prefix has to be repeated until no label has the name.</summary>
    private int FindFreeName(SampleLine line)
    {
        var prefixes = 1;
        while (HasExported(line, prefixes))
        {
            prefixes++;
        }

        return prefixes;
    }

    private bool HasExported(SampleLine line, int prefixes)
    {
        foreach (var label in line.Labels)
        {
            if (!label.Value.IsEmpty && IsExported(label.Name, prefixes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is ours with so many prefixes.</summary>
    private bool IsExported(ReadOnlySpan<byte> name, int prefixes)
    {
        if (name.Length != (prefixes * Exported.Length) + _name.Length || !name.EndsWith(_name))
        {
            return false;
        }

        for (; prefixes > 0; prefixes--)
        {
            if (!name.StartsWith(Exported))
            {
                return false;
            }

            name = name[Exported.Length..];
        }

        return true;
    }
}
