namespace PromMultiplexer.Engine;

/// <summary>A place in a YAML file.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Key">The key that the value at this place is for.</param>
internal readonly record struct YamlPlace(string File, long Line, long Column, string? Key = null)
{
    /// <summary>How it is spelled in a problem: <c>config.yaml:3:12: export_to</c>.</summary>
    public override string ToString() => Key is null ? $"{File}:{Line}:{Column}" : $"{File}:{Line}:{Column}: {Key}";
}
