namespace PromMultiplexer.Exposition;

/// <summary>Which limit a page is beyond, and how.</summary>
/// <param name="Kind">The limit.</param>
/// <param name="Text">What there is and what is allowed, in one line without a full stop.</param>
/// <param name="Place">Where the sample stands that is beyond it; <see langword="null"/> where it is not about one, or the page is in protobuf.</param>
public sealed record LimitBreach(LimitKind Kind, string Text, ReadError? Place = null);
