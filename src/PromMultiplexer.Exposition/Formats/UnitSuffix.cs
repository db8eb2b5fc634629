namespace PromMultiplexer.Exposition;

/// <summary>A unit has to be the end of its family's name: Prometheus refuses a whole page for one that is not.</summary>
internal static class UnitSuffix
{
    private const byte Separator = (byte)'_';

    /// <summary>Whether an OpenMetrics family can have a unit.</summary>
    /// <param name="name">The name in its TYPE line, so that of a counter without <c>_total</c>.</param>
    /// <param name="unit">The unit.</param>
    public static bool Ends(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit) =>
        name.Length > unit.Length && name.EndsWith(unit) && name[^(unit.Length + 1)] == Separator;

    /// <summary>Whether a protobuf family can have a unit, as Prometheus has looked at it since 3.0.</summary>
    /// <param name="name">The name of the family.</param>
    /// <param name="type">Its type.</param>
    /// <param name="unit">The unit.</param>
    public static bool EndsMessage(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> unit) =>
        Ends(type == MetricType.Counter && name.EndsWith("_total"u8) ? name[..^"_total"u8.Length] : name, unit);
}
