using System.Diagnostics;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>A program that people deploy with. It is run on what is in <c>deploy/</c>.</summary>
internal static class KubernetesTool
{
    /// <summary>Kustomize, by itself or as a part of kubectl.</summary>
    public const string Kustomize = "kustomize";

    /// <summary>Helm, of which Debian has no package.</summary>
    public const string Helm = "helm";

    /// <summary>Why there is no such test here; <see langword="null"/> if there is one.</summary>
    public static string? WhyNot(string tool) => tool switch
    {
        Kustomize when Find(Kustomize) is null && Find("kubectl") is null => "no kustomize and no kubectl on the PATH: apt-get install kustomize, from Debian 13 on",
        Helm when Find(Helm) is null => "no helm on the PATH",
        _ => null,
    };

    /// <summary>What a kustomization comes to.</summary>
    public static Task<string> KustomizeAsync(string folder) =>
        Find(Kustomize) is null ? RunAsync("kubectl", "kustomize", folder) : RunAsync(Kustomize, "build", folder);

    /// <summary>What Helm says. It fails the test if Helm does not like what it got.</summary>
    public static Task<string> HelmAsync(params string[] arguments) => RunAsync(Helm, arguments);

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = program.StandardOutput.ReadToEndAsync();
        var error = program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        return program.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {program.ExitCode}: {await output}{await error}");
    }

    private static string? Find(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? command + ".exe" : command))
            .FirstOrDefault(File.Exists);
}
