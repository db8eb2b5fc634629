namespace PromMultiplexer.Exposition;

/// <summary>
/// What is done with a name that the older formats cannot spell, such as <c>http.status</c>. The scraper says which it wants
/// with the parameter <c>escaping</c> of its header Accept.
/// </summary>
public enum NameEscaping
{
    /// <summary>Nothing: names are any UTF-8 and stand in quotes where they must. <c>escaping=allow-utf-8</c>.</summary>
    AllowUtf8,

    /// <summary>Every character that is not allowed becomes an underscore. Cannot be undone. <c>escaping=underscores</c>, the default.</summary>
    Underscores,

    /// <summary>
    /// A dot becomes <c>_dot_</c>, an underscore and any other character that is not allowed becomes <c>__</c>.
    /// Undone for dots and underscores. <c>escaping=dots</c>.
    /// </summary>
    Dots,

    /// <summary>
    /// <c>U__</c> in front, an underscore becomes <c>__</c>, a character that is not allowed becomes its code point in hexadecimal
    /// between underscores. Can be undone up to U+FFFFF. <c>escaping=values</c>.
    /// </summary>
    Values,
}
