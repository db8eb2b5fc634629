using System.Management.Automation;

namespace PromMultiplexer.Tests.Hosting;

/// <summary>What a script gave: a terminating error stands last among the errors.</summary>
internal sealed record ScriptResult(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>What was said with -Verbose.</summary>
    public IReadOnlyList<string> Verbose { get; init; } = [];

    /// <summary>How far it said that it was.</summary>
    public IReadOnlyList<string> Progress { get; init; } = [];

    /// <summary>The one object that the script gave, without errors.</summary>
    public PSObject Single
    {
        get
        {
            ThrowIfFailed();
            return Assert.Single(Output);
        }
    }

    /// <summary>The one error that the script ended in or reported.</summary>
    public ErrorRecord Error => Assert.Single(Errors);

    /// <summary>The output as text, one string an object.</summary>
    public IEnumerable<string> Text
    {
        get
        {
            ThrowIfFailed();
            return Output.Select(item => item?.ToString() ?? "");
        }
    }

    public void ThrowIfFailed() => Assert.True(Errors.Count == 0, string.Join('\n', Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}\n{error.Exception}")));
}
