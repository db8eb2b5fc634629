namespace PromMultiplexer.Engine;

/// <summary>
/// The environment variables: <c>MULTIPLEXER_EXPORT_TO</c> stands for <c>--export_to</c>, and so on. Others of that prefix are not
/// looked at: Kubernetes makes some, such as <c>MULTIPLEXER_PORT</c>, for a Service called multiplexer.
/// </summary>
public static class EnvironmentVariables
{
    private const string Prefix = "MULTIPLEXER_";

    /// <summary>The variable that stands for a flag; <see langword="null"/> for a flag that only asks the program about itself.</summary>
    public static string? NameOf(Flag flag) => flag.ParameterName is null ? null : Prefix + flag.Name.ToUpperInvariant();

    /// <summary>
    /// Reads the variables. One that is empty is as good as none. In a list there are commas between the values, and a comma in one of them
    /// is written <c>%2C</c>, as in a URL.
    /// </summary>
    /// <param name="environment">Looks a variable up.</param>
    public static IReadOnlyList<FlagValue> Read(Func<string, string?> environment)
    {
        var values = new List<FlagValue>();
        foreach (var flag in Flags.All)
        {
            if (NameOf(flag) is { } name && environment(name) is { Length: > 0 } text)
            {
                string[] parts = flag.IsRepeatable ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
                values.AddRange(parts.Select(part => new FlagValue(flag, WithCommas(flag, part), name)));
            }
        }

        return values;
    }

    // What a URL has in it stays as it is there.
    private static string WithCommas(Flag flag, string part) => flag.IsRepeatable && flag != Flags.ContainerToPortMap
        ? part.Replace("%2C", ",", StringComparison.OrdinalIgnoreCase)
        : part;
}
