namespace PromMultiplexer.Exposition;

/// <summary>Whose types and names a merged page follows, and whether it is made of lines or of messages.</summary>
/// <param name="number">Tells the views apart: from 0 to <see cref="Count"/>.</param>
/// <param name="clashing">The types whose families have samples with other names than their own, which another family may have.</param>
internal abstract class PageView(int number, params ReadOnlySpan<MetricType> clashing)
{
    public const int Count = 4;

    public static readonly PageView Text = new TextView(0);
    public static readonly PageView OpenMetrics = new OpenMetricsView(1);
    public static readonly PageView Protobuf = new ProtobufView(2);
    public static readonly PageView Typed = new TypedView(3);

    private readonly int _clashing = BitsOf(clashing);

    public int Number => number;

    /// <summary>The view of a format.</summary>
    public static PageView Of(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Text004 or ExpositionFormat.Text100 => Text,
        ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 => OpenMetrics,
        _ => Protobuf,
    };

    /// <summary>Whether a page is in the form that this view needs.</summary>
    public abstract bool Takes(ParsedExposition page);

    /// <summary>About how many bytes a page that this view does not take comes to have when it is converted.</summary>
    public virtual long EstimateSize(ParsedExposition page) => page.IsProtobuf ? MessageLines.Estimate(page.Messages) : page.Source.Length;

    /// <summary>Makes a page that this view takes of one that it does not.</summary>
    public abstract ReadError? Convert(ParsedExposition page, ConvertedExposition into);

    /// <summary>Whether there may be families on a page that have to be filed under other types or names.</summary>
    public virtual bool Files(ParsedExposition page) => false;

    /// <summary>Files a family of a source under the types and names of the view, where these are not its own.</summary>
    /// <param name="page">The page.</param>
    /// <param name="part">Which of its parts stands for the family. Others may be added behind it.</param>
    public virtual void File(MergedExposition page, int part)
    {
    }

    /// <summary>Whether the samples of a part can stand under a type on this page.</summary>
    public abstract bool Fits(MergedExposition page, in FamilyPart part, MetricType type);

    /// <summary>Whether parts whose samples can stand under a type on this page can do so together.</summary>
    public virtual bool FitTogether(MergedExposition page, ReadOnlySpan<FamilyPart> parts, MetricType type) => true;

    /// <summary>Puts the samples of families that have lost their types into the order that the format wants.</summary>
    public virtual void PutInOrder(MergedExposition page)
    {
    }

    /// <summary>Whether a family of this type may have to be demoted because of the name of another.</summary>
    public bool MayClash(MetricType type) => (_clashing & (1 << (int)type)) != 0;

    /// <summary>Whether a family of a type that may clash has to be demoted because of the name of another.</summary>
    public abstract bool Clashes(MergedExposition page, int family);

    /// <summary>
    /// Whether a part has the creation times of a counter in a family that is none any more: they would stand under the name
    /// of its values.
    /// </summary>
    protected static bool HasStrayCreationTimes(MergedExposition page, in FamilyPart part, MetricType type) =>
        type == MetricType.Untyped && !part.IsApart && (page.EntryOf(part).Kinds & (1 << (int)SampleKind.Created)) != 0;

    /// <summary>
    /// Whether a histogram <c>h</c> stands beside a family <c>h_count</c>: no reader of text that groups by names can tell
    /// whose the samples are.
    /// </summary>
    protected static bool ClashesInText(MergedExposition page, int family)
    {
        var type = page.Families[family].Type;
        if (family + 1 == page.Families.Count
            || !page.NameOf(page.Families[family + 1]).StartsWith(page.NameOf(page.Families[family])))
        {
            return false;
        }

        var clashes = false;
        foreach (var kind in SampleSuffix.Kinds(isOpenMetrics: false))
        {
            if (SampleSuffix.Belongs(type, kind, isOpenMetrics: false))
            {
                byte[] name = [.. page.NameOf(page.Families[family]), .. SampleSuffix.Of(kind)];
                var other = page.Find(name);
                clashes |= other >= 0 && page.SettleClash(family, other);
            }
        }

        return clashes;
    }

    private static int BitsOf(ReadOnlySpan<MetricType> types)
    {
        var bits = 0;
        foreach (var type in types)
        {
            bits |= 1 << (int)type;
        }

        return bits;
    }
}
