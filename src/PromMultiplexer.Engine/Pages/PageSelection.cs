namespace PromMultiplexer.Engine;

/// <summary>What of the merged page is asked for, where that is not all. Immutable; two that ask for the same are equal.</summary>
internal sealed class PageSelection : IEquatable<PageSelection>
{
    private readonly string[] _containers;
    private readonly string[] _families;

    /// <summary>Makes a selection.</summary>
    /// <param name="containers">The names of the containers whose samples are wanted; none for all.</param>
    /// <param name="families">The names of the families that are wanted; none for all.</param>
    public PageSelection(IEnumerable<string> containers, IEnumerable<string> families)
    {
        _containers = [.. containers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _families = [.. families.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The families that are wanted; none for all.</summary>
    public IReadOnlyCollection<string> Families => _families;

    /// <summary>Whether the samples of all containers are wanted.</summary>
    public bool HasAllContainers => _containers.Length == 0;

    /// <summary>Whether the samples of a container are wanted.</summary>
    public bool HasContainer(string name) => HasAllContainers || Array.BinarySearch(_containers, name, StringComparer.Ordinal) >= 0;

    public bool Equals(PageSelection? other) =>
        other is not null && _containers.AsSpan().SequenceEqual(other._containers) && _families.AsSpan().SequenceEqual(other._families);

    public override bool Equals(object? obj) => Equals(obj as PageSelection);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var name in _containers)
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        hash.Add(_containers.Length);
        foreach (var name in _families)
        {
            hash.Add(name, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
