using System.Collections;

namespace PromMultiplexer.Engine;

/// <summary>Headers of a request. Immutable; equal to others that have the same in the same order.</summary>
public sealed class TargetHeaders : IReadOnlyList<KeyValuePair<string, string>>, IEquatable<TargetHeaders>
{
    private readonly KeyValuePair<string, string>[] _headers;

    /// <summary>Takes over names and values.</summary>
    public TargetHeaders(IEnumerable<KeyValuePair<string, string>> headers) => _headers = [.. headers];

    /// <summary>No headers.</summary>
    public static TargetHeaders None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _headers.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _headers[index];

    /// <inheritdoc/>
    public bool Equals(TargetHeaders? other) => other is not null && _headers.AsSpan().SequenceEqual(other._headers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TargetHeaders);

    /// <inheritdoc/>
    public override int GetHashCode() => _headers.Aggregate(0, HashCode.Combine);

    /// <summary>The names alone.</summary>
    public override string ToString() => string.Join(", ", _headers.Select(header => header.Key));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_headers).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
