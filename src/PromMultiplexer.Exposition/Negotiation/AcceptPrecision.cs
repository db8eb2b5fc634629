namespace PromMultiplexer.Exposition;

/// <summary>How precisely a clause of an Accept header names a format. Of several that match, the most precise one counts (RFC 9110, 12.5.1).</summary>
internal enum AcceptPrecision : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>*/*</c></summary>
    Anything,

    /// <summary><c>text/*</c></summary>
    AnyText,

    /// <summary>The media type without a version, which then has a default.</summary>
    Unversioned,

    /// <summary>The media type with all that tells it from its siblings.</summary>
    Exact,
}
