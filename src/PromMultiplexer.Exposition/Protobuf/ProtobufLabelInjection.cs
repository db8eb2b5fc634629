using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// One label, ready to be added to every metric of delimited pages, without decoding them. Immutable and safe for concurrent
/// use.
/// </summary>
internal sealed class ProtobufLabelInjection
{
    private readonly byte[] _name;
    private readonly byte[] _pair;
    private readonly LabelCollision _onCollision;

    /// <summary>Prepares the label.</summary>
    public ProtobufLabelInjection(string name, string value, LabelCollision onCollision)
    {
        var writer = new WireWriter();
        ProtobufLabel.Write(ClientModel.Metric.Label, new LabelPair(name, value), ref writer);
        _pair = writer.Written.ToArray();
        writer.Dispose();
        _name = Encoding.UTF8.GetBytes(name);
        _onCollision = onCollision;
    }

    /// <summary>The label as a field of a metric's message.</summary>
    public ReadOnlyMemory<byte> Pair => _pair;

    /// <summary>
    /// Settles what becomes of the metrics that have a label of this name already: they are spelled anew, in a copy of the
    /// index. All others take the label when they are written.
    /// </summary>
    /// <param name="page">The page, taken with this label.</param>
    /// <returns><see langword="null"/>, or the error under <see cref="LabelCollision.Fail"/>, after which the page is not to be used.</returns>
    public ReadError? SettleCollisions(LabeledExposition page)
    {
        // A page that does not even contain the label's name, and that is nearly all of them, needs no closer look.
        var index = page.Exposition.Messages;
        if (index.Source.Span.IndexOf(_name) < 0)
        {
            return null;
        }

        ProtobufIndex? relabeled = null;
        for (var family = 0; family < index.Families.Count; family++)
        {
            var entry = index.Families[family];
            for (var metric = entry.FirstMetric; metric < entry.FirstMetric + entry.MetricCount; metric++)
            {
                var place = index.Metrics[metric];
                var message = index.BytesOf(place.Message);
                var collision = message[..place.LabelsEnd].IndexOf(_name) < 0 ? Collision.None : FindCollision(message);
                if (collision == Collision.None)
                {
                    continue;
                }

                if (collision == Collision.WithValue)
                {
                    page.CollisionCount++;
                    if (_onCollision == LabelCollision.Fail)
                    {
                        return ProtobufError.At(
                            index.Source.Span,
                            place.Message.Start,
                            place.Message.Start + place.Message.Length,
                            family + 1,
                            $"the metric already has a label {Encoding.UTF8.GetString(_name)}");
                    }
                }

                relabeled ??= page.Relabel().Messages;
                if (collision == Collision.WithValue && _onCollision == LabelCollision.Honor)
                {
                    relabeled.Metrics[metric].LabelsEnd = -1;
                }
                else
                {
                    Respell(relabeled, ref relabeled.Metrics[metric]);
                }
            }
        }

        return null;
    }

