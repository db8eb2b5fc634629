using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>The pages to measure with: those of real programs where they are at hand, beside the checkout, else made ones.</summary>
internal static class Payloads
{
    /// <summary>Where the pages of real programs are; <see langword="null"/> where they are not there.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The pages in text.</summary>
    public static IReadOnlyList<Payload> Text { get; } = Folder is null
        ? [SyntheticPage.Make(families: 280, samples: 580), SyntheticPage.Make(families: 450, samples: 5_000)]
        : [Load("node_exporter.txt"), Load("synthetic_5k.txt"), Load("prometheus.txt")];

    /// <summary>The pages in OpenMetrics.</summary>
    public static IReadOnlyList<Payload> OpenMetrics { get; } =
        [SyntheticPage.MakeOpenMetrics(families: 280, samples: 580), SyntheticPage.MakeOpenMetrics(families: 450, samples: 5_000)];

    /// <summary>The pages in protobuf.</summary>
    public static IReadOnlyList<Payload> Protobuf { get; } = Folder is null ? [] : [Load("node_exporter.pb"), Load("prometheus.pb")];

    /// <summary>The files of the pages in text, for other programs to measure with.</summary>
    public static IReadOnlyList<string> WriteTextFiles(string folder)
    {
        var files = new List<string>();
        foreach (var payload in Text)
        {
            var file = Path.Combine(folder, payload.Name);
            File.WriteAllBytes(file, payload.Pages[0]);
            files.Add(file);
        }

        return files;
    }

    private static Payload Load(string name) => new(
        name,
        name.EndsWith(".pb", StringComparison.Ordinal) ? ExpositionFormat.Protobuf : ExpositionFormat.Text004,
        File.ReadAllBytes(Path.Combine(Folder!, name)));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var payloads = Path.Combine(folder.FullName, "shared", "payloads");
            if (Directory.Exists(payloads))
            {
                return payloads;
            }
        }

        return null;
    }
}
