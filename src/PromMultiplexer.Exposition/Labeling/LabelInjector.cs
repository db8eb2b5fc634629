namespace PromMultiplexer.Exposition;

/// <summary>One label, ready to be added to every sample of a page. Immutable and safe for concurrent use.</summary>
public sealed class LabelInjector
{
    /// <summary>Prepares the label.</summary>
    /// <param name="name">A label name: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>, but not <c>le</c>, <c>quantile</c> or <c>__*</c>.</param>
    /// <param name="value">Any text; it is escaped as the format needs.</param>
    /// <param name="onCollision">What to do where a sample has that label already.</param>
    /// <exception cref="ArgumentException">The name is none of the above.</exception>
    public LabelInjector(string name, string value, LabelCollision onCollision = LabelCollision.Rename)
    {
        Name = name;
        Value = value;
        OnCollision = onCollision;
    }

    /// <summary>The label's name.</summary>
    public string Name { get; }

    /// <summary>The label's value, not escaped.</summary>
    public string Value { get; }

    /// <summary>What happens where a sample has the label already.</summary>
    public LabelCollision OnCollision { get; }

    /// <summary>Whether <paramref name="name"/> can be injected as a label.</summary>
    public static bool IsInjectable(string name) => throw new NotImplementedException();

    /// <summary>Labels every sample of <paramref name="exposition"/> and keeps the result in <paramref name="into"/>, which is reused.</summary>
    /// <returns><see langword="null"/>, or the error under <see cref="LabelCollision.Fail"/>.</returns>
    public ReadError? Label(ParsedExposition exposition, LabeledExposition into) => throw new NotImplementedException();

    /// <summary>Labels a family of the typed level. The family given is not changed.</summary>
    public MetricFamily Label(MetricFamily family) => throw new NotImplementedException();
}
