using System.Buffers;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Escapes the names of metrics and labels for scrapers that know the older character set only, byte for byte as Prometheus'
/// own libraries do. Pure functions on UTF-8; those on spans allocate nothing.
/// </summary>
/// <remarks>
/// A page escapes a name only where <see cref="NeedsEscaping"/> says so, and puts a suffix such as <c>_total</c> or
/// <c>_bucket</c> behind the escaped name of the family: escaped itself, its underscore would be doubled.
/// A byte that is not UTF-8 counts as U+FFFD, each for itself. Prometheus' libraries let the colon stand in the name of a
/// label as well, which then cannot be read; here it is escaped.
/// </remarks>
public static class NameEscaper
{
    /// <summary>
    /// Whether a page has to spell the name otherwise. A name that is valid as it stands is left alone, under
    /// <see cref="NameEscaping.Dots"/> its underscores too.
    /// </summary>
    public static bool NeedsEscaping(ReadOnlySpan<byte> name, NameKind kind, NameEscaping escaping) =>
        escaping != NameEscaping.AllowUtf8 && !name.IsEmpty && !IsValid(name, kind);

    /// <summary>The number of bytes that the escaped name has.</summary>
    public static int MeasureEscaped(ReadOnlySpan<byte> name, NameKind kind, NameEscaping escaping)
    {
        var output = default(EscapeOutput);
        Escape(name, kind, escaping, ref output);
        return output.Length;
    }

    /// <summary>Escapes a name. Under <see cref="NameEscaping.Dots"/> also one that is valid: its underscores are doubled.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="kind">What it names.</param>
    /// <param name="escaping">How to escape it.</param>
    /// <param name="destination">Takes the escaped name. Must not overlap with <paramref name="name"/>.</param>
    /// <param name="written">The bytes written.</param>
    /// <returns><see langword="false"/> where <paramref name="destination"/> is too short; its content is then of no use.</returns>
    public static bool TryEscape(ReadOnlySpan<byte> name, NameKind kind, NameEscaping escaping, Span<byte> destination, out int written)
    {
        var output = new EscapeOutput(destination);
        Escape(name, kind, escaping, ref output);
        return output.TryFinish(out written);
    }

    /// <summary>Escapes a name, as <see cref="TryEscape"/> does.</summary>
    public static string Escape(string name, NameKind kind, NameEscaping escaping)
    {
        ArgumentNullException.ThrowIfNull(name);
        var from = Encoding.UTF8.GetBytes(name);
        var to = new byte[MeasureEscaped(from, kind, escaping)];
        TryEscape(from, kind, escaping, to, out var written);
        return Encoding.UTF8.GetString(to, 0, written);
    }

    private static bool IsValid(ReadOnlySpan<byte> name, NameKind kind) =>
        kind == NameKind.Label ? NameSyntax.IsLabelName(name) : NameSyntax.IsMetricName(name);

    private static void Escape(ReadOnlySpan<byte> name, NameKind kind, NameEscaping escaping, ref EscapeOutput output)
    {
        switch (escaping)
        {
            case NameEscaping.Dots:
                EscapeCharacters(name, kind, escaping, ref output);
                break;
            case NameEscaping.AllowUtf8 or NameEscaping.Underscores or NameEscaping.Values when !NeedsEscaping(name, kind, escaping):
                output.Write(name);
                break;
            case NameEscaping.Underscores:
                EscapeCharacters(name, kind, escaping, ref output);
                break;
            case NameEscaping.Values:
                output.Write("U__"u8);
                EscapeCharacters(name, kind, escaping, ref output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(escaping));
        }
    }

    private static void EscapeCharacters(ReadOnlySpan<byte> name, NameKind kind, NameEscaping escaping, ref EscapeOutput output)
    {
        for (var at = 0; at < name.Length;)
        {
            var value = name[at];
            if (value != (byte)'_' && IsValidAt(value, at, kind))
            {
                output.Write(value);
                at++;
                continue;
            }

            var isValid = Rune.DecodeFromUtf8(name[at..], out var character, out var length) == OperationStatus.Done;
            at += isValid ? length : 1;
            Escape(character, escaping, ref output);
        }
    }

    private static bool IsValidAt(byte value, int at, NameKind kind) => (kind, at) switch
    {
        (NameKind.Label, 0) => NameSyntax.IsLabelStart(value),
        (NameKind.Label, _) => NameSyntax.IsLabelByte(value),
        (_, 0) => NameSyntax.IsMetricStart(value),
        _ => NameSyntax.IsMetricByte(value),
    };

    /// <summary>Writes what stands for an underscore or for a character that is not allowed.</summary>
    private static void Escape(Rune character, NameEscaping escaping, ref EscapeOutput output)
    {
        if (escaping == NameEscaping.Underscores)
        {
            output.Write((byte)'_');
        }
        else if (escaping == NameEscaping.Dots)
        {
            output.Write(character.Value == '.' ? "_dot_"u8 : "__"u8);
        }
        else if (character.Value == '_')
        {
            output.Write("__"u8);
        }
        else
        {
            Span<byte> digits = stackalloc byte[8];
            character.Value.TryFormat(digits, out var count, "x", CultureInfo.InvariantCulture);
            output.Write((byte)'_');
            output.Write(digits[..count]);
            output.Write((byte)'_');
        }
    }
}
