namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>For what programs do in their own time and tell nobody.</summary>
internal static class Eventually
{
    /// <summary>Longer than anything takes: to end a test that hangs, not to time one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Tries something until it passes. What it fails with after <paramref name="patience"/> is what the test fails with.</summary>
    public static async Task PassesAsync(Func<Task> attempt, TimeSpan? patience = null)
    {
        var end = DateTime.UtcNow + (patience ?? Patience);
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception) when (DateTime.UtcNow < end)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
