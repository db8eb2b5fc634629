namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>A test of what only Linux offers.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Needs mmap and mprotect as Linux has them.";
        }
    }
}
