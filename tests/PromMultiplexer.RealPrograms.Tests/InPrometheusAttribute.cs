using System.Reflection;
using Xunit.Sdk;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// Runs a theory in a real Prometheus: its first argument is the version. Where none of that major version is installed the
/// theory is skipped, and its argument says so: test runners show arguments, and the reason only when they are asked for it.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class InPrometheusAttribute : DataAttribute
{
    private readonly string _version;
    private readonly object[] _arguments;

    /// <summary>Runs the theory once.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="arguments">What follows the version.</param>
    public InPrometheusAttribute(int major, params object[] arguments)
    {
        _arguments = arguments;
        if (InstalledPrometheus.All.FirstOrDefault(program => program.Major == major) is { } installed)
        {
            _version = installed.Version;
        }
        else
        {
            Skip = _version = $"SKIPPED: no Prometheus {major} on the PATH, as prometheus or prometheus{major}";
        }
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_version, .. _arguments]];
}
