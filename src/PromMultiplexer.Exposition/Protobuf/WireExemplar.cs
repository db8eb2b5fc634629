namespace PromMultiplexer.Exposition;

/// <summary>An <c>Exemplar</c> that is being read.</summary>
internal struct WireExemplar
{
    private List<LabelPair>? _labels;
    private double _value;
    private WireTimestamp _timestamp;
    private bool _isPresent;

    /// <summary>Reads the message that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Read(ref WireReader reader)
    {
        _isPresent = true;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Exemplar.Label:
                    var label = ProtobufLabel.Read(ref reader);
                    _labels ??= [];
                    _labels.Add(label.ToPair(reader));
                    break;
                case ClientModel.Exemplar.Value:
                    _value = reader.ReadDouble();
                    break;
                case ClientModel.Exemplar.Timestamp:
                    _timestamp.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    /// <summary>The exemplar; <see langword="null"/> where there is none.</summary>
    public readonly Exemplar? ToExemplar() => !_isPresent ? null : new Exemplar
    {
        Labels = _labels ?? [],
        Value = _value,
        Timestamp = _timestamp.ToTime(),
    };

    /// <summary>Writes an exemplar as a message.</summary>
    public static void Write(int field, Exemplar? exemplar, ref WireWriter writer)
    {
        if (exemplar is null)
        {
            return;
        }

        var message = writer.BeginMessage(field);
        foreach (var label in exemplar.Labels)
        {
            ProtobufLabel.Write(ClientModel.Exemplar.Label, label, ref writer);
        }

        writer.WriteDouble(ClientModel.Exemplar.Value, exemplar.Value);
        WireTimestamp.Write(ClientModel.Exemplar.Timestamp, exemplar.Timestamp, ref writer);
        writer.EndMessage(message);
    }
}
