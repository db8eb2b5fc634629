namespace PromMultiplexer.Engine;

/// <summary>One named value of a log entry.</summary>
/// <param name="Name">The name: lower case letters, digits and <c>_</c>.</param>
/// <param name="Value">The value, any text.</param>
public readonly record struct LogField(string Name, string Value)
{
    /// <summary>Makes a field of a name and a text.</summary>
    public static implicit operator LogField((string Name, string Value) field) => new(field.Name, field.Value);
}
