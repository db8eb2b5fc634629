using System.Buffers;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>The names that need no quotes: metrics <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, labels the same without colons.</summary>
internal static class NameSyntax
{
    private const byte LabelByte = 1;
    private const byte MetricByte = 2;
    private const byte Digit = 4;

    private static readonly SearchValues<byte> MetricBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_:"u8);

    private static readonly SearchValues<byte> LabelBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>For each byte: whether it may stand in a label's name (1), in a metric's name (2), or is a digit (4).</summary>
    private static ReadOnlySpan<byte> Classes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 2, 0, 0, 0, 0, 0,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 3,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMetricStart(byte value) => (Classes[value] & (MetricByte | Digit)) == MetricByte;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMetricByte(byte value) => (Classes[value] & MetricByte) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLabelStart(byte value) => (Classes[value] & (LabelByte | Digit)) == LabelByte;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLabelByte(byte value) => (Classes[value] & LabelByte) != 0;

    public static bool IsDigitByte(byte value) => (uint)(value - '0') <= 9;

    public static bool IsMetricName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && IsMetricStart(name[0]) && !name.ContainsAnyExcept(MetricBytes);

    public static bool IsLabelName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && IsLabelStart(name[0]) && !name.ContainsAnyExcept(LabelBytes);
}
