using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PromMultiplexer.Tests.Hosting;

/// <summary>A script that runs in the background until it ends or is stopped, as Ctrl+C stops it.</summary>
internal sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly IAsyncResult _end;

    public RunningScript(Runspace runspace, string script)
    {
        _shell = PowerShell.Create(runspace);
        _shell.AddScript(script);
        _end = _shell.BeginInvoke<PSObject, PSObject>(null, Output);
    }

    /// <summary>What the script has given so far.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>Completes when the script has ended.</summary>
    public async Task<PSInvocationState> EndAsync()
    {
        await Task.Run(_end.AsyncWaitHandle.WaitOne).WaitAsync(Patience.ForEvents);
        return _shell.InvocationStateInfo.State;
    }

    /// <summary>Stops the script and answers the time it took until it had ended.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        await _shell.StopAsync(null, null).WaitAsync(Patience.ForEvents);
        return TimeProvider.System.GetElapsedTime(start);
    }

    public void Dispose() => _shell.Dispose();
}
