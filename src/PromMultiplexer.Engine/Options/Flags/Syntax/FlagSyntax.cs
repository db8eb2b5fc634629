namespace PromMultiplexer.Engine;

/// <summary>How the value of a flag is spelled.</summary>
internal abstract class FlagSyntax<T>
{
    /// <summary>What stands for the value in the help.</summary>
    public abstract string Metavariable { get; }

    /// <summary>Reads a value, or tells what is wrong with it; then <paramref name="value"/> means nothing.</summary>
    public abstract FlagProblem? Read(string text, out T value);

    /// <summary>Spells a value as it is given.</summary>
    public abstract string Show(T value);
}
