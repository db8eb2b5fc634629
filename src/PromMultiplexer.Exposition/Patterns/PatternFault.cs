using System.Text.RegularExpressions;

namespace PromMultiplexer.Exposition;

/// <summary>Says in words why the runtime does not take a pattern. Much of what can be wrong with one is found before.</summary>
internal static class PatternFault
{
    /// <summary>The words: a sentence without its capital and its full stop.</summary>
    public static string Spell(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a parenthesis is opened and never closed",
        RegexParseError.InsufficientOpeningParentheses => "a parenthesis is closed that was never opened",
        RegexParseError.QuantifierAfterNothing => "a repetition such as * has nothing before it",
        RegexParseError.NestedQuantifiersNotParenthesized => "a repetition such as * stands behind another",
        RegexParseError.ReversedQuantifierRange => "the most repetitions are fewer than the least",
        RegexParseError.QuantifierOrCaptureGroupOutOfRange => "a number is too large",
        RegexParseError.ReversedCharacterRange => "a range of characters ends before it begins",
        _ => "it makes no sense",
    };
}
