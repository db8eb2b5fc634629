using System.Collections;
using System.Management.Automation;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Parameters;

/// <summary>
/// Takes a format by more names than the enumeration has: Text and OpenMetrics for the versions in common use, Prometheus' names
/// of scrape protocols, and Content-Types. Leaves alone what it does not know, for PowerShell to say what is allowed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExpositionFormatNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) switch
    {
        string name => Find(name) ?? inputData,
        IList names => names.Cast<object?>().Select(item => Unwrap(item) is string name ? Find(name) ?? item : item).ToArray(),
        _ => inputData,
    };

    private static object? Find(string name) =>
        name.Equals("Text", StringComparison.OrdinalIgnoreCase) ? ExpositionFormat.Text004
        : name.Equals("OpenMetrics", StringComparison.OrdinalIgnoreCase) ? ExpositionFormat.OpenMetrics100
        : ScrapeProtocol.TryParse(name, out var protocol) ? protocol
        : name.Contains('/') ? ContentType.Parse(name)
        : null;

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
