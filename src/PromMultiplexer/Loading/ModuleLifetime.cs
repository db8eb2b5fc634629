using System.Management.Automation;
using System.Runtime.Loader;

namespace PromMultiplexer.Loading;

/// <summary>What PowerShell calls when it imports the module and when it removes it.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Opens the way to the engine.</summary>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += EngineLoadContext.ResolveEngine;

    /// <summary>Closes it.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= EngineLoadContext.ResolveEngine;
}
