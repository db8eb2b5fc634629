using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PromMultiplexer.Tests.Hosting;

/// <summary>A PowerShell session that has imported the module as it was built.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleSession()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        Run($"Import-Module '{Checkout.Manifest}'").ThrowIfFailed();
    }

    /// <summary>Runs a script to its end. <paramref name="input"/> is what <c>$input</c> enumerates.</summary>
    public ScriptResult Run(string script, params object[] input)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        try
        {
            var output = shell.Invoke(input);
            return new ScriptResult(output, [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(warning => warning.Message)])
            {
                Verbose = [.. shell.Streams.Verbose.Select(message => message.Message)],
                Progress = [.. shell.Streams.Progress.Select(progress => progress.StatusDescription)],
            };
        }
        catch (RuntimeException stop)
        {
            return new ScriptResult([], [.. shell.Streams.Error, stop.ErrorRecord], [.. shell.Streams.Warning.Select(warning => warning.Message)]);
        }
    }

    /// <summary>Begins a script, for tests that stop it.</summary>
    public RunningScript Begin(string script) => new(_runspace, script);

    public void Dispose() => _runspace.Dispose();
}
