namespace PromMultiplexer.Exposition;

/// <summary>
/// The value of an untyped metric, which may be left out where it is zero. Prometheus 3 does not forget that of the untyped metric
/// before, wherever on the page that stands, and takes it instead.
/// </summary>
internal static class UntypedValue
{
    private const byte Tag = (ClientModel.Metric.Untyped << 3) | (byte)WireType.Bytes;
    private const byte NumberTag = (ClientModel.Counter.Value << 3) | (byte)WireType.Fixed64;

    /// <summary>The bytes of a tag and a length, and of the tag of the number.</summary>
    private const int Heads = 3;

    /// <summary>A value of zero, as the field of a metric that has none. It adds to one that is there without a number.</summary>
    public static ReadOnlySpan<byte> Zero => [Tag, 1 + sizeof(double), NumberTag, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Whether an untyped metric leaves its value out.</summary>
    /// <param name="metric">What the index has of it.</param>
    /// <param name="message">Its message.</param>
    public static bool IsLeftOut(in ProtobufMetric metric, ReadOnlySpan<byte> message) =>
        (metric.ValueOffset < Heads || message[metric.ValueOffset - Heads] != Tag) && !HasNumber(message);

    private static bool HasNumber(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field != ClientModel.Metric.Untyped)
            {
                reader.Skip();
                continue;
            }

            var outerEnd = reader.Enter();
            while (reader.NextField())
            {
                if (reader.Field == ClientModel.Counter.Value)
                {
                    return true;
                }

                reader.Skip();
            }

            reader.Leave(outerEnd);
        }

        return false;
    }
}
