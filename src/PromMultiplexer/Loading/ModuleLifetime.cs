using System.Management.Automation;
using System.Runtime.Loader;

namespace PromMultiplexer.Loading;

/// <summary>
/// What PowerShell calls when a session imports the module and when it removes it. When the last session of the process
/// has removed it, the multiplexers are stopped: nobody could do that any more.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static int _imports;

    /// <summary>Opens the way to the engine.</summary>
    public void OnImport()
    {
        if (Interlocked.Increment(ref _imports) == 1)
        {
            AssemblyLoadContext.Default.Resolving += EngineLoadContext.ResolveEngine;
        }
    }

    /// <summary>Stops what runs and closes the way.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Interlocked.Decrement(ref _imports) == 0)
        {
            RunningMultiplexers.StopAll();
            AssemblyLoadContext.Default.Resolving -= EngineLoadContext.ResolveEngine;
        }
    }
}
