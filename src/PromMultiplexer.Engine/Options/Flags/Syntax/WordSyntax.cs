namespace PromMultiplexer.Engine;

/// <summary>One of the words that an enumeration names, in whatever case.</summary>
internal sealed class WordSyntax<T> : FlagSyntax<T>
    where T : struct, Enum
{
    private static readonly string[] Words = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
    private static readonly T[] Values = Enum.GetValues<T>();

    public override string Metavariable => $"<{string.Join('|', Words)}>";

    public override FlagProblem? Read(string text, out T value)
    {
        var index = Array.FindIndex(Words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Values[index];
        return index >= 0 ? null : new(
            FlagProblemReason.InvalidValue,
            text,
            $"is none of the choices",
            $"give {string.Join(", ", Words[..^1])} or {Words[^1]}");
    }

    public override string Show(T value) => value.ToString().ToLowerInvariant();
}
