using System.Diagnostics.CodeAnalysis;

namespace PromMultiplexer.Engine;

/// <summary>What became of the flags: either options or the problem that stands in their way.</summary>
public sealed record OptionsReading
{
    /// <summary>The options, complete and checked.</summary>
    public MultiplexerOptions? Options { get; init; }

    /// <summary>The options as they were asked for, with another value of what needs a restart, perhaps.</summary>
    internal MultiplexerOptions? Wanted { get; init; }

    /// <summary>The first thing that is wrong, with which nothing can start.</summary>
    public FlagProblem? Problem { get; init; }

    /// <summary>What is odd, although a start is possible.</summary>
    public IReadOnlyList<FlagProblem> Warnings { get; init; } = [];

    /// <summary>What is wrong in the file of targets. The rest of it holds.</summary>
    public IReadOnlyList<FlagProblem> RefusedTargets { get; init; } = [];

    /// <summary>Whether there are options.</summary>
    [MemberNotNullWhen(true, nameof(Options))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Problem is null;
}
