using System.Reflection;

namespace PromMultiplexer.Engine;

/// <summary>The program's name and version, as it introduces itself.</summary>
public static class ProductInfo
{
    /// <summary>The version, such as <c>1.2.3</c>.</summary>
    public static string Version { get; } =
        typeof(ProductInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What the containers see: <c>PromMultiplexer/1.2.3</c>.</summary>
    public static string UserAgent { get; } = $"PromMultiplexer/{Version}";
}
