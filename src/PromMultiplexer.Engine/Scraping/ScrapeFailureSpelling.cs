using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>How the failures are spelled as the value of the label <c>reason</c> and in the log.</summary>
public static class ScrapeFailureSpelling
{
    /// <summary>All failures, in the order of their declaration.</summary>
    public static IReadOnlyList<ScrapeFailure> All { get; } = Enum.GetValues<ScrapeFailure>();

    /// <summary>What it is called that a page is beyond a limit.</summary>
    internal static ScrapeFailure Of(LimitKind limit) => limit switch
    {
        LimitKind.Samples => ScrapeFailure.SampleLimit,
        LimitKind.Families => ScrapeFailure.FamilyLimit,
        LimitKind.LineLength => ScrapeFailure.LineLengthLimit,
        LimitKind.Labels => ScrapeFailure.LabelLimit,
        LimitKind.LabelNameLength => ScrapeFailure.LabelNameLengthLimit,
        LimitKind.LabelValueLength => ScrapeFailure.LabelValueLengthLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };

    /// <summary>The spelling of <paramref name="failure"/>.</summary>
    public static string Spell(this ScrapeFailure failure) => failure switch
    {
        ScrapeFailure.Refused => "refused",
        ScrapeFailure.Timeout => "timeout",
        ScrapeFailure.Connection => "connection",
        ScrapeFailure.Tls => "tls",
        ScrapeFailure.Credentials => "credentials",
        ScrapeFailure.Protocol => "protocol",
        ScrapeFailure.Status => "status",
        ScrapeFailure.TooLarge => "too_large",
        ScrapeFailure.Encoding => "encoding",
        ScrapeFailure.ContentType => "content_type",
        ScrapeFailure.Parse => "parse",
        ScrapeFailure.LabelCollision => "label_collision",
        ScrapeFailure.TypeConflict => "type_conflict",
        ScrapeFailure.SampleLimit => "sample_limit",
        ScrapeFailure.FamilyLimit => "family_limit",
        ScrapeFailure.LineLengthLimit => "line_length_limit",
        ScrapeFailure.LabelLimit => "label_limit",
        ScrapeFailure.LabelNameLengthLimit => "label_name_length_limit",
        ScrapeFailure.LabelValueLengthLimit => "label_value_length_limit",
        ScrapeFailure.Internal => "internal",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
