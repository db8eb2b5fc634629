using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using PromMultiplexer.Benchmarks;

// Without arguments everything is measured and written to the file that is kept. With some, they go to BenchmarkDotNet:
// --filter '*Steps*'
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(4)
    .WithIterationCount(10)
    .WithIterationTime(TimeInterval.FromMilliseconds(100));
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"))
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);

Type[] benchmarks = [typeof(Yardsticks), typeof(Steps), typeof(Conversions), typeof(Scale)];
if (args.Length > 0)
{
    BenchmarkSwitcher.FromTypes(benchmarks).Run(args, config);
    return;
}

var folder = BenchFolder.Find();
var summaries = benchmarks.Select(type => BenchmarkRunner.Run(type, config)).ToList();
var report = Report.Write(summaries, [.. GoProgram.All.Select(program => (program, program.Measure(folder)))]);
File.WriteAllText(Path.Combine(folder, "results.md"), report);
Console.WriteLine(report);
