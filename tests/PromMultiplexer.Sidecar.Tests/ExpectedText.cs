using PromMultiplexer.Engine;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>What the program prints about itself.</summary>
internal static class ExpectedText
{
    public static string Of(string question) => question switch
    {
        "help" => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "help.txt")),
        "version" => $"metrics-multiplexer-sidecar {typeof(Flags).Assembly.GetName().Version!.ToString(3)}\n",
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "Neither help nor version."),
    };
}