    private Collision FindCollision(ReadOnlySpan<byte> message)
    {
        var collision = Collision.None;
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field != ClientModel.Metric.Label)
            {
                reader.Skip();
            }
            else if (ProtobufLabel.Read(ref reader) is var label && IsOwn(reader, label))
            {
                collision = label.Value.Length > 0 ? Collision.WithValue : (Collision)Math.Max((int)collision, (int)Collision.WithoutValue);
            }
        }

        return collision;
    }

    private bool IsOwn(scoped in WireReader reader, in ProtobufLabel label) =>
        label.Name.Length == _name.Length && reader.BytesOf(label.Name).SequenceEqual(_name);

    /// <summary>Spells a metric anew: theirs is renamed or left out, and ours goes behind the last label.</summary>
    private void Respell(ProtobufIndex index, ref ProtobufMetric metric)
    {
        var arena = index.Arena;
        var start = arena.Length;
        var message = index.BytesOf(metric.Message);
        var prefixes = _onCollision == LabelCollision.Rename ? FindFreeName(message) : 0;
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            var field = reader.FieldStart;
            var isLabel = reader.Field == ClientModel.Metric.Label;
            var content = reader;
            reader.Skip();
            if (!isLabel || ProtobufLabel.Read(ref content) is var label && !IsOwn(content, label) && !IsReplaced(content, label, prefixes))
            {
                arena.Append(message[field..reader.Position]);
            }
            else if (label.Value.Length > 0 && _onCollision == LabelCollision.Rename)
            {
                AppendRenamed(arena, message[field..reader.Position], prefixes);
            }

            if (reader.Position == metric.LabelsEnd)
            {
                arena.Append(_pair);
            }
        }

        metric.Message = arena.SliceFrom(start);
        metric.LabelsEnd = -1;
        metric.ValueOffset = 0;
    }

    /// <summary>How many prefixes it takes for the name of their label to be free; 0 where they have none with a value.</summary>
    private int FindFreeName(ReadOnlySpan<byte> message)
    {
        var prefixes = 0;
        while (HasLabel(message, prefixes))
        {
            prefixes++;
        }

        return prefixes;
    }

    /// <summary>Whether a label has no value, so that it is none, and the name that theirs gets.</summary>
    private bool IsReplaced(scoped in WireReader reader, in ProtobufLabel label, int prefixes) =>
        prefixes > 0 && label is { Name.IsNone: false, Value.Length: 0 } && IsExported(reader.BytesOf(label.Name), prefixes);

    /// <summary>Appends a label with another name; whatever else its message has stays.</summary>
    private void AppendRenamed(ArenaWriter arena, ReadOnlySpan<byte> field, int prefixes)
    {
        var reader = new WireReader(field);
        reader.NextField();
        var pair = reader.BytesOf(reader.ReadBytes());
        var nameLength = (prefixes * Prefix.Length) + _name.Length;
        var length = 1 + WireWriter.SizeOfVarint((ulong)nameLength) + nameLength;
        var fields = new WireReader(pair);
        while (fields.NextField())
        {
            fields.Skip();
            length += fields.Field == ClientModel.LabelPair.Name ? 0 : fields.Position - fields.FieldStart;
        }

        AppendLength(arena, ClientModel.Metric.Label, length);
        AppendLength(arena, ClientModel.LabelPair.Name, nameLength);
        for (; prefixes > 0; prefixes--)
        {
            arena.Append(Prefix);
        }

        arena.Append(_name);
        fields = new WireReader(pair);
        while (fields.NextField())
        {
            fields.Skip();
            if (fields.Field != ClientModel.LabelPair.Name)
            {
                arena.Append(pair[fields.FieldStart..fields.Position]);
            }
        }
    }

    private static ReadOnlySpan<byte> Prefix => "exported_"u8;

    /// <summary>Whether a metric has a label with a value and the name that is ours behind so many prefixes.</summary>
    private bool HasLabel(ReadOnlySpan<byte> message, int prefixes)
    {
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field != ClientModel.Metric.Label)
            {
                reader.Skip();
            }
            else if (ProtobufLabel.Read(ref reader) is { Value.Length: > 0 } label && IsExported(reader.BytesOf(label.Name), prefixes))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsExported(ReadOnlySpan<byte> name, int prefixes)
    {
        if (name.Length != (prefixes * Prefix.Length) + _name.Length)
        {
            return false;
        }

        for (; prefixes > 0 && name.StartsWith(Prefix); prefixes--)
        {
            name = name[Prefix.Length..];
        }

        return prefixes == 0 && name.SequenceEqual(_name);
    }

    private static void AppendLength(ArenaWriter arena, int field, int length)
    {
        Span<byte> spelled = stackalloc byte[10];
        spelled[0] = (byte)((field << 3) | (int)WireType.Bytes);
        arena.Append(spelled[..(1 + WireWriter.WriteVarint((ulong)length, spelled[1..]))]);
    }

    /// <summary>Whether a metric has a label of our name.</summary>
    private enum Collision
    {
        None,
        WithoutValue,
        WithValue,
    }
}
