using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine;

/// <summary>
/// The memory that the native libraries allocate, such as the third of a megabyte that every compressed page takes while
/// it is made. It concerns the whole process, so it is for a program of one's own, not for a guest in somebody's shell.
/// </summary>
public static class NativeHeap
{
    // M_MMAP_THRESHOLD in malloc.h, and the value that glibc starts with.
    private const int MmapThreshold = -3;
    private const int ThresholdBytes = 128 * 1024;

    // M_ARENA_MAX in malloc.h.
    private const int ArenaMax = -8;

    /// <summary>
    /// Makes glibc keep no memory that nobody uses. It gives large blocks back as soon as they are freed: by itself it raises the
    /// size of what it calls large with every such block, until it keeps two to three megabytes for each thread that ever compressed
    /// a page. And all threads share one heap, where by itself each gets one with up to half a megabyte in it.
    /// </summary>
    /// <returns>Whether that was done: other systems and C libraries have no such settings, nor the need.</returns>
    public static bool KeepSmall()
    {
        try
        {
            return OperatingSystem.IsLinux() && SetOption(MmapThreshold, ThresholdBytes) == 1 && SetOption(ArenaMax, 1) == 1;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Gives back what was freed in between what is in use, which glibc does not do by itself. Takes well under a millisecond.</summary>
    public static void Trim()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                GiveBack(0);
            }
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // As above.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int GiveBack(nuint keep);

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);
}
