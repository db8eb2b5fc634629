using System.Buffers;

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

    /// <summary>For each byte: whether it may stand in a label's name, in a metric's name, or is a digit.</summary>
    private static readonly byte[] s_classes = CreateClasses();

    public static bool IsMetricStart(byte value) => (s_classes[value] & (MetricByte | Digit)) == MetricByte;

    public static bool IsMetricByte(byte value) => (s_classes[value] & MetricByte) != 0;

    public static bool IsLabelStart(byte value) => (s_classes[value] & (LabelByte | Digit)) == LabelByte;

    public static bool IsLabelByte(byte value) => (s_classes[value] & LabelByte) != 0;

    public static bool IsDigitByte(byte value) => (uint)(value - '0') <= 9;

    public static bool IsMetricName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && IsMetricStart(name[0]) && !name.ContainsAnyExcept(MetricBytes);

    public static bool IsLabelName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && IsLabelStart(name[0]) && !name.ContainsAnyExcept(LabelBytes);

    private static byte[] CreateClasses()
    {
        var classes = new byte[256];
        for (var value = 0; value < 128; value++)
        {
            var isLetter = char.IsAsciiLetter((char)value) || value == '_';
            var isDigit = char.IsAsciiDigit((char)value);
            classes[value] = (byte)((isLetter || isDigit ? LabelByte | MetricByte : 0)
                | (value == ':' ? MetricByte : 0)
                | (isDigit ? Digit : 0));
        }

        return classes;
    }
}
