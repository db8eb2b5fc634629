using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Loading;

/// <summary>
/// Holds the engine and everything third-party, so that neither pwsh nor another module can hand us its version of an
/// assembly, nor we ours to them. What the module's folder does not have (.NET itself) comes from the default context.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private readonly string[] _folders;

    private EngineLoadContext(string moduleFolder)
        : base("PromMultiplexer") =>
        _folders = [Path.Combine(moduleFolder, "engine"), Path.Combine(moduleFolder, "runtimes", Platform)];

    /// <summary>The one context of the process. Assemblies cannot be unloaded, so it outlives the module's removal.</summary>
    public static EngineLoadContext Instance { get; } = new(Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!);

    /// <summary>The portable runtime identifier of this process, after which the folders under runtimes/ are named.</summary>
    private static string Platform
    {
        get
        {
            var name = RuntimeInformation.RuntimeIdentifier;
            var system = OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : name.Contains("musl") || name.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl"
                : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Answers the default context when the module's own code asks for the engine, the one name that crosses over.</summary>
    public static Assembly? ResolveEngine(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == "PromMultiplexer.Engine" ? Instance.LoadFromAssemblyName(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The one assembly that both sides share: its types are the module's public ones.
        if (assemblyName.Name == "PromMultiplexer.Exposition")
        {
            return typeof(MetricFamily).Assembly;
        }

        foreach (var folder in _folders)
        {
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            if (File.Exists(path))
            {
                return LoadFromAssemblyPath(path);
            }
        }

        return null;
    }
}
