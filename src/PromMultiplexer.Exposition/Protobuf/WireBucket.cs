namespace PromMultiplexer.Exposition;

/// <summary>A <c>Bucket</c> that was read.</summary>
internal struct WireBucket
{
    public double UpperBound { get; set; }

    public ulong Count { get; set; }

    /// <summary>The count where it is a float, which is where this is not zero.</summary>
    public double CountFloat { get; set; }

    public Exemplar? Exemplar { get; private set; }

    /// <summary>Reads the message that is the present field's value.</summary>
    public static WireBucket Read(ref WireReader reader)
    {
        var bucket = default(WireBucket);
        var exemplar = default(WireExemplar);
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Bucket.CumulativeCount:
                    bucket.Count = reader.ReadVarint();
                    break;
                case ClientModel.Bucket.UpperBound:
                    bucket.UpperBound = reader.ReadDouble();
                    break;
                case ClientModel.Bucket.Exemplar:
                    exemplar.Read(ref reader);
                    break;
                case ClientModel.Bucket.CumulativeCountFloat:
                    bucket.CountFloat = reader.ReadDouble();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        bucket.Exemplar = exemplar.ToExemplar();
        return bucket;
    }

    /// <summary>The bucket as an object.</summary>
    public readonly Bucket ToBucket() => new()
    {
        UpperBound = UpperBound,
        CumulativeCount = CountFloat != 0 ? CountFloat : Count,
        ExactCumulativeCount = CountFloat != 0 ? null : Count,
        Exemplar = Exemplar,
    };
}
