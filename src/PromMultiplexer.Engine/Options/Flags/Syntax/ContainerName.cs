using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>What a container can be called. The name becomes a label's value and a part of a path, and needs no escaping as either.</summary>
internal static class ContainerName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether it is a name; <c>.</c> and <c>..</c> are none, because clients take them out of a path.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(Allowed) && name is not ("." or "..");

    /// <summary>What there is to say about a name that is none.</summary>
    public static FlagProblem Problem(string name) => new(
        FlagProblemReason.InvalidValue,
        name,
        $"is no container name",
        $"use letters, digits, dots, underscores and dashes");
}
