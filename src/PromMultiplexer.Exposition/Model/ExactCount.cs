namespace PromMultiplexer.Exposition;

/// <summary>
/// The integer behind a count that is told as a <c>double</c>, of which 53 bits are exact. Protobuf has integers of 64 bits, and
/// tells them from floats.
/// </summary>
internal static class ExactCount
{
    private const double Limit = 18_446_744_073_709_551_616.0;

    /// <summary>The count as an integer; <see langword="null"/> where it is none.</summary>
    /// <param name="count">The count.</param>
    /// <param name="given">The integer that was given for it. It holds as long as the count is still the same.</param>
    public static ulong? Of(double? count, ulong? given) => count is not { } value ? null
        : given is { } exact && exact == value ? exact
        : value >= 0 && value < Limit && Math.Floor(value) == value ? (ulong)value
        : null;
}
