namespace PromMultiplexer.Exposition;

/// <summary>A <c>Counter</c> that is being read, or a <c>Gauge</c> or an <c>Untyped</c>, which have a part of its fields.</summary>
internal struct WireCounter
{
    private WireExemplar _exemplar;
    private WireTimestamp _created;

    public double Value { get; set; }

    public readonly Exemplar? Exemplar => _exemplar.ToExemplar();

    public readonly WireTimestamp Created => _created;

    /// <summary>Reads the message that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Read(ref WireReader reader)
    {
        var isCounter = reader.Field == ClientModel.Metric.Counter;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Counter.Value:
                    Value = reader.ReadDouble();
                    break;
                case ClientModel.Counter.Exemplar when isCounter:
                    _exemplar.Read(ref reader);
                    break;
                case ClientModel.Counter.Created when isCounter:
                    _created.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    public readonly Counter ToCounter() => new()
    {
        Value = Value,
        Exemplar = Exemplar,
        Created = _created.ToTime(),
    };

    /// <summary>Writes a counter as the value of a metric.</summary>
    public static void Write(Counter counter, ref WireWriter writer)
    {
        var message = writer.BeginMessage(ClientModel.Metric.Counter);
        writer.WriteDouble(ClientModel.Counter.Value, counter.Value);
        WireExemplar.Write(ClientModel.Counter.Exemplar, counter.Exemplar, ref writer);
        WireTimestamp.Write(ClientModel.Counter.Created, counter.Created, ref writer);
        writer.EndMessage(message);
    }
}
