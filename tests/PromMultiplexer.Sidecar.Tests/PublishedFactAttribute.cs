using System.Runtime.CompilerServices;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>A test of the published executable. Where none was published, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedFactAttribute : FactAttribute
{
    public PublishedFactAttribute([CallerMemberName] string test = "")
    {
        if (Executable.Length == 0)
        {
            Skip = "METRICS_MULTIPLEXER_SIDECAR names no published executable.";
            DisplayName = $"{test}: {Skip}";
        }
    }

    /// <summary>The executable that METRICS_MULTIPLEXER_SIDECAR names; empty where there is none.</summary>
    public static string Executable => Environment.GetEnvironmentVariable("METRICS_MULTIPLEXER_SIDECAR") ?? "";
}
