using PromMultiplexer.Exposition;
using PromMultiplexer.Input;

namespace PromMultiplexer.Comparing;

/// <summary>What one target, file or page has on one side of a comparison.</summary>
/// <param name="origin">Where it is from.</param>
/// <param name="name">What to call it.</param>
internal sealed class ComparedSource(Origin origin, string name)
{
    /// <summary>Where it is from.</summary>
    public Origin Origin => origin;

    /// <summary>What to call it.</summary>
    public string Name => name;

    /// <summary>Its samples, in their order.</summary>
    public List<MetricSample> Samples { get; } = [];

    /// <summary>Whether a page of it was refused, so that nobody knows its samples.</summary>
    public bool IsRefused { get; set; }
}
