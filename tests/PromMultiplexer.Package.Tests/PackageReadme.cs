namespace PromMultiplexer.Package.Tests;

/// <summary>README.md of the package, in pieces.</summary>
internal static class PackageReadme
{
    private static readonly string s_text = Checkout.Read($"{Checkout.Library}/README.md");

    /// <summary>The code blocks of a language, in their order, each with its last newline.</summary>
    public static List<string> Blocks(string language) =>
    [
        .. s_text.Split("\n```" + language + "\n").Skip(1).Select(rest => rest[..(rest.IndexOf("\n```", StringComparison.Ordinal) + 1)]),
    ];
}
