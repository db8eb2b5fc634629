using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>
/// Keeps the whole process from opening any more files and sockets, until it is disposed of. For tests that run alone. Linux only.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    // RLIMIT_NOFILE in resource.h.
    private const int Files = 7;

    private readonly Limit _before;

    private OpenFiles(Limit before) => _before = before;

    public static OpenFiles NoMore()
    {
        Assert.Equal(0, GetLimit(Files, out var before));
        var none = before with { Now = 0 };
        Assert.Equal(0, SetLimit(Files, in none));
        return new OpenFiles(before);
    }

    public void Dispose() => Assert.Equal(0, SetLimit(Files, in _before));

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Limit limit);

    private record struct Limit(nuint Now, nuint Most);
}
