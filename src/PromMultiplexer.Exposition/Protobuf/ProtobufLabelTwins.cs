using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Labels of one message that have the same name.</summary>
internal static class ProtobufLabelTwins
{
    private const int SmallSet = 16;

    /// <summary>Finds the first label whose name was there already.</summary>
    /// <param name="page">The page that they are on.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="isEmptyNone">Whether labels without a value do not count, as those of a metric do not to Prometheus.</param>
    /// <returns>Its index; -1 where there is none.</returns>
    public static int Find(ReadOnlySpan<byte> page, ReadOnlySpan<ProtobufLabel> labels, bool isEmptyNone)
    {
        var seen = labels.Length > SmallSet ? new HashSet<string>(labels.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < labels.Length; i++)
        {
            if (isEmptyNone && labels[i].Value.Length == 0)
            {
                continue;
            }

            var name = page.Slice(labels[i].Name.Start, labels[i].Name.Length);
            if (seen is not null)
            {
                if (!seen.Add(Encoding.UTF8.GetString(name)))
                {
                    return i;
                }

                continue;
            }

            for (var j = 0; j < i; j++)
            {
                if (!(isEmptyNone && labels[j].Value.Length == 0) && name.SequenceEqual(page.Slice(labels[j].Name.Start, labels[j].Name.Length)))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
