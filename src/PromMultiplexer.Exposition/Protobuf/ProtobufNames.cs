namespace PromMultiplexer.Exposition;

/// <summary>Looks through the names on a page of messages.</summary>
internal static class ProtobufNames
{
    /// <summary>Whether a family, a label or an exemplar's label has a name that text can only spell in quotes.</summary>
    public static bool NeedQuotes(ProtobufIndex index)
    {
        foreach (ref var family in index.Families.AsSpan())
        {
            if (NeedQuotes(index, family))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a family with metrics has such a name, or one of its metrics.</summary>
    public static bool NeedQuotes(ProtobufIndex index, in ProtobufFamily family)
    {
        if (family.MetricCount == 0)
        {
            return false;
        }

        if (!NameSyntax.IsMetricName(index.BytesOf(family.Name)))
        {
            return true;
        }

        foreach (ref var metric in index.MetricsOf(family))
        {
            if (HasQuotedLabel(new WireReader(index.BytesOf(metric.Message)), MessageSchema.Metric))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Looks through the labels of a message and of those within it.</summary>
    private static bool HasQuotedLabel(WireReader reader, MessageSchema schema)
    {
        while (reader.NextField())
        {
            var inner = schema.Find(reader.Field)?.Message;
            if (inner == MessageSchema.LabelPair)
            {
                var label = ProtobufLabel.Read(ref reader);
                if (label.Name.Length > 0 && !NameSyntax.IsLabelName(reader.BytesOf(label.Name)))
                {
                    return true;
                }

                continue;
            }

            if (inner is not null)
            {
                var within = reader;
                within.Enter();
                if (HasQuotedLabel(within, inner))
                {
                    return true;
                }
            }

            reader.Skip();
        }

        return false;
    }
}
