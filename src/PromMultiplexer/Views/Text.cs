using System.Text;

namespace PromMultiplexer.Views;

/// <summary>Text that has to fit a width.</summary>
internal static class Text
{
    /// <summary>A text in one line of no more than so many characters; what is cut off is marked.</summary>
    public static string Cut(string text, int width)
    {
        var line = text.AsSpan().IndexOfAny('\n', '\r') < 0 ? text : text.Replace('\n', ' ').Replace('\r', ' ');
        return line.Length <= width ? line : $"{line.AsSpan(0, Math.Max(0, width - 1))}…";
    }

    /// <summary>A text of no more than so many characters; what is cut out is more of its beginning than of its end.</summary>
    public static string CutMiddle(string text, int width)
    {
        if (text.Length <= width)
        {
            return Cut(text, width);
        }

        var head = width / 3;
        return Cut($"{text.AsSpan(0, head)}…{text.AsSpan(text.Length - (width - head - 1))}", width);
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
}
