namespace PromMultiplexer.Exposition;

/// <summary>The parameter <c>escaping</c> of the headers Accept and Content-Type.</summary>
public static class EscapingParameter
{
    /// <summary>The name of the parameter.</summary>
    public const string Name = "escaping";

    /// <summary>The value that stands for <paramref name="escaping"/>: <c>allow-utf-8</c>, <c>underscores</c>, <c>dots</c> or <c>values</c>.</summary>
    public static string ValueOf(NameEscaping escaping) => escaping switch
    {
        NameEscaping.AllowUtf8 => "allow-utf-8",
        NameEscaping.Underscores => "underscores",
        NameEscaping.Dots => "dots",
        NameEscaping.Values => "values",
        _ => throw new ArgumentOutOfRangeException(nameof(escaping)),
    };

    /// <summary>Reads a value of the parameter.</summary>
    /// <returns><see langword="null"/> for a value that is not known. Case matters, as it does to Prometheus.</returns>
    public static NameEscaping? Parse(ReadOnlySpan<char> value) => value switch
    {
        "allow-utf-8" => NameEscaping.AllowUtf8,
        "underscores" => NameEscaping.Underscores,
        "dots" => NameEscaping.Dots,
        "values" => NameEscaping.Values,
        _ => null,
    };
}
