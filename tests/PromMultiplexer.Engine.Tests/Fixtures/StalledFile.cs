using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A file that holds whoever opens it, as one on a mount does whose server has gone. Linux only.</summary>
internal sealed class StalledFile : IDisposable
{
    private readonly string _path;

    private StalledFile(string path) => _path = path;

    /// <summary>Puts one in the place of the file that is there.</summary>
    public static StalledFile InPlaceOf(string path)
    {
        Assert.Equal(0, MakeFifo(path + ".fifo", Convert.ToUInt32("600", 8)));
        File.Move(path + ".fifo", path, overwrite: true);
        return new StalledFile(path);
    }

    /// <summary>Completes when somebody is held, who is then let go without having read anything. The next one is held again.</summary>
    public Task PassAsync() => Task.Run(() => File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose()).WaitAsync(Patience.Long);

    /// <summary>Lets everybody go, and holds nobody any more.</summary>
    public void Dispose()
    {
        // Whoever opens it for both is held by nobody.
        using var both = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        File.Delete(_path);
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo(string path, uint mode);
}
