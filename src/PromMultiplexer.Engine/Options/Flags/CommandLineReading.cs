namespace PromMultiplexer.Engine;

/// <summary>What a command line asks for: a start with <see cref="Options"/>, a <see cref="Text"/>, or, because of a <see cref="Problem"/>, nothing.</summary>
public sealed record CommandLineReading
{
    /// <summary>The options to start with.</summary>
    public MultiplexerOptions? Options { get; init; }

    /// <summary>What to print instead of starting: the help or the version, with its last newline.</summary>
    public string? Text { get; init; }

    /// <summary>The first thing that is wrong.</summary>
    public FlagProblem? Problem { get; init; }

    /// <summary>What is odd, although a start is possible.</summary>
    public IReadOnlyList<FlagProblem> Warnings { get; init; } = [];

    /// <summary>What the options can be read from again, when files have changed.</summary>
    public OptionsSource? Source { get; init; }

    /// <summary>What the options were read from: the flags in the order in which they were given, then the environment variables.</summary>
    public IReadOnlyList<FlagValue> Values { get; init; } = [];
}
