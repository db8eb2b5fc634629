using System.Reflection;

namespace PromMultiplexer.Tests.Hosting;

/// <summary>Where the things under test are.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Checkout").Value!;

    /// <summary>The manifest that a checkout is imported by.</summary>
    public static string Manifest { get; } = Path.Combine(Root, "PromMultiplexer.psd1");

    /// <summary>The module as it was built.</summary>
    public static string ModuleFolder { get; } = Path.Combine(Root, "artifacts", "module");
}
