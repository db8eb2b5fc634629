using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Makes what a container sent fit to be repeated in an error text: short, and without control characters.</summary>
internal static class Excerpt
{
    public static string Of(string text)
    {
        var cut = text.Length <= ReadError.ExcerptLimit ? text : string.Concat(text.AsSpan(0, ReadError.ExcerptLimit), "...");
        return string.Create(cut.Length, cut, static (characters, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                characters[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
    }
}
