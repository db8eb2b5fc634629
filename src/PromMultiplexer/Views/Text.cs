using System.Globalization;
using System.Text;

namespace PromMultiplexer.Views;

/// <summary>Text that has to fit a width, and must not do anything to the terminal that shows it.</summary>
internal static class Text
{
    /// <summary>A text with what no terminal shows, and what a terminal would obey, spelled out: <c>\n</c>, <c>\u001b</c>.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var visible = new StringBuilder();
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => visible.Append(@"\n"),
                '\r' => visible.Append(@"\r"),
                '\t' => visible.Append(@"\t"),
                _ when IsHidden(character) => visible.Append(CultureInfo.InvariantCulture, $@"\u{(int)character:x4}"),
                _ => visible.Append(character),
            };
        }

        return visible.ToString();
    }

    /// <summary>A text in one line of no more than so many characters; what is cut off is marked.</summary>
    public static string Cut(string text, int width)
    {
        var line = Visible(text);
        return line.Length <= width ? line : $"{line.AsSpan(0, Math.Max(0, width - 1))}…";
    }

    /// <summary>A text in one line of no more than so many characters; what is cut out is more of its beginning than of its end.</summary>
    public static string CutMiddle(string text, int width)
    {
        var line = Visible(text);
        if (line.Length <= width)
        {
            return line;
        }

        var head = width / 3;
        return $"{line.AsSpan(0, head)}…{line.AsSpan(line.Length - (width - head - 1))}";
    }

    /// <summary>A text in lines of no more than so many characters, broken between words. A longer word is left whole.</summary>
    public static string Wrap(string text, int width)
    {
        var wrapped = new StringBuilder();
        var length = 0;
        foreach (var word in text.Split(' '))
        {
            if (length > 0)
            {
                var fits = length + 1 + word.Length <= width;
                wrapped.Append(fits ? ' ' : '\n');
                length = fits ? length + 1 : 0;
            }

            wrapped.Append(word);
            length += word.Length;
        }

        return wrapped.ToString();
    }

    // Joiners show nothing either, but words and emoji are made with them.
    private static bool IsHidden(char character) => character is not ('\u200c' or '\u200d') && char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
