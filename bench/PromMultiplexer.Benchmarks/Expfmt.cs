using System.Diagnostics;
using System.Globalization;

namespace PromMultiplexer.Benchmarks;

/// <summary>The same work done by Go's expfmt, where go and Debian's golang-github-prometheus-common-dev are installed.</summary>
/// <param name="Page">The page's name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Nanoseconds">The time of one round.</param>
/// <param name="Allocated">The bytes allocated in one round.</param>
internal sealed record Expfmt(string Page, int Bytes, int Samples, double Nanoseconds, long Allocated)
{
    private const string Packages = "/usr/share/gocode";

    /// <summary>Measures; empty, with a word on stderr, where that is not possible here.</summary>
    public static IReadOnlyList<Expfmt> Measure(string program)
    {
        if (!Directory.Exists(Path.Combine(Packages, "src/github.com/prometheus/common/expfmt")))
        {
            Console.Error.WriteLine("SKIPPED: expfmt. It needs Debian's golang-go and golang-github-prometheus-common-dev.");
            return [];
        }

        var folder = Directory.CreateTempSubdirectory("prom-multiplexer-bench-");
        try
        {
            var start = new ProcessStartInfo("go", ["run", program, .. Payloads.WriteTextFiles(folder.FullName)]) { RedirectStandardOutput = true };
            start.Environment["GO111MODULE"] = "off";
            start.Environment["GOPATH"] = Packages;
            start.Environment["GOCACHE"] = Path.Combine(folder.FullName, "cache");
            start.Environment["GOMAXPROCS"] = "1";
            using var go = Process.Start(start)!;
            var results = new List<Expfmt>();
            while (go.StandardOutput.ReadLine() is { } line)
            {
                var parts = line.Split(' ');
                results.Add(new Expfmt(parts[0], Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])));
            }

            go.WaitForExit();
            return go.ExitCode == 0 ? results : throw new InvalidOperationException($"go ended with {go.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("SKIPPED: expfmt. There is no go.");
            return [];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
