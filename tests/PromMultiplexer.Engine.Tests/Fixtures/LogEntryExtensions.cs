namespace PromMultiplexer.Engine.Tests;

internal static class LogEntryExtensions
{
    /// <summary>The value of a field.</summary>
    public static string Field(this LogEntry entry, string name) => entry.Fields.Single(field => field.Name == name).Value;
}
