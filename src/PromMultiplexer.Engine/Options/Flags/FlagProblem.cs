using System.Globalization;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>
/// What is wrong with a flag, and what to do about it. The words name other flags as whoever reads them does: each
/// <see cref="Engine.Flag"/> among their arguments is spelled by the <see cref="FlagNaming"/> asked for. Immutable.
/// </summary>
public sealed class FlagProblem
{
    // A value is quoted so that it can be recognized, not so that it can be read in full.
    private const int LongestQuote = 100;

    private readonly FormattableString _fault;
    private readonly FormattableString _remedy;

    internal FlagProblem(FlagProblemReason reason, string? value, FormattableString fault, FormattableString remedy, Flag? flag = null, string? place = null)
    {
        Reason = reason;
        Flag = flag;
        Place = place;
        Value = value;
        _fault = fault;
        _remedy = remedy;
    }

    /// <summary>What kind of problem it is.</summary>
    public FlagProblemReason Reason { get; }

    /// <summary>The flag; <see langword="null"/> for an argument that is none.</summary>
    public Flag? Flag { get; }

    /// <summary>Where the value was given, if not as a flag: <c>MULTIPLEXER_EXPORT_TO</c>, <c>config.yaml:3:12: export_to</c>.</summary>
    public string? Place { get; }

    /// <summary>The value, or that part of it that is wrong, as it was given; <see langword="null"/> where there is none.</summary>
    public string? Value { get; }

    /// <summary>What is wrong: the end of a sentence that begins with the value.</summary>
    public string Fault(FlagNaming naming) => Spell(_fault, naming);

    /// <summary>What to do about it: a sentence without its capital and its full stop.</summary>
    public string Remedy(FlagNaming naming) => Spell(_remedy, naming);

    /// <summary>All of it in one line: <c>--export_to: "70000" is no port; give a number from 1 to 65535</c>.</summary>
    public string ToLine(FlagNaming naming) => $"{WithoutRemedy(naming)}; {Remedy(naming)}";

    /// <summary>The line up to the remedy, for whoever shows the two apart: <c>--export_to: "70000" is no port</c>.</summary>
    public string WithoutRemedy(FlagNaming naming)
    {
        var line = new StringBuilder();
        if ((Place ?? Flag?.NameAs(naming)) is { } giver)
        {
            line.Append(giver).Append(": ");
        }

        if (Value is not null)
        {
            AppendQuoted(line, Value);
            line.Append(' ');
        }

        return line.Append(Fault(naming)).ToString();
    }

    /// <summary>The line as on a command line.</summary>
    public override string ToString() => ToLine(FlagNaming.CommandLine);

    internal FlagProblem Of(Flag flag) => new(Reason, Value, _fault, _remedy, flag, Place);

    internal FlagProblem At(string? place) => new(Reason, Value, _fault, _remedy, Flag, place);

    internal FlagProblem Quoting(string value) => new(Reason, value, _fault, _remedy, Flag, Place);

    private static string Spell(FormattableString text, FlagNaming naming)
    {
        var arguments = text.GetArguments();
        return string.Format(
            CultureInfo.InvariantCulture,
            text.Format,
            [.. arguments.Select(argument => argument is Flag flag ? flag.NameAs(naming) : argument)]);
    }

    // One line, whatever was given: what could end it or hide in it is written as \uXXXX.
    private static void AppendQuoted(StringBuilder line, string value)
    {
        var runes = 0;
        line.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            if (++runes > LongestQuote)
            {
                line.Append('…');
                break;
            }

            if (rune.Value is '"' or '\\')
            {
                line.Append('\\').Append((char)rune.Value);
            }
            else if (IsVisible(rune))
            {
                line.Append(rune.ToString());
            }
            else
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
        }

        line.Append('"');
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
