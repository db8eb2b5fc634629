using System.Diagnostics;
using System.Globalization;

namespace PromMultiplexer.Benchmarks;

/// <summary>The same work done by a library that is written in Go, where go and the library are installed.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="Library">The package that does it. It is looked for in GOPATH, and else where Debian puts such packages.</param>
/// <param name="DebianPackage">The package of Debian that has it.</param>
/// <param name="Sources">The program, in this folder.</param>
/// <param name="Steps">What is done here instead: methods of <see cref="Benchmarks.Steps"/>.</param>
internal sealed record GoProgram(string Title, string Library, string DebianPackage, string[] Sources, string[] Steps)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<GoProgram> All { get; } =
    [
        new(
            "Go's expfmt: parse, label, write", "github.com/prometheus/common/expfmt", "golang-github-prometheus-common-dev",
            ["expfmt/main.go"], [nameof(Benchmarks.Steps.FirstScrape), nameof(Benchmarks.Steps.NextScrape)]),
        new(
            "Prometheus' textparse: parse only", "github.com/prometheus/prometheus/model/textparse", "golang-github-prometheus-prometheus-dev",
            ["readers/main.go", "readers/textparse.go"], [nameof(Benchmarks.Steps.ReadFirst), nameof(Benchmarks.Steps.ReadFirstStrictly), nameof(Benchmarks.Steps.ReadNext)]),
        new(
            "VictoriaMetrics' parser, which is not strict: parse only", "github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus",
            "golang-github-victoriametrics-victoriametrics-dev",
            ["readers/main.go", "readers/victoriametrics.go"],
            [nameof(Benchmarks.Steps.ReadFirst), nameof(Benchmarks.Steps.ReadFirstStrictly), nameof(Benchmarks.Steps.ReadNext)]),
    ];

    private static string Packages => Environment.GetEnvironmentVariable("GOPATH") is { Length: > 0 } path ? path : "/usr/share/gocode";

    /// <summary>Measures; empty, with a word on stderr, where that is not possible here.</summary>
    /// <param name="benchFolder">Where the sources are.</param>
    public IReadOnlyList<GoResult> Measure(string benchFolder)
    {
        if (!Packages.Split(':').Any(packages => Directory.Exists(Path.Combine(packages, "src", Library))))
        {
            Console.Error.WriteLine($"SKIPPED: {Title}. It needs Debian's golang-go and {DebianPackage}.");
            return [];
        }

        var folder = Directory.CreateTempSubdirectory("prom-multiplexer-bench-");
        try
        {
            var start = new ProcessStartInfo(
                "go", ["run", .. Sources.Select(source => Path.Combine(benchFolder, source)), .. Payloads.WriteTextFiles(folder.FullName)])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["GO111MODULE"] = "off";
            start.Environment["GOPATH"] = Packages;
            start.Environment["GOCACHE"] = Path.Combine(folder.FullName, "cache");
            start.Environment["GOMAXPROCS"] = "1";
            using var go = Process.Start(start)!;
            var results = new List<GoResult>();
            while (go.StandardOutput.ReadLine() is { } line)
            {
                var parts = line.Split(' ');
                results.Add(new GoResult(parts[0], Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])));
            }

            go.WaitForExit();
            if (go.ExitCode == 0)
            {
                return results;
            }

            // As where a library is older than the few lines that call it.
            Console.Error.WriteLine($"SKIPPED: {Title}. go ended with {go.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine($"SKIPPED: {Title}. There is no go.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return [];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
