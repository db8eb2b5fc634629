using System.Management.Automation;
using PromMultiplexer.Errors;
using PromMultiplexer.Exposition;
using PromMultiplexer.Input;
using PromMultiplexer.Parameters;

namespace PromMultiplexer.Commands;

/// <summary>A cmdlet that reads pages from files as well, and can be told their format.</summary>
public abstract class MetricsFileCommand : MetricsCommand
{
    private const string FromPath = "Path";
    private const string FromLiteralPath = "LiteralPath";
    private const string FileSystem = "FileSystem";

    /// <summary>The files to read. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPath, HelpMessage = "Files that hold pages of metrics.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files to read, their names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromLiteralPath, HelpMessage = "Files that hold pages of metrics.")]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// The format of the pages: Text, OpenMetrics, Protobuf, or a Content-Type. Where it is not given, it is told from a file's
    /// name (.prom, .om, .pb) or from the page.
    /// </summary>
    [Parameter]
    [ExpositionFormatName]
    public ExpositionFormat? Format { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        foreach (var path in ParameterSetName == FromPath ? Path : LiteralPath)
        {
            foreach (var file in Find(path))
            {
                ReadFile(file);
            }
        }
    }

    /// <summary>The page under the format that was given, if any was.</summary>
    private protected SourcePage AsTold(SourcePage page) => Format is { } told ? new SourcePage(page.Bytes, page.Origin, told) : page;

    /// <inheritdoc/>
    private protected override void TakePage(SourcePage page) => base.TakePage(AsTold(page));

    private IReadOnlyCollection<string> Find(string path)
    {
        try
        {
            var files = Resolve(path, out var provider);
            if (provider.Name != FileSystem)
            {
                Report(Failure.PathNotFile(path, provider.Name, "Give the path of a file, or pipe in what Get-Content reads there."));
                return [];
            }

            if (files.Count == 0)
            {
                Report(Failure.FileNotFound(path));
            }

            return files;
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException or ArgumentException or NotSupportedException)
        {
            Report(Failure.FileNotReadable(failure, path));
            return [];
        }
    }

    private IReadOnlyCollection<string> Resolve(string path, out ProviderInfo provider) => ParameterSetName == FromPath
        ? GetResolvedProviderPathFromPSPath(path, out provider)
        : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)];

    private void ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            Report(Failure.PathIsFolder(path));
            return;
        }

        SourcePage page;
        try
        {
            page = PageCollector.ReadFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Report(Failure.FileNotReadable(failure, path));
            return;
        }

        TakePage(page);
    }
}
