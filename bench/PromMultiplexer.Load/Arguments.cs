using System.Globalization;

namespace PromMultiplexer.Load;

/// <summary>Turns the command line into loads.</summary>
internal static class Arguments
{
    private const string Published = "artifacts/publish/PromMultiplexer.Sidecar/release_linux-x64/metrics-multiplexer-sidecar";

    public const string Help = """
        Runs the multiplexer over made containers and reads its page once a second as Prometheus does. Without arguments: the
        loads of docs/performance.md, over the published native executable.

          --containers 3  --samples 5000  --interval 200 (ms)  --seconds 20
          --plain              the containers answer without compression
          --memory 32          MiB, without swap, and
          --cpu 50             millicores: a control group is made for both. Needs root
          --trouble            three more containers: one fails in turns, one hangs, one has other series in each scrape
          --hostile idle       containers or clients that nobody wishes for: families, short, odd, swinging, turning, idle
          --watch 60           write down every 60 seconds what the process uses
          --no-rush            leave out the scrapers that ask as fast as they can
          --command "a b"      what to run in place of the native executable; the flags are added
          --original path      and then the same load on the Go sidecar, built from its repository
          --bare               run a client in its place that asks for the pages and does nothing with them
          --allocations        run the engine in .NET, to see how much it allocates
        """;

    public static IReadOnlyList<Load>? Read(string[] args)
    {
        var command = new List<string> { Path.GetFullPath(Published) };
        if (args.Length == 0)
        {
            return
            [
                new Load { Containers = 3, Samples = 500, Command = command },
                new Load { Containers = 3, Samples = 5_000, Command = command },
                new Load { Containers = 3, Samples = 5_000, IsPlain = true, Command = command },
                new Load { Containers = 10, Samples = 500, Command = command },
                new Load { Containers = 100, Samples = 1_000, IntervalMilliseconds = 15_000, Seconds = 45, Command = command },
                new Load { Containers = 1, Samples = 1_000_000, IntervalMilliseconds = 15_000, Seconds = 45, Command = command },
            ];
        }

        string? original = null;
        var load = new Load { Containers = 3, Samples = 5_000, Command = command };
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--plain":
                    load = load with { IsPlain = true };
                    continue;
                case "--trouble":
                    load = load with { HasTrouble = true };
                    continue;
                case "--no-rush":
                    load = load with { HasRush = false };
                    continue;
                case "--bare":
                    load = load with { Command = [Environment.ProcessPath!, "bare"] };
                    continue;
                case "--allocations":
                    load = load with { Command = [Environment.ProcessPath!, "engine"] };
                    continue;
            }

            if (i + 1 == args.Length)
            {
                return null;
            }

            var value = args[++i];
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            switch (args[i - 1])
            {
                case "--containers":
                    load = load with { Containers = number };
                    break;
                case "--samples":
                    load = load with { Samples = number };
                    break;
                case "--interval":
                    load = load with { IntervalMilliseconds = number };
                    break;
                case "--seconds":
                    load = load with { Seconds = number };
                    break;
                case "--hostile" when Enum.TryParse<Hostility>(value, ignoreCase: true, out var hostility):
                    load = load with { Hostility = hostility };
                    break;
                case "--memory":
                    load = load with { Mebibytes = number };
                    break;
                case "--cpu":
                    load = load with { Millicores = number };
                    break;
                case "--watch":
                    load = load with { WatchSeconds = number };
                    break;
                case "--command":
                    load = load with { Command = value.Split(' ') };
                    break;
                case "--original":
                    original = value;
                    break;
                default:
                    return null;
            }
        }

        return original is null ? [load] : [load, load with { Command = [original], IsOriginal = true }];
    }
}
