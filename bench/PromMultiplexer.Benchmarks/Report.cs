using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace PromMultiplexer.Benchmarks;

/// <summary>The results as markdown.</summary>
internal static class Report
{
    private const double Thousand = 1_000;

    public static string Write(IReadOnlyList<Summary> summaries, IReadOnlyList<(GoProgram Program, IReadOnlyList<GoResult> Results)> goPrograms)
    {
        var host = summaries[0].HostEnvironmentInfo;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Benchmark results

            Written by `dotnet run -c Release --project bench/PromMultiplexer.Benchmarks` on {DateTime.UtcNow:yyyy-MM-dd}.
            {string.Join(", ", host.ToFormattedString().Select(line => line.Trim()))}

            One core. *First* is the first page of a program, of which nothing is known. *Next* is the next page of the same
            program: the same series, every value another one. MB/s counts the bytes that are read. The least of several rounds.


            """);
        foreach (var summary in summaries)
        {
            page.Append(CultureInfo.InvariantCulture, $"## {Title(summary)}\n\n| Page | Work | MB/s | ns/sample | µs | B allocated |\n|---|---|--:|--:|--:|--:|\n");
            foreach (var report in summary.Reports.Where(report => report.ResultStatistics is not null))
            {
                var parameter = report.BenchmarkCase.Parameters.Items[0].Value;
                var (bytes, samples) = SizeOf(parameter);
                var nanoseconds = report.ResultStatistics!.Min;
                var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {parameter} | {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {bytes * Thousand / nanoseconds:N0} | {nanoseconds / samples:N1} | {nanoseconds / Thousand:N1} | {allocated:N0} |\n");
            }

            page.Append('\n');
        }

        foreach (var (program, results) in goPrograms)
        {
            WriteGo(page, summaries, program, results);
        }

        return page.ToString();
    }

    private static void WriteGo(StringBuilder page, IReadOnlyList<Summary> summaries, GoProgram program, IReadOnlyList<GoResult> results)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {program.Title}\n\n");
        if (results.Count == 0)
        {
            page.Append("Skipped: go or its package is not installed.\n\n");
            return;
        }

        page.Append("| Page | MB/s | ns/sample | B allocated |").AppendJoin("", program.Steps.Select(step => $" {DescriptionOf(step)} is faster by |"))
            .Append("\n|---|--:|--:|--:|").Insert(page.Length, "--:|", program.Steps.Length).Append('\n');
        foreach (var result in results)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {result.Page} | {result.Bytes * Thousand / result.Nanoseconds:N0} | {result.Nanoseconds / result.Samples:N0} | {result.Allocated:N0} |")
                .AppendJoin("", program.Steps.Select(step => $" {Ratio(step, result)} |")).Append('\n');
        }

        page.Append('\n');

        string DescriptionOf(string step) => Runs(step).FirstOrDefault()?.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') ?? step;

        string Ratio(string step, GoResult result) => Runs(step)
            .FirstOrDefault(report => report.BenchmarkCase.Parameters.Items[0].Value is Payload payload && payload.Name == result.Page)
            is { ResultStatistics: { } statistics }
            ? string.Create(CultureInfo.InvariantCulture, $"{result.Nanoseconds / statistics.Min:N1} x")
            : "";

        IEnumerable<BenchmarkReport> Runs(string step) => summaries
            .SelectMany(summary => summary.Reports)
            .Where(report => report.BenchmarkCase.Descriptor.Type == typeof(Steps) && report.BenchmarkCase.Descriptor.WorkloadMethod.Name == step);
    }

    private static string Title(Summary summary) => summary.BenchmarksCases[0].Descriptor.Type.Name switch
    {
        nameof(Yardsticks) => "Yardsticks",
        nameof(Steps) => "Text to text",
        nameof(Conversions) => "Between formats",
        nameof(Scale) => "Containers x samples, text to text",
        var other => other,
    };

    private static (long Bytes, long Samples) SizeOf(object parameter) => parameter switch
    {
        Payload payload => (payload.Bytes, payload.Samples),
        Conversion conversion => (conversion.Payload.Bytes, conversion.Payload.Samples),
        Pod pod => ((long)pod.Payload.Bytes * pod.Containers, (long)pod.Payload.Samples * pod.Containers),
        _ => throw new ArgumentException($"{parameter} has no size.", nameof(parameter)),
    };
}
