namespace PromMultiplexer.Engine;

/// <summary>How a flag is named to whoever gave it.</summary>
public enum FlagNaming
{
    /// <summary>As on a command line: <c>--export_to</c>.</summary>
    CommandLine,

    /// <summary>As a parameter of the cmdlet: <c>-ExportTo</c>.</summary>
    Parameter,
}
