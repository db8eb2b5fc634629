using PromMultiplexer.Engine;

namespace PromMultiplexer.Load;

/// <summary>The engine in a process that tells once a second how much it has allocated, which nobody can see from outside.</summary>
internal static class EngineHost
{
    public static async Task RunAsync(string[] flags)
    {
        var options = CommandLine.Read(flags).Options ?? throw new ArgumentException("These flags are wrong.", nameof(flags));
        using var termination = new TerminationSignal();
        await using var multiplexer = await Multiplexer.StartAsync(options, StartLog.Open(options, Console.Error));
        while (await Task.WhenAny(termination.Received, Task.Delay(TimeSpan.FromSeconds(1))) != termination.Received)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }
    }
}
