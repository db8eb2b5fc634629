namespace PromMultiplexer.Exposition;

/// <summary>Reads pages of delimited protobuf.</summary>
internal static class ProtobufFormatReader
{
    /// <summary>Reads the source of <paramref name="into"/> into its index.</summary>
    public static ReadError? Read(ParsedExposition into, ReadMode mode)
    {
        if (into.Messages.Read(into.Source, mode) is { } error)
        {
            return error;
        }

        into.DroppedSampleCount = into.Messages.DroppedMetricCount;
        AddFamilies(into);
        return null;
    }

    /// <summary>Adds a family for each message. Those without metrics are none: Prometheus does not look into them.</summary>
    private static void AddFamilies(ParsedExposition into)
    {
        var isSorted = true;
        ReadOnlySpan<byte> last = default;
        foreach (ref var message in into.Messages.Families.AsSpan())
        {
            into.Families.Add(new FamilyEntry
            {
                Name = message.Name,
                BaseLength = message.Name.Length,
                Help = message.Help.Length > 0 ? message.Help : Slice.None,
                Unit = message.Unit.Length > 0 ? message.Unit : Slice.None,
                FirstRun = -1,
                LastRun = -1,
                SampleCount = message.MetricCount,
                Type = message.Type,
                Flags = FamilyFlags.Declared | (message.MetricCount > 0 ? 0 : FamilyFlags.Absorbed),
            });
            if (message.MetricCount > 0)
            {
                var name = into.Messages.BytesOf(message.Name);
                isSorted = isSorted && last.SequenceCompareTo(name) <= 0;
                last = name;
            }
        }

        into.Sort(isSorted);
    }
}
