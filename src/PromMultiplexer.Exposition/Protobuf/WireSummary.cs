namespace PromMultiplexer.Exposition;

/// <summary>A <c>Summary</c> that is being read.</summary>
internal sealed class WireSummary
{
    private readonly List<Quantile> _quantiles = [];
    private ulong _sampleCount;
    private double _sampleSum;
    private WireTimestamp _created;

    /// <summary>Reads the message that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Read(ref WireReader reader)
    {
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Summary.SampleCount:
                    _sampleCount = reader.ReadVarint();
                    break;
                case ClientModel.Summary.SampleSum:
                    _sampleSum = reader.ReadDouble();
                    break;
                case ClientModel.Summary.Quantile:
                    _quantiles.Add(ReadQuantile(ref reader));
                    break;
                case ClientModel.Summary.Created:
                    _created.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    public Summary ToSummary() => new()
    {
        ExactSampleCount = _sampleCount,
        SampleSum = _sampleSum,
        Quantiles = _quantiles,
        Created = _created.ToTime(),
    };

    /// <summary>Writes a summary as the value of a metric.</summary>
    public static void Write(Summary summary, ref WireWriter writer)
    {
        var message = writer.BeginMessage(ClientModel.Metric.Summary);
        if (summary.SampleCount is { } count)
        {
            // There is no float to write another number as.
            writer.WriteVarint(ClientModel.Summary.SampleCount, summary.ExactSampleCount ?? ulong.CreateSaturating(count));
        }

        if (summary.SampleSum is { } sum)
        {
            writer.WriteDouble(ClientModel.Summary.SampleSum, sum);
        }

        foreach (var quantile in summary.Quantiles)
        {
            var inner = writer.BeginMessage(ClientModel.Summary.Quantile);
            writer.WriteDouble(ClientModel.Quantile.Rank, quantile.Rank);
            writer.WriteDouble(ClientModel.Quantile.Value, quantile.Value);
            writer.EndMessage(inner);
        }

        WireTimestamp.Write(ClientModel.Summary.Created, summary.Created, ref writer);
        writer.EndMessage(message);
    }

    /// <summary>Reads the quantile that is the present field's value.</summary>
    public static Quantile ReadQuantile(ref WireReader reader)
    {
        var quantile = default(Quantile);
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Quantile.Rank:
                    quantile = quantile with { Rank = reader.ReadDouble() };
                    break;
                case ClientModel.Quantile.Value:
                    quantile = quantile with { Value = reader.ReadDouble() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        return quantile;
    }
}
