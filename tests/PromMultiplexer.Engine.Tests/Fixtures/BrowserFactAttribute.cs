using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A test with a browser. Where there is none it is skipped, and its name says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerMemberName] string test = "")
    {
        if (!Browser.IsInstalled)
        {
            Skip = "no chromium on the PATH: apt-get install chromium";
            DisplayName = $"{test} ({Skip})";
        }
    }
}
