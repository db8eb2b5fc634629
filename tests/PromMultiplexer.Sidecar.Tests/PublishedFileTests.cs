namespace PromMultiplexer.Sidecar.Tests;

/// <summary>The native executable as a file.</summary>
public sealed class PublishedFileTests
{
    private const long MostBytes = 12_000_000;

    // One setter of the framework that nobody needs can link a megabyte. The map file tells which: publish with
    // -p:IlcGenerateMapFile=true.
    [PublishedFact]
    public void It_stays_within_12_MB() => Assert.InRange(new FileInfo(PublishedFactAttribute.Executable).Length, 1, MostBytes);
}
