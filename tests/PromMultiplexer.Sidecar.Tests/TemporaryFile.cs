namespace PromMultiplexer.Sidecar.Tests;

/// <summary>A file for one test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string content) => Write(content);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"multiplexer-{Guid.NewGuid():n}.yaml");

    public void Write(string content) => File.WriteAllText(Path, content);

    public void Dispose() => File.Delete(Path);
}
