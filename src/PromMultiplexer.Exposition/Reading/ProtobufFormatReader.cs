namespace PromMultiplexer.Exposition;

/// <summary>Reads pages of delimited protobuf.</summary>
internal static class ProtobufFormatReader
{
    /// <summary>Reads the source of <paramref name="into"/> into its index.</summary>
    /// <param name="into">Receives the index.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="previous">A page that this one can be compared with; <see langword="null"/> where there is none.</param>
    public static ReadError? Read(ParsedExposition into, ReadMode mode, ParsedExposition? previous)
    {
        if (into.Messages.Read(into.Source, mode, previous?.Messages) is { } error)
        {
            return error;
        }

        if (into.Messages.IsRepeated)
        {
            into.CopyShapeFrom(previous!);
            MoveFamilies(into);
        }
        else
        {
            AddFamilies(into);
        }

        into.DroppedSampleCount = into.Messages.DroppedMetricCount;
        into.FirstDroppedSample = into.Messages.FirstDroppedMetric;

        // The strict rules look at more than one metric, and what was dropped has no place in the index.
        into.IsRepeatable = mode == ReadMode.Tolerant && into.DroppedSampleCount == 0;
        return null;
    }

    /// <summary>Lets the families that were on the page before point to where their texts stand now.</summary>
    private static void MoveFamilies(ParsedExposition into)
    {
        var messages = into.Messages.Families.AsSpan();
        var families = into.Families.AsSpan();
        for (var i = 0; i < families.Length; i++)
        {
            ref var message = ref messages[i];
            families[i].Name = message.Name;
            families[i].Help = TextOrNone(message.Help);
            families[i].Unit = TextOrNone(message.Unit);
        }
    }

    /// <summary>An empty text is as good as none.</summary>
    private static Slice TextOrNone(Slice text) => text.Length > 0 ? text : Slice.None;

    /// <summary>Adds a family for each message. Those without metrics are none: Prometheus does not look into them.</summary>
    private static void AddFamilies(ParsedExposition into)
    {
        var isSorted = true;
        ReadOnlySpan<byte> last = default;
        foreach (ref var message in into.Messages.Families.AsSpan())
        {
            ref var family = ref into.Families.Add();
            family.Become(message.Name);
            family.Help = TextOrNone(message.Help);
            family.Unit = TextOrNone(message.Unit);
            family.SampleCount = message.MetricCount;
            family.Type = message.Type;
            family.Flags = FamilyFlags.Declared | (message.MetricCount > 0 ? 0 : FamilyFlags.Absorbed);
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
