using System.Diagnostics;
using System.Globalization;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>What readers of other people say about a page, where they are installed.</summary>
internal static class OtherReaders
{
    private const string Python = "/usr/bin/python3";
    private const string Promtool = "/usr/bin/promtool";

    public static bool HasPython => File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/prometheus_client");

    public static bool HasPromtool => File.Exists(Promtool);

    /// <summary>The samples that Prometheus' Python client finds on OpenMetrics pages, which it reads strictly; its error fails the test.</summary>
    /// <param name="pages">Pages with their ends, one behind the other.</param>
    public static int CountWithPython(string pages)
    {
        const string Script = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
            sys.stdin.reconfigure(encoding='utf-8', newline='')
            count = 0
            for page in sys.stdin.read().split('# EOF\n')[:-1]:
                try:
                    count += sum(len(family.samples) for family in read(page + '# EOF\n'))
                except Exception as error:
                    sys.exit(f'{error}\n{page}')
            print(count)
            """;
        var (code, output, error) = Run(Python, ["-c", Script], pages);
        Assert.True(code == 0, error);
        return int.Parse(output, CultureInfo.InvariantCulture);
    }

    /// <summary>What a script in Python prints.</summary>
    public static string RunPython(string script)
    {
        var (code, output, error) = Run(Python, ["-c", script], "");
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Why <c>promtool check metrics</c> cannot read a page of text; <see langword="null"/> where it can, whatever it thinks of the names.</summary>
    public static string? RefusalOfPromtool(string page)
    {
        const int HasAdvice = 3;
        var (code, _, error) = Run(Promtool, ["check", "metrics"], page);
        return code is 0 or HasAdvice ? null : error;
    }

    private static (int Code, string Output, string Error) Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
