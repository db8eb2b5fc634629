using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// How much a page may have. It is looked at through its index: of a line that is too short to break a limit, which are all on
/// most pages, only the length. Immutable and safe for concurrent use.
/// </summary>
public sealed record ExpositionLimits
{
    // a="", is the shortest label there is; the shortest name of a metric, value and line feed around it.
    private const int ShortestLabel = 5;

    /// <summary>The most samples of a page; 0 for any number.</summary>
    public int Samples { get; init; }

    /// <summary>The most families of a page, those without samples included; 0 for any number.</summary>
    public int Families { get; init; }

    /// <summary>The longest line, of a sample or of a HELP text, in bytes; 0 for any length. Protobuf has no lines.</summary>
    public int LineLength { get; init; }

    /// <summary>The most labels of a sample; 0 for any number. The name of the metric is none.</summary>
    public int Labels { get; init; }

    /// <summary>The longest name of a label, in bytes; 0 for any length.</summary>
    public int LabelNameLength { get; init; }

    /// <summary>The longest value of a label, in bytes; 0 for any length.</summary>
    public int LabelValueLength { get; init; }

    private bool HasLabelLimits => (Labels | LabelNameLength | LabelValueLength) != 0;

    /// <summary>Holds a page against the limits.</summary>
    /// <returns><see langword="null"/> if it is within them; else the first that it is beyond.</returns>
    public LimitBreach? Check(ParsedExposition page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (IsBeyond(page.SampleCount, Samples))
        {
            return new LimitBreach(LimitKind.Samples, Spell($"{page.SampleCount} samples, {Samples} are allowed"));
        }

        if (IsBeyond(page.FamilyCount, Families))
        {
            return new LimitBreach(LimitKind.Families, Spell($"{page.FamilyCount} families, {Families} are allowed"));
        }

        if (page.IsProtobuf)
        {
            return HasLabelLimits ? CheckMessages(page.Messages) : null;
        }

        return LineLength == 0 && !HasLabelLimits ? null : CheckLines(page);
    }

    private static bool IsBeyond(int count, int limit) => limit > 0 && count > limit;

    private static string Spell(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private LimitBreach? CheckLines(ParsedExposition page)
    {
        foreach (var index in page.Order)
        {
            ref var family = ref page.Families[index];
            if (LineLength > 0 && family.Help.Length > LineLength)
            {
                var name = Encoding.UTF8.GetString(page.BytesOf(family.Name));
                return new LimitBreach(LimitKind.LineLength, Spell($"the HELP text of {name} has {family.Help.Length} bytes, {LineLength} are allowed"));
            }
        }

        var shortest = ShortestBreach();
        foreach (ref var sample in page.Samples.AsSpan())
        {
            if (sample.Length >= shortest && CheckSample(page, sample) is { } breach)
            {
                return breach;
            }
        }

        return null;
    }

    // No line that is shorter can be beyond any of the limits.
    private int ShortestBreach()
    {
        var shortest = int.MaxValue;
        Consider(LineLength, LineLength + 1L);
        Consider(Labels, (Labels + 1L) * ShortestLabel);
        Consider(LabelNameLength, LabelNameLength + 1L);
        Consider(LabelValueLength, LabelValueLength + 1L);
        return shortest;

        void Consider(int limit, long length)
        {
            if (limit > 0)
            {
                shortest = (int)Math.Min(shortest, length);
            }
        }
    }

    private LimitBreach? CheckSample(ParsedExposition page, in SampleEntry sample)
    {
        if (IsBeyond(sample.Length - 1, LineLength))
        {
            return At(page, sample, LimitKind.LineLength, $"a line has {sample.Length - 1} bytes, {LineLength} are allowed");
        }

        if (!HasLabelLimits)
        {
            return null;
        }

        var line = new SampleLine(page.BytesOf(sample.Line));
        if (!line.HasLabelSet)
        {
            return null;
        }

        var count = 0;
        foreach (var label in line.Labels)
        {
            count++;
            if (IsBeyond(label.Name.Length, LabelNameLength))
            {
                return At(page, sample, LimitKind.LabelNameLength, $"the name of a label has {label.Name.Length} bytes, {LabelNameLength} are allowed");
            }

            if (IsBeyond(label.Value.Length, LabelValueLength) && LengthOf(label.Value) is var length && length > LabelValueLength)
            {
                return At(page, sample, LimitKind.LabelValueLength, $"the value of a label has {length} bytes, {LabelValueLength} are allowed");
            }
        }

        return IsBeyond(count, Labels) ? At(page, sample, LimitKind.Labels, $"a sample has {count} labels, {Labels} are allowed") : null;
    }

    private LimitBreach? CheckMessages(ProtobufIndex page)
    {
        foreach (ref var family in page.Families.AsSpan())
        {
            foreach (ref var metric in page.MetricsOf(family))
            {
                var count = 0;
                var reader = new WireReader(page.BytesOf(metric.Message));
                while (reader.NextField())
                {
                    if (reader.Field != ClientModel.Metric.Label)
                    {
                        reader.Skip();
                        continue;
                    }

                    var label = ProtobufLabel.Read(ref reader);
                    count++;
                    var (kind, length, limit) = IsBeyond(label.Name.Length, LabelNameLength) ? (LimitKind.LabelNameLength, label.Name.Length, LabelNameLength)
                        : IsBeyond(label.Value.Length, LabelValueLength) ? (LimitKind.LabelValueLength, label.Value.Length, LabelValueLength)
                        : (LimitKind.Labels, count, Labels);
                    if (IsBeyond(length, limit))
                    {
                        return new LimitBreach(kind, Describe(page, family, kind, length, limit));
                    }
                }
            }
        }

        return null;
    }

    private static string Describe(ProtobufIndex page, in ProtobufFamily family, LimitKind kind, int length, int limit)
    {
        var name = Encoding.UTF8.GetString(page.BytesOf(family.Name));
        return kind switch
        {
            LimitKind.LabelNameLength => Spell($"the name of a label of {name} has {length} bytes, {limit} are allowed"),
            LimitKind.LabelValueLength => Spell($"the value of a label of {name} has {length} bytes, {limit} are allowed"),
            _ => Spell($"a metric of {name} has more than {limit} labels"),
        };
    }

    // Without the escapes.
    private static int LengthOf(ReadOnlySpan<byte> value)
    {
        var length = value.Length;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == (byte)'\\')
            {
                length--;
                at++;
            }
        }

        return length;
    }

    private static LimitBreach At(ParsedExposition page, in SampleEntry sample, LimitKind kind, FormattableString text)
    {
        var place = page.ErrorAt(sample, Spell(text));
        return new LimitBreach(kind, place.ToString(), place);
    }
}
