using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;

namespace PromMultiplexer.Loading;

/// <summary>
/// What PowerShell calls when a session imports the module and when it removes it. When the last session of the process
/// has removed it, the multiplexers are stopped: nobody could do that any more.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // Weak: a session that is over is not kept. Many end without removing what they have imported.
    private static readonly List<WeakReference<Runspace>> Sessions = [];

    /// <summary>Opens the way to the engine.</summary>
    public void OnImport()
    {
        lock (Sessions)
        {
            Sessions.Add(new(Runspace.DefaultRunspace));

            // It may be open since a session that has ended without closing it.
            AssemblyLoadContext.Default.Resolving -= EngineLoadContext.ResolveEngine;
            AssemblyLoadContext.Default.Resolving += EngineLoadContext.ResolveEngine;
        }
    }

    /// <summary>Stops what runs and closes the way.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Sessions)
        {
            Sessions.RemoveAll(session => !session.TryGetTarget(out var runspace) || HasEnded(runspace));
            if (Sessions.Find(session => session.TryGetTarget(out var runspace) && runspace == Runspace.DefaultRunspace) is { } own)
            {
                Sessions.Remove(own);
            }

            if (Sessions.Count == 0)
            {
                RunningMultiplexers.StopAll();
                AssemblyLoadContext.Default.Resolving -= EngineLoadContext.ResolveEngine;
            }
        }
    }

    private static bool HasEnded(Runspace runspace) =>
        runspace.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken;
}
