using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>Reads whole numbers, and tells apart in how many ways a text can fail to be one.</summary>
internal static class WholeNumber
{
    public static FlagProblem? Read(string text, long least, long most, FormattableString remedy, out long value)
    {
        var digits = text.AsSpan().TrimStart('-');
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || text.Length - digits.Length > 1)
        {
            value = 0;
            return new(FlagProblemReason.InvalidValue, text, $"is no whole number", remedy);
        }

        // What is left to fail here has too many digits.
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            value = text[0] == '-' ? long.MinValue : long.MaxValue;
        }

        FormattableString? fault = value switch
        {
            _ when value < least && value < 0 => $"is negative",
            _ when value < least => $"is too small",
            _ when value > most => $"is too large",
            _ => null,
        };
        return fault is null ? null : new(FlagProblemReason.ValueOutOfRange, text, fault, remedy);
    }
}
