namespace PromMultiplexer.Engine;

/// <summary>One of a few words, in exactly that spelling.</summary>
/// <param name="words">The words and what they stand for.</param>
internal sealed class WordsSyntax<T>(params (string Word, T Value)[] words) : FlagSyntax<T>
{
    public override string Metavariable => $"<{string.Join('|', words.Select(word => word.Word))}>";

    public override FlagProblem? Read(string text, out T value)
    {
        var index = Array.FindIndex(words, word => word.Word == text);
        value = index < 0 ? default! : words[index].Value;
        return index >= 0 ? null : new(
            FlagProblemReason.InvalidValue,
            text,
            $"is none of the choices",
            $"give {string.Join(", ", words[..^1].Select(word => word.Word))} or {words[^1].Word}");
    }

    public override string Show(T value) => words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Word;
}
